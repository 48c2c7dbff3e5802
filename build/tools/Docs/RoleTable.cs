using System.Collections.Immutable;
using PerfProof.Build.Rules;
using PerfProof.Catalog;

namespace PerfProof.Build.Docs;

/// <summary>The table of roles: who asks for each, and which libraries of the built-in catalog play it.</summary>
public static class RoleTable
{
    /// <summary>The table. Each row is read from sources and catalog, so that a role nobody asks for is seen.</summary>
    public static string Create(Checkout checkout, ImmutableArray<RuleEntry> rules)
    {
        var asked = rules
            .Select(rule => (rule.Id, Roles: checkout.FolderOf(rule.Id) is { } folder ? RuleRoles.Of(folder) : []))
            .ToList();
        return RuleTables.Table(
            ["Role", "Rules that ask for it", "Libraries with a member that plays it"],
            Roles.All.Order(StringComparer.Ordinal).Select(role => new[]
            {
                $"`{role}`",
                string.Join(", ", asked.Where(rule => rule.Roles.Contains(role)).Select(rule => rule.Id)),
                string.Join(", ", RuleRoles.Libraries(new HashSet<string> { role })),
            }));
    }
}
