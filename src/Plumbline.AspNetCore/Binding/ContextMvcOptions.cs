using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.Options;

namespace Plumbline.AspNetCore.Binding;

/// <summary>Tells MVC and Razor Pages about the context, where there are any: otherwise nobody asks for these options.</summary>
internal sealed class ContextMvcOptions : IConfigureOptions<MvcOptions>
{
    public void Configure(MvcOptions options)
    {
        // What comes from the framework, as a token does: API controllers do not look for it in the body, descriptions of the API leave it out.
        options.ModelMetadataDetailsProviders.Add(new BindingSourceMetadataProvider(typeof(Context), BindingSource.Special));
        options.ModelBinderProviders.Insert(0, new ContextModelBinderProvider());
    }
}
