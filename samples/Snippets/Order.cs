using Plumbline;
using Plumbline.Http;

namespace Snippets;

/// <summary>Work with a beginning and an end.</summary>
internal sealed class Order(HttpClient http)
{
    internal Task BookAsync(Context ctx) => http.PutAsync(ctx, "/order", null);

    internal Task RollBackAsync(Context ctx) => http.DeleteAsync(ctx, "/order");

    internal Task MailAsync(Context ctx) => http.PostAsync(ctx, "/order/mail", null);
}
