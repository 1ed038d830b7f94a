namespace Plumbline;

/// <summary>Says that a type is made to hold a <see cref="Context"/>: its objects live no longer than the work they carry it for.</summary>
/// <remarks>
/// A context is handed from call to call and not kept, so rule PLB0002 warns about a field or property of type <see cref="Context"/>. A few types
/// exist to carry one: a task group, a session, a message on its way to a worker. Mark those, and those only. Costs nothing at run time.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ContextCarrierAttribute : Attribute;
