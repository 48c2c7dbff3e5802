using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Generation.Groups;

/// <summary>Finds what a group or a warp does together: barriers, with and without a result, and shared memory.</summary>
/// <param name="model">The kernels, compiled as they stand.</param>
internal sealed class Barriers(SemanticModel model)
{
    /// <summary>Whether threads wait for each other somewhere in a node.</summary>
    public bool IsIn(SyntaxNode node) => this.Of(node).Any();

    /// <summary>The calls in a node at which threads wait for each other.</summary>
    public IEnumerable<InvocationExpressionSyntax> Of(SyntaxNode node) =>
        node.DescendantNodesAndSelf(child => child is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax))
            .OfType<InvocationExpressionSyntax>()
            .Where(call => this.IsOfWarp(call) || this.IsOfGroup(call));

    /// <summary>Whether all that threads of a node wait for is their warp.</summary>
    public bool IsOfWarps(SyntaxNode node) => this.Of(node).All(this.IsOfWarp);

    /// <summary>Whether a call is one at which the threads of a warp wait for each other.</summary>
    public bool IsOfWarp(InvocationExpressionSyntax call) =>
        this.Member(call, "Warp") is { } name && (name is "Barrier" or "Broadcast" || name.StartsWith("Shuffle", StringComparison.Ordinal));

    /// <summary>Whether a call is a barrier that gives no result.</summary>
    public bool IsPlain(InvocationExpressionSyntax call) => (this.Member(call, "Group") ?? this.Member(call, "Warp")) == "Barrier";

    private bool IsOfGroup(InvocationExpressionSyntax call) =>
        this.Member(call, "Group") is { } name && (name.StartsWith("Barrier", StringComparison.Ordinal) || name == "Broadcast");

    /// <summary>Name of the member of a type of the dialect that a call calls; null for any other.</summary>
    public string? Member(InvocationExpressionSyntax call, string type) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: { ContainingNamespace.Name: "ILGPU" } container } method && container.Name == type
            ? method.Name
            : null;

    /// <summary>Whether a variable is shared memory: allocated where it is declared, and never set again.</summary>
    public bool IsShared(StatementSyntax statement) =>
        statement is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: InvocationExpressionSyntax call }] } && this.Member(call, "SharedMemory") is not null;

    /// <summary>Whether a method asks for shared memory.</summary>
    public bool AsksForShared(MethodDeclarationSyntax method) =>
        method.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => this.Member(call, "SharedMemory") is not null);

    /// <summary>What of a group's own a node uses (<c>Group</c>, <c>Grid</c>, <c>SharedMemory</c>, <c>Warp</c>); null when nothing.</summary>
    public string? UsesOfGroup(SyntaxNode node) =>
        node.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Select(name => model.GetSymbolInfo(name).Symbol)
            .OfType<INamedTypeSymbol>()
            .FirstOrDefault(symbol => symbol.Name is "Group" or "Grid" or "SharedMemory" or "Warp" && symbol.ContainingNamespace.Name == "ILGPU")?.Name;
}
