using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Planning;

namespace PerfProof.Build.Mutants;

/// <summary>The kernels and plans that rules bring to prove their pattern with, for findings about which nothing more is known.</summary>
internal static class RulePatterns
{
    // What is flagged: a sum, and a value for each element.
    private static readonly string[] statements = ["sum += a * b;", "y[i] = a * x[i] + y[i];"];

    /// <summary>The patterns by name, those with the same kernels once; in the order of the rules.</summary>
    public static ImmutableArray<(string Name, KernelPattern Pattern)> All() =>
    [
        .. typeof(RuleProof).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(RuleProof)))
            .Select(type => (RuleProof)Activator.CreateInstance(type)!)
            .OrderBy(proof => proof.Rule.Id, StringComparer.Ordinal)
            .SelectMany(proof => statements.Select((statement, i) => (Name: $"{proof.Rule.Id}{"ab"[i]}", Pattern: proof.Pattern(Context(proof, statement)))))
            .Where(made => made.Pattern is not null)
            .Select(made => (made.Name, made.Pattern!))
            .DistinctBy(made => string.Join("\n", made.Item2.Kernels.Select(kernel => kernel.Source).Concat(Launched(made.Item2)))),
    ];

    private static IEnumerable<string> Launched(KernelPattern pattern) =>
        Generation.PlanEmitter.Flatten(pattern.After.Steps).OfType<LaunchStep>().Select(step => step.Kernel);

    private static ProofContext Context(RuleProof proof, string statement)
    {
        var tree = CSharpSyntaxTree.ParseText($"class C {{ void M() {{ {statement} }} }}");
        var node = tree.GetRoot().DescendantNodes().OfType<AssignmentExpressionSyntax>().Single();
        var document = new AdhocWorkspace().AddProject("p", LanguageNames.CSharp).AddDocument("d.cs", tree.GetRoot());
        var model = CSharpCompilation.Create("c", [tree]).GetSemanticModel(tree);
        return new(Diagnostic.Create(proof.Rule, node.GetLocation(), ImmutableDictionary<string, string?>.Empty, "", "", ""), document, model, node);
    }
}
