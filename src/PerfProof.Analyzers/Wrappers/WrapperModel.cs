using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;

namespace PerfProof.Wrappers;

/// <summary>Finds the role of an operation, directly or through methods of the same compilation.</summary>
public sealed class WrapperModel
{
    private readonly Compilation compilation;
    private readonly RoleCatalog catalog;

    internal WrapperModel(Compilation compilation, RoleCatalog catalog)
    {
        this.compilation = compilation;
        this.catalog = catalog;
    }

    /// <summary>Names, as written in source, under which one of these roles can be reached: the catalog's and the wrappers'.</summary>
    public ImmutableHashSet<string> SourceNames(ImmutableHashSet<string> roles) => this.catalog.SourceNames(roles);

    /// <summary>See <see cref="CompilationModel.Match"/>.</summary>
    public RoleMatch? Match(IOperation operation, string role)
    {
        var member = MemberOf(operation);
        if (member is null || this.catalog.LineOf(member, operation, role) is not { } line)
        {
            return null;
        }

        return new RoleMatch(line, operation, member, InputOf(member, line), ImmutableArray<string>.Empty);
    }

    /// <summary>The member that an operation uses: the method of a call or conversion, a constructor, a property or a field.</summary>
    public static ISymbol? MemberOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IPropertyReferenceOperation property => property.Property,
        IFieldReferenceOperation field => field.Field,
        IConversionOperation conversion => conversion.OperatorMethod,
        _ => null,
    };

    /// <summary>The parameter that the role is about: the one named by the key <c>text</c> or <c>input</c>, otherwise the first that takes text or an item.</summary>
    private static IParameterSymbol? InputOf(ISymbol member, CatalogLine line)
    {
        ImmutableArray<IParameterSymbol> parameters = member switch
        {
            IMethodSymbol method => (method.ReducedFrom ?? method).Parameters,
            IPropertySymbol property => property.Parameters,
            _ => ImmutableArray<IParameterSymbol>.Empty,
        };
        if (line.Keys.TryGetValue("text", out var name) || line.Keys.TryGetValue("input", out name))
        {
            return parameters.FirstOrDefault(parameter => parameter.Name == name);
        }

        return parameters.FirstOrDefault(parameter =>
            parameter.Type.SpecialType == SpecialType.System_String
            || parameter.Type is INamedTypeSymbol { Name: "ReadOnlySpan", TypeArguments.Length: 1 } span
                && span.TypeArguments[0].SpecialType == SpecialType.System_Char);
    }
}
