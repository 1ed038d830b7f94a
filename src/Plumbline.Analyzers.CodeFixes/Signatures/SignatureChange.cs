using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FindSymbols;
using Plumbline.Analyzers.Calls;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Changes the signature of a method and of all that share it, with every call in the solution; or nothing, where that cannot be right.</summary>
internal sealed class SignatureChange
{
    private readonly Dictionary<DocumentId, DocumentEdits> _documents = [];
    private readonly Dictionary<DocumentId, CallPlan> _calls = [];
    private readonly BindingCheck _binding = new();
    private readonly Solution _solution;
    private readonly ChangeKind _kind;
    private readonly int _ordinal;
    private readonly CancellationToken _cancel;
    private string _name = "";

    private SignatureChange(Solution solution, ChangeKind kind, int ordinal, CancellationToken cancel)
    {
        _solution = solution;
        _kind = kind;
        _ordinal = ordinal;
        _cancel = cancel;
    }

    /// <summary>Makes the change.</summary>
    /// <param name="solution">All code that may call the method.</param>
    /// <param name="parameter">The parameter to move to the front, or to drop.</param>
    /// <param name="kind">What else becomes of it.</param>
    /// <param name="cancel">Ends the search.</param>
    internal static async Task<ChangeResult> TryAsync(Solution solution, IParameterSymbol parameter, ChangeKind kind, CancellationToken cancel)
    {
        try
        {
            var change = new SignatureChange(solution, kind, parameter.Ordinal, cancel);
            var method = (IMethodSymbol)parameter.ContainingSymbol;
            return ChangeResult.Made(await (method.MethodKind == MethodKind.DelegateInvoke ? change.RunDelegateAsync(method) : change.RunAsync(method)).ConfigureAwait(false));
        }
        catch (RefusedException refused)
        {
            return ChangeResult.Refused(refused.Message);
        }
    }

    private async Task<Solution> RunAsync(IMethodSymbol method)
    {
        var family = await MethodFamily.FindAsync(method, _ordinal, _solution, _cancel).ConfigureAwait(false);
        var declarations = new List<(IMethodSymbol Member, SyntaxNode Node, Document Document)>();
        foreach (var member in family.Members)
        {
            foreach (var reference in member.DeclaringSyntaxReferences)
            {
                declarations.Add((member, await reference.GetSyntaxAsync(_cancel).ConfigureAwait(false), _solution.GetDocument(reference.SyntaxTree)!));
            }
        }

        var old = method.Parameters[_ordinal].Name;
        _name = _kind == ChangeKind.Adopt ? DeclarationPlan.NameFor(declarations.Select(static declaration => declaration.Node), old) : old;

        // From the last member of a type to its first: see the forwarder's place.
        foreach (var (member, node, document) in declarations.OrderByDescending(static declaration => declaration.Node.SpanStart))
        {
            await PlanDeclarationAsync(family, member, node, document).ConfigureAwait(false);
        }

        var keeps = _kind == ChangeKind.Adopt && family.Members.Any(Forwarder.IsNeeded);
        foreach (var place in family.References)
        {
            if (MethodFamily.IsGenerated(place.Document))
            {
                throw new RefusedException($"'{method}' is used in code that is generated.");
            }

            var edits = await OpenAsync(place.Document).ConfigureAwait(false);
            new ReferencePlan(edits, _calls[place.Document.Id], _kind, method, _ordinal, keeps).Plan(place);
        }

        foreach (var place in await BindingCheck.RivalsAsync(family, method, _solution, _cancel).ConfigureAwait(false))
        {
            if (MethodFamily.IsGenerated(place.Document))
            {
                continue;
            }

            var edits = await OpenAsync(place.Document).ConfigureAwait(false);
            if (ReferencePlan.CallAt(edits.Root, place.Location.SourceSpan) is (_, { } list))
            {
                edits.Edit(list, edits.Binding.Other);
            }
        }

        return await ApplyAsync(method).ConfigureAwait(false);
    }

