using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Planning;

/// <summary>The text of kernels as a host compiles it: as written, without the attributes of pairs, which hosts do not know.</summary>
internal static class KernelText
{
    private static readonly HashSet<string> attributes = ["Before", "After", "Oracle", "Length", "Value", "Between", "Extent", "Groups", "Output", "InOut", "Temporary"];

    /// <summary>The text of a kernel.</summary>
    public static string Of(IMethodSymbol kernel) => Without(kernel.DeclaringSyntaxReferences[0].GetSyntax());

    /// <summary>
    /// Everything else of the types that kernels stand in, which they may use, and the types beside those that these name, as a kernel that nobody launches: beside
    /// one of them, its length would count as theirs.
    /// </summary>
    public static KernelSource Helpers(IReadOnlyList<PairMethod> kernels)
    {
        // Kernels that a plan launches are not marked, and are not helpers either; nor are plans.
        var types = kernels.Select(kernel => kernel.Symbol.ContainingType).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        var members = types
            .SelectMany(type => type.DeclaringSyntaxReferences)
            .Select(reference => reference.GetSyntax())
            .OfType<TypeDeclarationSyntax>()
            .SelectMany(type => type.Members)
            .Where(member => member is not MethodDeclarationSyntax { ParameterList.Parameters: [{ Type: { } first }, ..] } || first.ToString().Split('.')[^1] is not ("Index1D" or "Index2D" or "Plan"))
            .Where(member => !member.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => Name(attribute) is "Before" or "After" or "Oracle"));
        const string Nothing = "Helpers_of_the_pair";
        var named = Named([.. kernels.Select(kernel => kernel.Symbol.DeclaringSyntaxReferences[0].GetSyntax().Parent!).Distinct()]);
        return new(Nothing, $"private static void {Nothing}(Index1D index) {{ }}\n{string.Join("\n", members.Concat(named).Select(Without))}");
    }

    // Types beside the pair that it names, on any side, and those that these name; by name, since more does no harm.
    private static List<MemberDeclarationSyntax> Named(IReadOnlyList<SyntaxNode> pairs)
    {
        var others = pairs.Select(pair => pair.SyntaxTree.GetRoot()).Distinct()
            .SelectMany(root => root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax))
            .OfType<BaseTypeDeclarationSyntax>()
            .Where(type => !pairs.Contains(type) && !IsPair(type))
            .ToList();
        var named = new List<MemberDeclarationSyntax>();
        for (var looked = pairs.ToList(); looked.Count > 0;)
        {
            var names = looked.SelectMany(node => node.DescendantTokens()).Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText).ToHashSet(StringComparer.Ordinal);
            var found = others.Where(type => names.Contains(type.Identifier.ValueText)).ToList();
            others.RemoveAll(found.Contains);
            named.AddRange(found);
            looked = [.. found];
        }

        return named;
    }

    private static bool IsPair(BaseTypeDeclarationSyntax type) =>
        type is TypeDeclarationSyntax { Members: var members } && members.SelectMany(member => member.AttributeLists).SelectMany(list => list.Attributes).Any(attribute => Name(attribute) is "Before" or "After");

    /// <summary>
    /// The directives of the kernels' files that mean something without them: of the base library, and static ones and aliases of the device library, whose
    /// namespaces every host has.
    /// </summary>
    public static ImmutableArray<string> Usings(IReadOnlyList<PairMethod> kernels)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var kernel in kernels.DistinctBy(kernel => kernel.Symbol.DeclaringSyntaxReferences[0].SyntaxTree))
        {
            var model = kernel.Model();
            foreach (var directive in model.SyntaxTree.GetRoot().DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>())
            {
                var named = model.GetSymbolInfo(directive.NamespaceOrType).Symbol;
                var space = (named as INamespaceSymbol ?? named?.ContainingNamespace)?.ToDisplayString().Split('.')[0];
                var isPlain = !directive.StaticKeyword.IsKind(SyntaxKind.StaticKeyword) && directive.Alias is null;
                // Half is each host's own.
                if (directive.Alias?.Name.ToString() != "Half" && (space == "System" || (space == "ILGPU" && !isPlain)))
                {
                    found.Add($"using {(directive.StaticKeyword.IsKind(SyntaxKind.StaticKeyword) ? "static " : "")}{directive.Alias}{directive.NamespaceOrType};");
                }
            }
        }

        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static string Without(SyntaxNode node) => new Remover().Visit(node)!.ToFullString();

    private static string Name(AttributeSyntax attribute)
    {
        var name = attribute.Name is QualifiedNameSyntax qualified ? qualified.Right.Identifier.ValueText : attribute.Name.ToString();
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name;
    }

    private sealed class Remover : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitAttributeList(AttributeListSyntax node)
        {
            var kept = node.Attributes.Where(attribute => !attributes.Contains(Name(attribute))).ToList();
            // What is before an attribute (a line break, a comment) belongs to the file, not to it; the rest moves up.
            return kept.Count == 0 ? null : node.WithAttributes(SyntaxFactory.SeparatedList(kept));
        }
    }
}
