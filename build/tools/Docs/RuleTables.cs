using System.Collections.Immutable;
using PerfProof.Build.Rules;

namespace PerfProof.Build.Docs;

/// <summary>Tables of all rules.</summary>
public static class RuleTables
{
    /// <summary>Every rule with everything that its code says about it.</summary>
    public static string Index(Checkout checkout, ImmutableArray<RuleEntry> rules) => Table(
        ["Rule", "Title", "Category", "Severity", "Fix", "Fix All", "Proof", "Libraries"],
        rules.Select(rule => new[]
        {
            $"[{rule.Id}]({rule.Id}.md)", rule.Title, rule.Descriptor.Category, rule.Severity, rule.FixClass, rule.FixAll, rule.ProofClass,
            Libraries(checkout, rule),
        }));

    /// <summary>The short form for the front page.</summary>
    public static string Overview(ImmutableArray<RuleEntry> rules) => Table(
        ["Rule", "What it finds", "Severity", "Fix", "Proof"],
        rules.Select(rule => new[] { $"[{rule.Id}](docs/rules/{rule.Id}.md)", rule.Title, rule.Severity, rule.FixClass, rule.ProofClass }));

    private static string Libraries(Checkout checkout, RuleEntry rule) => checkout.FolderOf(rule.Id) is { } folder
        ? string.Join(", ", RuleRoles.Libraries(RuleRoles.Of(folder))) is { Length: > 0 } libraries ? libraries : "any"
        : "any";

    internal static string Table(string[] head, IEnumerable<string[]> rows) =>
        string.Join('\n', rows.Prepend([.. head.Select(_ => "---")]).Prepend(head).Select(row => $"| {string.Join(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |"));
}
