using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Generation;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Build.Mutants;

/// <summary>The remedy of a rule's pattern: the kernels that it launches, on the managed host. A kernel that both sides launch is changed in the remedy only.</summary>
internal sealed class PatternRewrite : MutableRewrite
{
    private const string Head = "using System;\nusing ILGPU;\nusing ILGPU.Algorithms;\nusing ILGPU.Runtime;\nusing Half = System.Half;\n\ninternal static class Kernels\n{\n";

    private readonly Compilation compilation;
    private readonly KernelPattern pattern;

    private PatternRewrite(string name, SourceText source, IReadOnlyList<Mutation> mutations, Compilation compilation, KernelPattern pattern)
        : base(name, source, mutations) => (this.compilation, this.pattern) = (compilation, pattern);

    /// <summary>Of a pattern.</summary>
    public static PatternRewrite Of(string name, KernelPattern pattern)
    {
        var source = SourceText.From(Head + string.Join("\n", pattern.Kernels.Select(kernel => kernel.Source)) + "\n}\n", System.Text.Encoding.UTF8);
        var tree = CSharpSyntaxTree.ParseText(source);
        var compilation = CSharpCompilation.Create(
            "kernels",
            [tree, .. ManagedTarget.Dialect().Select(file => CSharpSyntaxTree.ParseText(file.Text))],
            AssemblyReferences.Load([], _ => { }),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var model = compilation.GetSemanticModel(tree);
        var launched = PlanEmitter.Flatten(pattern.After.Steps).OfType<LaunchStep>().Select(step => step.Kernel).ToHashSet(StringComparer.Ordinal);
        var roots = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => launched.Contains(method.Identifier.ValueText))
            .Select(method => (ISymbol)model.GetDeclaredSymbol(method)!);
        return new(name, source, MutationOperators.Of(model, RewriteScope.Of(model, roots)), compilation, pattern);
    }

    /// <inheritdoc/>
    public override Task<(Mutant? Mutant, string? Problem)> CompileAsync(string text, CancellationToken cancellation)
    {
        var tree = this.compilation.SyntaxTrees.First();
        var (code, problem) = Emit(this.compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, cancellationToken: cancellation)), cancellation);
        return Task.FromResult(code is null ? ((Mutant?)null, problem) : (new Mutant(code, _ => Task.FromResult(this.Plan(text))), null));
    }

    private Planned Plan(string text)
    {
        var original = KernelCompiler.Compile(this.pattern, new ManagedTarget(), this.Scratch.NewFolder);
        var mutated = KernelCompiler.Compile(this.pattern with { Kernels = [.. this.KernelsOf(text)] }, new ManagedTarget(), this.Scratch.NewFolder);
        return original.Experiment is { } one && mutated.Experiment is { } other
            // The smallest size that it is timed at, and with it all those at which outputs are compared.
            ? new(one with { After = other.After, CheckedAfter = other.CheckedAfter, Sizes = new([one.Sizes.Candidates[0]], IsStated: false) }, null)
            : new(null, original.Problem ?? mutated.Problem);
    }

    // Only one kernel has changed, and its length with it.
    private IEnumerable<KernelSource> KernelsOf(string text)
    {
        var (start, longer) = (Head.Length, text.Length - this.Source.Length);
        var isFound = false;
        foreach (var kernel in this.pattern.Kernels)
        {
            var isSame = string.CompareOrdinal(text, start, kernel.Source, 0, kernel.Source.Length) == 0 && text[start + kernel.Source.Length] == '\n';
            var length = kernel.Source.Length + (isSame || isFound ? 0 : longer);
            isFound |= !isSame;
            yield return kernel with { Source = text.Substring(start, length) };
            start += length + 1;
        }
    }
}
