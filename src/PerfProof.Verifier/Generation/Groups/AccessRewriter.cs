using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Generation.Groups;

/// <summary>
/// Has every access of a kernel to an element of a view told to the host, as a read, a write or an atomic operation,
/// where outputs are checked: what two threads do to the same element, with nothing that orders them, is a race.
/// </summary>
/// <param name="model">The kernels' meaning.</param>
/// <param name="isWatched">Whether accesses are told at all; where times are taken, nothing changes.</param>
internal class AccessRewriter(SemanticModel model, bool isWatched) : CSharpSyntaxRewriter
{
    /// <summary>The kernels' meaning.</summary>
    protected SemanticModel Model { get; } = model;

    /// <summary>The kernels, and what they call, with every access told.</summary>
    /// <param name="kernels">They alone, compiled.</param>
    public static string Watch(CSharpCompilation kernels)
    {
        var tree = kernels.SyntaxTrees[^1];
        return new AccessRewriter(kernels.GetSemanticModel(tree), isWatched: true).Visit(tree.GetRoot())!.ToFullString();
    }

    /// <inheritdoc/>
    [return: NotNullIfNotNull(nameof(node))]
    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        var visited = base.Visit(node);
        return isWatched && node is ExpressionSyntax place && visited is not null && this.IsPlace(place) && this.HowUsed(place) is { } use
            ? SyntaxFactory.ParseExpression($"global::PerfProof.Hosting.Races.{use}(ref {visited.WithoutTrivia()})").WithTriviaFrom(visited)
            : visited;
    }

    /// <summary>Whether an expression names memory of a view: an element, or a field of one.</summary>
    private bool IsPlace(ExpressionSyntax node) => node switch
    {
        ElementAccessExpressionSyntax element => this.Model.GetTypeInfo(element.Expression).Type is INamedTypeSymbol { Name: "ArrayView" or "ArrayView1D" or "ArrayView2D" or "ArrayView3D" } view && view.ContainingNamespace.ToString()!.StartsWith("ILGPU", StringComparison.Ordinal),
        MemberAccessExpressionSyntax member => this.Model.GetSymbolInfo(member).Symbol is IFieldSymbol { IsStatic: false, IsFixedSizeBuffer: false, ContainingType.IsValueType: true } && this.IsPlace(member.Expression),
        ParenthesizedExpressionSyntax inner => this.IsPlace(inner.Expression),
        _ => false,
    };

    /// <summary>The method of the host that is told; null where a larger expression tells it, or nothing can be.</summary>
    private string? HowUsed(ExpressionSyntax place) => place.Parent switch
    {
        ExpressionSyntax outer when this.IsPlace(outer) && outer is not ElementAccessExpressionSyntax => null,
        AssignmentExpressionSyntax assignment when assignment.Left == place => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) ? "Write" : "Update",
        PrefixUnaryExpressionSyntax sign when sign.IsKind(SyntaxKind.AddressOfExpression) => null,
        PrefixUnaryExpressionSyntax sign when sign.IsKind(SyntaxKind.PreIncrementExpression) || sign.IsKind(SyntaxKind.PreDecrementExpression) => "Update",
        PostfixUnaryExpressionSyntax => "Update",
        RefExpressionSyntax => "Refer",
        ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword } => "Write",
        ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword } argument => this.IsAtomic(argument) ? "Atomic" : "Refer",
        // On the left of an assignment of several.
        ArgumentSyntax { Parent: TupleExpressionSyntax } => "Refer",
        // A method of a struct may change it.
        MemberAccessExpressionSyntax or ElementAccessExpressionSyntax when this.Model.GetTypeInfo(place).Type is { SpecialType: SpecialType.None } => "Refer",
        _ => "Read",
    };

    private bool IsAtomic(ArgumentSyntax argument) =>
        argument.Parent?.Parent is InvocationExpressionSyntax call
        && this.Model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: { Name: "Atomic", ContainingNamespace.Name: "ILGPU" } };
}
