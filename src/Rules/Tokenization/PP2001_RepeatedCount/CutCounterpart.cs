using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>The member of the same tokenizer that gives the index at which a text must be cut, where the library has one.</summary>
internal static class CutCounterpart
{
    /// <summary>The counterpart for a direct use of the library; null for a wrapper, or where the library has none.</summary>
    public static IMethodSymbol? Of(RoleMatch match, RoleCatalog catalog)
    {
        if (match.IsWrapped || match.Input is not { } input || match.Operation is not IInvocationOperation { Instance.Type: { } tokenizer })
        {
            return null;
        }

        IMethodSymbol? best = null;
        for (var type = tokenizer; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                // Cutting from the front has the shortest name in every library that has both.
                if (member is IMethodSymbol { DeclaredAccessibility: Accessibility.Public } method
                    && method.Parameters.Any(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, input.Type))
                    && (best is null || method.Name.Length < best.Name.Length)
                    && catalog.LineOf(method, Roles.CutByTokens) is not null)
                {
                    best = method;
                }
            }
        }

        return best;
    }
}
