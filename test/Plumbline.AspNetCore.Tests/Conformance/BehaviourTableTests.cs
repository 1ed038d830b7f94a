using Plumbline.Conformance;

namespace Plumbline.AspNetCore.Conformance;

/// <summary>The server's rows, and those of what stands between client and server.</summary>
public sealed class BehaviourTableTests() : HttpBehaviours(typeof(BehaviourTableTests).Assembly, first: 34, last: 57);
