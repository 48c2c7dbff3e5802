using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Tests.Contract;

/// <summary>No stage of the verifier refers to a later one: what a stage hands on, it owns. docs/architecture.md has the table.</summary>
public sealed class StageOrderTests
{
    private static readonly string[] stages = ["Loading", "Planning", "Profiling", "Generation", "Execution", "Measurement", "Judgement", "Reporting", "Bundles", "Applying"];

    private static readonly string[] verifier = ["src", "PerfProof.Verifier"];

    public static TheoryData<string> Stages => [.. stages];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Stage_RefersToNoLaterOne(string stage)
    {
        var folder = Path.Combine(Contract.Checkout.PathOf(verifier), stage);
        if (!Directory.Exists(folder))
        {
            Assert.DoesNotContain(Contract.Sources(verifier), path => File.ReadAllText(path).Contains($"namespace PerfProof.{stage};", StringComparison.Ordinal));
            return;
        }

        var later = stages[(Array.IndexOf(stages, stage) + 1)..];
        Contract.None(
            from path in Contract.Sources([.. verifier, stage])
            let root = CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot()
            from name in root.DescendantNodes()
            where name is NameSyntax or MemberAccessExpressionSyntax
            let found = later.FirstOrDefault(one => name.ToString() == "PerfProof." + one || IsQualifier(name, one))
            where found is not null
            select $"{Contract.Checkout.Display(path)}, line {name.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {stage} refers to {found}, a later stage.");
    }

    [Fact]
    public void Folder_IsStage() => Contract.None(
        from folder in Directory.EnumerateDirectories(Contract.Checkout.PathOf(verifier))
        let name = Path.GetFileName(folder)
        where name is not ("bin" or "obj") && !stages.Contains(name)
        select $"src/PerfProof.Verifier/{name} is no stage: put its files into one, or add it to the order here and in docs/architecture.md.");

    [Fact]
    public void Namespace_IsThatOfNoOtherStage() => Contract.None(
        from stage in stages
        where Directory.Exists(Path.Combine(Contract.Checkout.PathOf(verifier), stage))
        from path in Contract.Sources([.. verifier, stage])
        let declared = CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString()
        where stages.Any(other => other != stage && declared == "PerfProof." + other)
        select $"{Contract.Checkout.Display(path)} lies in {stage} and declares {declared}.");

    /// <summary>Whether a stage's namespace is named relative to ours: <c>Judgement.Verdict</c>.</summary>
    private static bool IsQualifier(Microsoft.CodeAnalysis.SyntaxNode name, string stage) => name is IdentifierNameSyntax { Identifier.ValueText: var text }
        && text == stage
        && name.Parent is QualifiedNameSyntax { Left: var left } && left == name;
}
