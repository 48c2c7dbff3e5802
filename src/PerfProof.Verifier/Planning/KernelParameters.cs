using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Planning;

/// <summary>A parameter of a kernel of the user's own, and what is handed to it.</summary>
/// <param name="Name">Its name in the launch plan.</param>
/// <param name="Declared">Parameters of the entry through which it is handed over, as C#.</param>
/// <param name="Passed">What the entry passes to the kernel, as C#.</param>
/// <param name="Arguments">What the launch passes to the entry.</param>
internal sealed record KernelParameter(string Name, string Declared, string Passed, ImmutableArray<PlanArgument> Arguments)
{
    /// <summary>The input that is made up for it; null where it follows from the size.</summary>
    public PlanInput? Input { get; init; }

    /// <summary>The buffer behind it; null for a number.</summary>
    public PlanBuffer? Buffer { get; init; }

    /// <summary>Whether the kernel may write to it.</summary>
    public bool IsWritten { get; init; }

    /// <summary>Whether what it holds may come into what the kernel computes.</summary>
    public bool IsRead { get; init; }
}

/// <summary>
/// Makes up what a kernel of the user's own is launched with, from the types of its parameters. Whole numbers are the size, n. Views are
/// long enough for what kernels do with such numbers: a view that is too long does no harm, and one that is too short ends the experiment.
/// </summary>
internal static class KernelParameters
{
    // Where a view is not only used at the thread's own index: neighbours, small strides, offsets.
    private const int Spare = 64;
    private const int Stride = 16;

    /// <summary>The parameters after the index.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="model">The semantic model of its file.</param>
    /// <exception cref="KernelSliceException">Nothing can be made up for one of them.</exception>
    public static ImmutableArray<KernelParameter> Of(IMethodSymbol kernel, SemanticModel model)
    {
        var isFlat = kernel.Parameters[0].Type.Name == "Index2D";
        var takesNumbers = kernel.Parameters.Skip(1).Any(parameter => IsWhole(parameter.Type)) || isFlat;
        return [.. kernel.Parameters.Skip(1).Select(parameter => View(kernel, parameter, model, isFlat, takesNumbers) ?? Number(parameter))];
    }

    private static KernelParameter? View(IMethodSymbol kernel, IParameterSymbol parameter, SemanticModel model, bool isFlat, bool takesNumbers)
    {
        if (parameter.Type is not INamedTypeSymbol { Name: "ArrayView" or "ArrayView1D" or "ArrayView2D", TypeArguments: [var element, ..] arguments } type || type.ContainingNamespace.Name is not ("ILGPU" or "Runtime"))
        {
            return null;
        }

        var stride = arguments.Length > 1 ? arguments[1].Name : "Dense";
        if (ElementKinds.Parse(element.ToDisplayString()) is not { } kind || parameter.RefKind != RefKind.None || stride is not ("Dense" or "DenseX" or "DenseY"))
        {
            throw new KernelSliceException($"its parameter {parameter.Name} is {parameter.Type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}, which cannot be filled with made-up values");
        }

        var use = Use(kernel, parameter, model);
        var isOwn = use.IsOwnElementOnly && !isFlat;
        Amount length = type.Name == "ArrayView2D" ? new(0, 0, 0, 0, 1)
            : isOwn ? Amount.Size
            : new(Spare, Stride, 0, 0, takesNumbers ? 1 : 0);
        var name = Safe(parameter.Name);
        return new(
            name,
            type.Name == "ArrayView2D" ? $"ArrayView<{kind.InKernel()}> {name}, int {name}_side" : $"ArrayView<{kind.InKernel()}> {name}",
            type.Name == "ArrayView2D" ? $"new ArrayView2D<{kind.InKernel()}, Stride2D.{stride}>({name}, new Index2D({name}_side, {name}_side), new Stride2D.{stride}({name}_side))" : name,
            type.Name == "ArrayView2D" ? [new ViewArgument(name), new AmountArgument(Amount.Size)] : [new ViewArgument(name)])
        {
            Input = new(name, kind, length),
            Buffer = new(name, kind, length),
            IsWritten = use.IsWritten,
            IsRead = use.IsRead,
        };
    }

    private static KernelParameter Number(IParameterSymbol parameter)
    {
        var name = Safe(parameter.Name);
        if (parameter.RefKind == RefKind.None && IsWhole(parameter.Type))
        {
            return new(name, $"int {name}", $"({parameter.Type.ToDisplayString()}){name}", [new AmountArgument(Amount.Size)]);
        }

        return parameter.RefKind == RefKind.None && ElementKinds.Parse(parameter.Type.ToDisplayString()) is { } kind and (ElementKind.Half or ElementKind.Single or ElementKind.Double)
            ? new(name, $"{kind.InKernel()} {name}", name, [new InputArgument(name)]) { Input = new(name, kind, null) }
            : throw new KernelSliceException($"nothing can be made up for its parameter {parameter.Type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)} {parameter.Name}");
    }

    private static bool IsWhole(ITypeSymbol type) => type.SpecialType is SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64;

    // Names that launch plans have a use for themselves, and words of the language.
    private static string Safe(string name) =>
        name is "n" or "index" or "_" || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || name.TrimEnd("0123456789".ToCharArray()) is "t" or "end" ? name + "_in" : name;

    private static (bool IsWritten, bool IsRead, bool IsOwnElementOnly) Use(IMethodSymbol kernel, IParameterSymbol view, SemanticModel model)
    {
        var (isWritten, isRead, isOwnElementOnly) = (false, false, true);
        var index = kernel.Parameters[0];
        foreach (var name in kernel.DeclaringSyntaxReferences[0].GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, view)))
        {
            switch (name.Parent)
            {
                case ElementAccessExpressionSyntax access when access.Expression == name:
                    var isOwn = access.ArgumentList.Arguments is [{ Expression: var at }] && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(at is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "X" } part ? part.Expression : at).Symbol, index);
                    isOwnElementOnly &= isOwn;
                    var (writes, reads) = Access(access);
                    isWritten |= writes;
                    isRead |= reads;
                    break;
                case MemberAccessExpressionSyntax { Parent: not InvocationExpressionSyntax, Name.Identifier.ValueText: "Length" or "IntLength" or "Extent" or "IntExtent" }:
                    break;
                default:
                    // Handed on: anything may happen to it.
                    (isWritten, isRead, isOwnElementOnly) = (true, true, false);
                    break;
            }
        }

        return (isWritten, isRead, isOwnElementOnly);
    }

    private static (bool Writes, bool Reads) Access(ExpressionSyntax access) => access.Parent switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment when assignment.Left == access => (true, assignment.Parent is not ExpressionStatementSyntax and not ArrowExpressionClauseSyntax),
        AssignmentExpressionSyntax assignment when assignment.Left == access => (true, true),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression or (int)SyntaxKind.AddressOfExpression } => (true, true),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } => (true, true),
        ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } or RefExpressionSyntax => (true, true),
        ParenthesizedExpressionSyntax inner => Access(inner),
        _ => (false, true),
    };
}
