using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;

namespace PerfProof.Wrappers;

/// <summary>
/// Binds the bodies of callees in other files, on demand: the one place where a semantic model is asked of the compilation.
/// The models are kept as long as the compilation is.
/// </summary>
internal sealed class BoundBodies(Compilation compilation)
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> models = new();

    /// <summary>The operation of a node in any file of the compilation; null for what is no expression or statement.</summary>
    public IOperation? OperationOf(SyntaxNode node) =>
        compilation.ContainsSyntaxTree(node.SyntaxTree) ? this.ModelOf(node.SyntaxTree).GetOperation(node) : null;

    /// <summary>The only method that a call can mean which does not bind, mostly since a library is missing; null for any other.</summary>
    public IMethodSymbol? OnlyCandidateOf(SyntaxNode call) =>
        compilation.ContainsSyntaxTree(call.SyntaxTree) && this.ModelOf(call.SyntaxTree).GetSymbolInfo(call).CandidateSymbols is { Length: 1 } candidates ? candidates[0] as IMethodSymbol : null;

    /// <summary>What a declaration in any file of the compilation declares.</summary>
    public ISymbol? DeclaredBy(SyntaxNode node) =>
        compilation.ContainsSyntaxTree(node.SyntaxTree) ? this.ModelOf(node.SyntaxTree).GetDeclaredSymbol(node) : null;

    [SuppressMessage(
        "MicrosoftCodeAnalysisPerformance",
        "RS1030:Do not invoke Compilation.GetSemanticModel() method within a diagnostic analyzer",
        Justification = "A wrapper is known by the body of a method that lies in another file than the call under analysis. "
            + "Bodies are bound only after a filter by name, each file gets one model, and results are remembered per method.")]
    private SemanticModel ModelOf(SyntaxTree tree) => this.models.GetOrAdd(tree, tree => compilation.GetSemanticModel(tree));
}
