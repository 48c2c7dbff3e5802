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
    /// Everything else of the types that kernels stand in, which they may use, as a kernel that nobody launches: beside one of
    /// them, its length would count as theirs.
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
        return new(Nothing, $"private static void {Nothing}(Index1D index) {{ }}\n{string.Join("\n", members.Select(Without))}");
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
