// The code of the README, as a program: dotnet run --project samples/Snippets -- http://host/report
#region readme
using Plumbline;
using Plumbline.Http;

using var http = new HttpClient();
using var cancel = Context.Background.WithTimeout(TimeSpan.FromSeconds(2), out var ctx);
try
{
    Console.WriteLine(await FetchAsync(ctx, args[0]));
}
catch (Exception e) when (e.IsDeadlineExceeded(ctx))
{
    Console.WriteLine(e.Message);
}

async Task<string> FetchAsync(Context ctx, string url)
{
    // The caller's 2 s, or what is left of them, bound the connect, the headers and every read of the body.
    using var response = await http.GetAsync(ctx, url, HttpCompletionOption.ResponseHeadersRead);
    return await response.Content.ReadAsStringAsync(ctx);
}
#endregion
