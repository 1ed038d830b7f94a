namespace Plumbline;

/// <summary>Says that contexts begin here: nobody above this method, field or type could hand one in.</summary>
/// <remarks>
/// Rule PLB0006 points at every use of <see cref="Context.Background"/> below an entry point. <c>Main</c>, the start of a hosted service and tests are known
/// to it; mark with this what else is a root: the callback of a timer or a message pump, a static that background work starts from. Costs nothing at run time.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ContextRootAttribute : Attribute;