    private async Task<Solution> RunDelegateAsync(IMethodSymbol invoke)
    {
        if (_kind is ChangeKind.Adopt or ChangeKind.Drop)
        {
            throw new RefusedException($"'{invoke.ContainingType}' is a delegate: who calls it has the token to give.");
        }

        _name = invoke.Parameters[_ordinal].Name;
        var uses = await DelegateUses.FindAsync(invoke, _solution, _cancel).ConfigureAwait(false);
        var declaration = await invoke.ContainingType.DeclaringSyntaxReferences[0].GetSyntaxAsync(_cancel).ConfigureAwait(false);
        var declaring = await OpenAsync(_solution.GetDocument(declaration.SyntaxTree)!).ConfigureAwait(false);
        DeclarationPlan.Plan(declaring, declaration, invoke, _ordinal, _kind, _name);
        foreach (var (function, document) in uses.Functions)
        {
            var edits = await OpenAsync(document).ConfigureAwait(false);
            DeclarationPlan.PlanFunction(edits, function, _ordinal, _kind);
            if (_kind == ChangeKind.Require && edits.Model.GetSymbolInfo(function, _cancel).Symbol is IMethodSymbol own && !edits.Symbols.IsContext(own.Parameters[_ordinal].Type))
            {
                NullableUses.Plan(edits, function, own.Parameters[_ordinal]);
            }
        }

        foreach (var (call, document) in uses.Calls)
        {
            var edits = await OpenAsync(document).ConfigureAwait(false);
            _calls[document.Id].Plan(call, call.ArgumentList);
        }

        return await ApplyAsync(invoke).ConfigureAwait(false);
    }

    private async Task PlanDeclarationAsync(MethodFamily family, IMethodSymbol member, SyntaxNode node, Document document)
    {
        var edits = await OpenAsync(document).ConfigureAwait(false);
        var parameter = member.Parameters[_ordinal];
        if (_kind == ChangeKind.Drop)
        {
            DroppedToken.Plan(edits, node, member, _ordinal);
            var context = DroppedToken.ContextBeside(member, edits.Symbols);
            new TokenUses(edits, _calls[document.Id], family, _ordinal, ContextInScope.Escape(context.Name)).Plan(node, parameter);
            return;
        }

        DeclarationPlan.Plan(edits, node, member, _ordinal, _kind, _kind == ChangeKind.Adopt ? _name : parameter.Name);
        if (_kind == ChangeKind.Adopt)
        {
            new TokenUses(edits, _calls[document.Id], family, _ordinal, _name).Plan(node, parameter);
            if (Forwarder.IsNeeded(member))
            {
                Forwarder.Plan(edits, node, member, _ordinal);
            }
        }
        else if (_kind == ChangeKind.Require && !edits.Symbols.IsContext(parameter.Type))
        {
            NullableUses.Plan(edits, node, parameter);
        }
    }

    private async Task<DocumentEdits> OpenAsync(Document document)
    {
        if (!_documents.TryGetValue(document.Id, out var edits))
        {
            edits = await DocumentEdits.OpenAsync(document, _binding, _cancel).ConfigureAwait(false);
            _documents.Add(document.Id, edits);
            _calls.Add(document.Id, new CallPlan(edits, _kind, _ordinal, _name));
        }

        return edits;
    }

    private async Task<Solution> ApplyAsync(IMethodSymbol method)
    {
        var changed = _solution;
        foreach (var edits in _documents.Values)
        {
            changed = changed.WithDocumentSyntaxRoot(edits.Document.Id, (await edits.Apply().GetSyntaxRootAsync(_cancel).ConfigureAwait(false))!);
        }

        var touched = new HashSet<DocumentId>(_documents.Keys);
        if (method.MethodKind == MethodKind.Constructor)
        {
            // What calls this constructor without a word, as the base of its own, is not among the references.
            foreach (var derived in await SymbolFinder.FindDerivedClassesAsync(method.ContainingType, _solution, cancellationToken: _cancel).ConfigureAwait(false))
            {
                touched.UnionWith(derived.DeclaringSyntaxReferences.Select(reference => _solution.GetDocumentId(reference.SyntaxTree)).OfType<DocumentId>());
            }
        }

        await CompileCheck.RunAsync(_solution, changed, touched, _cancel).ConfigureAwait(false);
        await _binding.RunAsync(changed, method.MethodKind == MethodKind.DelegateInvoke ? [] : _documents.Keys, _cancel).ConfigureAwait(false);
        return changed;
    }
}
