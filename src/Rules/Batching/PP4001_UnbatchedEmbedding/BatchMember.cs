using Microsoft.CodeAnalysis;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>The member that takes a list where a catalog line names one that takes a single input.</summary>
internal static class BatchMember
{
    /// <summary>The member of the key <c>batch</c>, if this compilation has it.</summary>
    public static IMethodSymbol? Of(CatalogLine line, Compilation compilation)
    {
        if (line[Keys.Batch] is not { } target)
        {
            return null;
        }

        var split = target.IndexOf("::", StringComparison.Ordinal);
        return split < 0
            ? DocumentationCommentId.GetFirstSymbolForDeclarationId(target, compilation) as IMethodSymbol
            : compilation.GetTypeByMetadataName(target.Substring(0, split))?.GetMembers(target.Substring(split + 2)).OfType<IMethodSymbol>().FirstOrDefault();
    }
}
