using Plumbline.Conformance;

namespace Plumbline.Http.Conformance;

/// <summary>The client's rows.</summary>
public sealed class BehaviourTableTests() : HttpBehaviours(typeof(BehaviourTableTests).Assembly, first: 1, last: 33);
