using System.Collections.Immutable;
using PerfProof.Build.Corpus;
using PerfProof.Build.Rules;

namespace PerfProof.Build.Docs;

/// <summary>Tables of all rules.</summary>
public static class RuleTables
{
    /// <summary>Every rule with everything that its code says about it.</summary>
    /// <exception cref="DocsException">The file of measured precision cannot be read.</exception>
    public static string Index(Checkout checkout, ImmutableArray<RuleEntry> rules)
    {
        var measured = Measured(checkout);
        return Table(
            ["Rule", "Title", "Category", "Severity", "Measured precision", "Fix", "Fix All", "Proof", "Libraries"],
            rules.Select(rule => new[]
            {
                $"[{rule.Id}]({rule.Id}.md)", rule.Title, rule.Descriptor.Category, rule.Severity, measured.GetValueOrDefault(rule.Id)?.ToString() ?? "not measured",
                rule.FixClass, rule.FixAll, rule.ProofClass, Libraries(checkout, rule),
            }));
    }

    /// <summary>The short form for the front page.</summary>
    public static string Overview(ImmutableArray<RuleEntry> rules) => Table(
        ["Rule", "What it finds", "Severity", "Fix", "Proof"],
        rules.Select(rule => new[] { $"[{rule.Id}](docs/rules/{rule.Id}.md)", rule.Title, rule.Severity, rule.FixClass, rule.ProofClass }));

    private static ImmutableDictionary<string, MeasuredPrecision> Measured(Checkout checkout)
    {
        try
        {
            return PrecisionFile.Read(checkout.PathOf("docs", "results", "precision.csv"));
        }
        catch (MeasuringException exception)
        {
            throw new DocsException(exception.Message);
        }
    }

    private static string Libraries(Checkout checkout, RuleEntry rule) => checkout.FolderOf(rule.Id) is { } folder
        ? string.Join(", ", RuleRoles.Libraries(RuleRoles.Of(folder))) is { Length: > 0 } libraries ? libraries : "any"
        : "any";

    internal static string Table(string[] head, IEnumerable<string[]> rows) =>
        string.Join('\n', rows.Prepend([.. head.Select(_ => "---")]).Prepend(head).Select(row => $"| {string.Join(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |"));
}
