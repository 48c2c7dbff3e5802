using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>A model that a proof brings for findings of one shape.</summary>
/// <param name="Name">The rule and the shape.</param>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Pattern">The model.</param>
internal sealed record RuleModel(string Name, string Rule, KernelPattern Pattern);

/// <summary>
/// The models of all rules, each shape of finding once, as the proofs make them of a finding that states nothing else:
/// what there is to run where the rules are tried on a device, and where the models themselves are tested.
/// </summary>
internal static class RuleModels
{
    private static readonly Lazy<ImmutableArray<RuleModel>> all = new(Make);

    /// <summary>All of them, in the order of the rules.</summary>
    public static ImmutableArray<RuleModel> All => all.Value;

    private static ImmutableArray<RuleModel> Make() =>
    [
        Of(new HalfOnCpuProof(), "scaled sum", (Facts.Shape, "loop"), "y[i] = a[i] * s + b[i]"),
        Of(new HalfOnCpuProof(), "scalar product", (Facts.Shape, "span")),
        Of(new RepeatedCountProof(), "invariant", (Facts.Shape, "invariant")),
        Of(new RepeatedCountProof(), "growing", (Facts.Shape, "growing")),
        Of(new CountedTwiceProof(), "counted twice"),
        Of(new ReadbackInLoopProof(), "whole result"),
        Of(new ReadbackInLoopProof(), "a number", (Facts.Shape, ReadbackInLoop.AccumulateShape)),
        Of(new ReadbackInLoopProof(), "synchronise", (Facts.Shape, ReadbackInLoop.SynchroniseShape)),
        Of(new ReadbackInLoopProof(), "unchanged", (Facts.Shape, ReadbackInLoop.UnchangedShape)),
        Of(new RedundantSynchronizeProof(), "two waits"),
        Of(new RedundantSynchronizeProof(), "before a copy", (Facts.Shape, RedundantSynchronize.BeforeCopyShape)),
        Of(new DeviceRoundTripProof(), "round trip"),
        Of(new DeviceElementReadProof(), "element by element"),
        Of(new ReadbackAllocationProof(), "new arrays"),
        Of(new UnbatchedEmbeddingProof(), "item by item"),
        Of(new UnbatchedInferenceProof(), "item by item"),
        Of(new HollowBatchProof(), "batches of one"),
        Of(new DoubleInKernelProof(), "function", (Facts.Shape, DoubleInKernel.MathShape)),
        Of(new DoubleInKernelProof(), "literal"),
        Of(new UnfusedLaunchesProof(), "float", (Facts.ElementType, "float")),
        Of(new UnfusedLaunchesProof(), "half", (Facts.ElementType, "System.Half")),
    ];

    private static RuleModel Of(RuleProof proof, string name, (string Key, string Value)? fact = null, string code = "y = a") =>
        new($"{proof.Rule.Id} {name}", proof.Rule.Id, proof.Pattern(Context(proof, fact, code)) ?? throw new InvalidOperationException($"{proof.Rule.Id} has no model"));

    /// <summary>A finding that says no more than a fact, on an assignment.</summary>
    internal static ProofContext Context(RuleProof proof, (string Key, string Value)? fact, string code)
    {
        var tree = CSharpSyntaxTree.ParseText($"class C {{ void M(System.Half[] a, System.Half[] b, System.Half[] y, System.Half s, int i, int sum) {{ {code}; }} }}");
        var node = tree.GetRoot().DescendantNodes().OfType<AssignmentExpressionSyntax>().Single();
        var document = new AdhocWorkspace().AddProject("model", LanguageNames.CSharp).AddDocument("model.cs", tree.GetRoot());
        var model = CSharpCompilation.Create("model", [tree], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]).GetSemanticModel(tree);
        var facts = fact is var (key, value) ? ImmutableDictionary<string, string?>.Empty.Add(key, value) : ImmutableDictionary<string, string?>.Empty;
        return new(Diagnostic.Create(proof.Rule, node.GetLocation(), facts, "", "", ""), document, model, node);
    }
}
