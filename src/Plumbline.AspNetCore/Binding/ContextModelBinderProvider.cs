using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Plumbline.AspNetCore.Binding;

/// <summary>Knows how to bind a <see cref="Context"/>.</summary>
internal sealed class ContextModelBinderProvider : IModelBinderProvider
{
    private readonly ContextModelBinder _binder = new();

    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        context.Metadata.ModelType == typeof(Context) ? _binder : null;
}
