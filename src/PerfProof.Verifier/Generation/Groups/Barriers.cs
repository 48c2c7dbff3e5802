using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Generation.Groups;

/// <summary>Finds what a group does together: barriers, with and without a result, and shared memory.</summary>
/// <param name="model">The kernels, compiled as they stand.</param>
internal sealed class Barriers(SemanticModel model)
{
    /// <summary>Whether threads wait for each other somewhere in a node.</summary>
    public bool IsIn(SyntaxNode node) => this.Of(node).Any();

    /// <summary>The calls in a node at which threads wait for each other.</summary>
    public IEnumerable<InvocationExpressionSyntax> Of(SyntaxNode node) =>
        node.DescendantNodesAndSelf(child => child is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax))
            .OfType<InvocationExpressionSyntax>()
            .Where(call => this.Member(call, "Group") is { } name && (name.StartsWith("Barrier", StringComparison.Ordinal) || name == "Broadcast"));

    /// <summary>Whether a call is a barrier that gives no result.</summary>
    public bool IsPlain(InvocationExpressionSyntax call) => this.Member(call, "Group") == "Barrier";

    /// <summary>Name of the member of a type of the dialect that a call calls; null for any other.</summary>
    public string? Member(InvocationExpressionSyntax call, string type) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: { ContainingNamespace.Name: "ILGPU" } container } method && container.Name == type
            ? method.Name
            : null;

    /// <summary>Whether a variable is shared memory: allocated where it is declared, and never set again.</summary>
    public bool IsShared(StatementSyntax statement) =>
        statement is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: InvocationExpressionSyntax call }] } && this.Member(call, "SharedMemory") is not null;

    /// <summary>What of a group's own a node uses (<c>Group</c>, <c>Grid</c>, <c>SharedMemory</c>); null when nothing.</summary>
    public string? UsesOfGroup(SyntaxNode node) =>
        node.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Select(name => model.GetSymbolInfo(name).Symbol)
            .OfType<INamedTypeSymbol>()
            .FirstOrDefault(symbol => symbol.Name is "Group" or "Grid" or "SharedMemory" && symbol.ContainingNamespace.Name == "ILGPU")?.Name;
}
