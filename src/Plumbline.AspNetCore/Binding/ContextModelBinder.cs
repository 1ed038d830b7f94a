using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace Plumbline.AspNetCore.Binding;

/// <summary>Gives actions and page handlers the context of their request.</summary>
internal sealed class ContextModelBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        // Boxed once: validation goes by reference.
        object model = bindingContext.HttpContext.RequestContext();
        bindingContext.ValidationState.Add(model, new ValidationStateEntry { SuppressValidation = true });
        bindingContext.Result = ModelBindingResult.Success(model);
        return Task.CompletedTask;
    }
}
