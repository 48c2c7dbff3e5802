using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>The list whose elements are embedded: as it is where it can be enumerated twice, otherwise put into a local first.</summary>
/// <param name="Expression">What to enumerate.</param>
/// <param name="Declaration">The local that holds it; null where none is needed.</param>
internal sealed record BatchSource(string Expression, string? Declaration)
{
    /// <summary>The source of a loop; null where its elements are not of a known sequence type.</summary>
    public static BatchSource? Of(SemanticModel model, ExpressionSyntax source, string element)
    {
        if (model.GetTypeInfo(source).Type is not { } type || SequenceElement(type) is null || type.AllInterfaces.Any(contract => contract.Name == "IQueryable"))
        {
            return null;
        }

        var isCollection = IsCollection(type);
        if (isCollection && model.GetSymbolInfo(source).Symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol
            && source is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax })
        {
            return new(source.WithoutTrivia().ToString(), null);
        }

        var name = FreshNames.For(source, element.EndsWith("s", StringComparison.Ordinal) ? "items" : element + "s");
        var value = source.WithoutTrivia() is AwaitExpressionSyntax or BinaryExpressionSyntax or CastExpressionSyntax && !isCollection ? $"({source.WithoutTrivia()})" : source.WithoutTrivia().ToString();
        return new(name, isCollection ? $"var {name} = {value};" : $"var {name} = {value}.ToList();");
    }

    /// <summary>The element type of a sequence; null for what is none.</summary>
    public static ITypeSymbol? SequenceElement(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } sequence => sequence.TypeArguments[0],
        _ when type.SpecialType == SpecialType.System_String => null,
        _ => type.AllInterfaces.FirstOrDefault(contract => contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0],
    };

    private static bool IsCollection(ITypeSymbol type) =>
        type is IArrayTypeSymbol
        || (type is INamedTypeSymbol named ? type.AllInterfaces.Add(named) : type.AllInterfaces).Any(contract => contract.OriginalDefinition.SpecialType is
            SpecialType.System_Collections_Generic_ICollection_T or SpecialType.System_Collections_Generic_IReadOnlyCollection_T);
}
