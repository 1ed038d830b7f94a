using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Sees the operations of a path, in the order of evaluation.</summary>
/// <param name="operation">The next one.</param>
/// <param name="state">What the visitor knows on this path, 0 at its start; a few small numbers, for a block is walked once for each.</param>
internal delegate FlowStep FlowVisitor(IOperation operation, ref int state);
