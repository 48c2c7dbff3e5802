using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Loading;

namespace PerfProof.Planning;

/// <summary>A method of a loaded project.</summary>
/// <param name="Code">The code that it stands in.</param>
/// <param name="Project">Its project.</param>
/// <param name="Symbol">The method.</param>
public sealed record PairMethod(LoadedCode Code, ProjectId Project, IMethodSymbol Symbol)
{
    /// <summary>How messages call it.</summary>
    public string Display => MethodPlanner.Display(this.Symbol);

    /// <summary>The semantic model of its file.</summary>
    internal SemanticModel Model()
    {
        // Its symbol is there, so that the model is too.
        var document = this.Code.Solution.GetDocument(this.Symbol.DeclaringSyntaxReferences[0].SyntaxTree)!;
        return document.TryGetSemanticModel(out var model) ? model : document.GetSemanticModelAsync().GetAwaiter().GetResult()!;
    }
}

/// <summary>A before/after pair as its attributes declare it.</summary>
/// <param name="Name">Name of the type that contains it.</param>
/// <param name="Before">The code as it is.</param>
/// <param name="After">The code as it should be.</param>
/// <param name="Oracle">The truth in float64; null where none is declared.</param>
/// <param name="Sizes">Sizes to measure at.</param>
/// <param name="Hints">What is declared of parameters, as the child process reads it.</param>
/// <param name="Precision">The precision that the rewrite declares to compute in.</param>
public sealed record Pair(
    string Name,
    PairMethod Before,
    PairMethod After,
    PairMethod? Oracle,
    SizePlan Sizes,
    ImmutableDictionary<string, string> Hints,
    Pairs.Precision Precision)
{
    /// <summary>The launch plans, where the sides are kernels; <see cref="Before"/> and <see cref="After"/> are then the first of each side.</summary>
    public KernelPair? Kernels { get; init; }

    /// <summary>All methods of both sides.</summary>
    public ImmutableArray<PairMethod> Methods { get; init; } = [Before, After];
}

/// <summary>What stands for a pair in the sources: the pair, or what is wrong with it.</summary>
/// <param name="Name">Name of the type that contains it, or of the file.</param>
/// <param name="File">Relative to what was loaded.</param>
/// <param name="Line">From 1.</param>
/// <param name="Pair">The pair; null when something is wrong.</param>
/// <param name="Problems">What is wrong; empty when nothing is.</param>
public sealed record DeclaredPair(string Name, string File, int Line, Pair? Pair, ImmutableArray<SourceProblem> Problems);
