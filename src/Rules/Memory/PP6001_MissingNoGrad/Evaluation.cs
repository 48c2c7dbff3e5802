using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>A method that evaluates a module.</summary>
/// <param name="Method">The method.</param>
/// <param name="Root">All of it.</param>
/// <param name="Run">The first call that runs the module.</param>
/// <param name="Module">The variable that holds the module.</param>
/// <param name="ModeSwitch">The call before it that sets the module to evaluate; null where only the name of the method says so.</param>
internal sealed record Evaluation(IMethodSymbol Method, IOperation Root, IInvocationOperation Run, ISymbol Module, IInvocationOperation? ModeSwitch)
{
    private static readonly ImmutableArray<string> frozen = ImmutableArray.Create("requires_grad_(false", "requires_grad = false");

    private static readonly ImmutableHashSet<string> off = ImmutableHashSet.Create(Roles.GradientsOff);

    private static readonly ImmutableHashSet<string> offOrUsed = ImmutableHashSet.Create(Roles.GradientsOff, Roles.UsesGradients);

    private static readonly HashSet<string> words = new(StringComparer.Ordinal)
    {
        "Eval", "Evaluate", "Evaluation", "Validate", "Validation", "Predict", "Prediction", "Infer", "Inference",
    };

    private static readonly HashSet<string> testAttributes = new(StringComparer.Ordinal) { "FactAttribute", "TheoryAttribute", "TestAttribute", "TestMethodAttribute", "TestCaseAttribute" };

    /// <summary>Reads what surrounds a call that runs a module; null where it is not the first of an evaluation.</summary>
    internal static Evaluation? Of(CompilationModel model, IInvocationOperation run)
    {
        if (run.Instance is not { } receiver || Operations.VariableOf(receiver) is not { } module
            || MethodAround(run) is not { } method
            || model.Catalog.LineOf(method, Roles.Infer) is not null
            || method.GetAttributes().Any(attribute => testAttributes.Contains(attribute.AttributeClass?.Name ?? "")))
        {
            return null;
        }

        var root = Operations.RootOf(run);
        var calls = root.Descendants().OfType<IInvocationOperation>().OrderBy(call => call.Syntax.SpanStart).ToArray();
        var switches = calls.Where(call => model.Catalog.LineOf(call.TargetMethod, call, Roles.EvaluationMode) is not null && call.Instance is not null).ToArray();
        var modeSwitch = SwitchOf(run);
        if (modeSwitch is null && (switches.Length > 0 || !SaysEvaluation(method.Name)))
        {
            return null;
        }

        // The run may be a method of one's own around the module: then no call here is the module's.
        var first = calls.FirstOrDefault(call => model.Catalog.LineOf(call.TargetMethod, call, Roles.Infer) is not null
            && call.Instance is { } instance && Operations.VariableOf(instance) is not null
            && (switches.Length == 0 || SwitchOf(call) is not null));
        return first?.Syntax == run.Syntax ? new(method, root, run, module, modeSwitch) : null;

        IInvocationOperation? SwitchOf(IInvocationOperation call) => switches.LastOrDefault(one =>
            one.Syntax.SpanStart < call.Syntax.SpanStart
            && Operations.VariableOf(one.Instance!) is { } set
            && Operations.Same(set, call.Instance is { } instance ? Operations.VariableOf(instance) : null));
    }

    /// <summary>
    /// Whether the method, what calls it, or anything that it hands out may use gradients, or they may be off already.
    /// </summary>
    internal bool MayNeedGradients(CompilationModel model, CancellationToken cancellation)
    {
        if (model.Compilation.SyntaxTrees.Any(tree => TextScan.Contains(tree, frozen)))
        {
            return true;
        }

        foreach (var operation in this.Root.Descendants())
        {
            if (operation is IInvocationOperation or IPropertyReferenceOperation or IObjectCreationOperation
                && Wrappers.WrapperModel.MemberOf(operation) is { } member
                && (model.Catalog.LineOf(member, operation, Roles.GradientsOff) is not null || model.Catalog.LineOf(member, operation, Roles.UsesGradients) is not null))
            {
                return true;
            }

            if (operation is IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false } } assignment && this.IsOutput(assignment.Target.Type))
            {
                return true;
            }
        }

        var handsOutAnOutput = this.IsOutput(this.Method.ReturnType) || this.Method.Parameters.Any(parameter => parameter.RefKind is RefKind.Out or RefKind.Ref && this.IsOutput(parameter.Type));
        return (handsOutAnOutput && !SaysEvaluation(this.Method.Name))
            || CallersByName.Mention(model, this.Method, model.Catalog.SourceNames(handsOutAnOutput ? offOrUsed : off), cancellation);
    }

    // A tensor, a tuple or list of them, or an object that may hold one.
    private bool IsOutput(ITypeSymbol? type) => type switch
    {
        null or { SpecialType: not SpecialType.None and not SpecialType.System_Object } => type?.SpecialType == SpecialType.System_Object,
        IArrayTypeSymbol array => this.IsOutput(array.ElementType),
        INamedTypeSymbol { TypeArguments.Length: > 0 } named => named.TypeArguments.Any(this.IsOutput),
        // Types of the base library hold no tensors, as far as they are not made of one; any other object may.
        INamedTypeSymbol { TypeKind: TypeKind.Enum } => false,
        INamedTypeSymbol => type.ContainingNamespace is not { Name: "System", ContainingNamespace.IsGlobalNamespace: true } and not { Name: "Tasks", ContainingNamespace.Name: "Threading" },
        _ => true,
    };

    private static bool SaysEvaluation(string name)
    {
        name = name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name.Substring(1);
        var end = 1;
        while (end < name.Length && !char.IsUpper(name[end]) && name[end] != '_')
        {
            end++;
        }

        return name is "Test" or "TestAsync" || (end <= name.Length && words.Contains(name.Substring(0, end)));
    }

    /// <summary>The method that an operation is part of, lambdas and local functions being parts of it.</summary>
    internal static IMethodSymbol? MethodAround(IOperation operation)
    {
        var symbol = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        return symbol as IMethodSymbol;
    }
}
