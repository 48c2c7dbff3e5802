using System.Collections.Immutable;
using PerfProof.Build.Rules;

namespace PerfProof.Build.Docs;

/// <summary>A rule's page: heading and table come from the rule, the rest is written by hand.</summary>
public static class RulePage
{
    /// <summary>The sections that every page has, in order.</summary>
    public static ImmutableArray<string> Sections { get; } =
        ["What it finds", "Why it costs", "Bad", "Good", "When to ignore it", "The fix and its safety", "How it is proved"];

    /// <summary>The page with the heading and the table that its rule asks for.</summary>
    public static string WithHeader(string page, RuleEntry rule)
    {
        var lines = page.ReplaceLineEndings("\n").Split('\n').ToList();
        var kept = lines.FindIndex(line => line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal) && !line.StartsWith('|'));
        return Header(rule) + string.Join('\n', kept < 0 ? [] : lines.Skip(kept));
    }

    /// <summary>Heading and table of a rule, and an empty line.</summary>
    public static string Header(RuleEntry rule) =>
        $"""
        # {rule.Id}: {rule.Title}

        | Category | Severity | Fix | Fix All | Proof |
        |---|---|---|---|---|
        | {rule.Descriptor.Category} | {rule.Severity} | {rule.FixClass} | {rule.FixAll} | {rule.ProofClass} |


        """.ReplaceLineEndings("\n");

    /// <summary>The text of a section; null when the page has no such section.</summary>
    public static string? Section(string page, string name)
    {
        var lines = page.ReplaceLineEndings("\n").Split('\n');
        var start = Array.IndexOf(lines, "## " + name);
        return start < 0
            ? null
            : string.Join('\n', lines.Skip(start + 1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))).Trim('\n');
    }

    /// <summary>The reason that a page gives for what its rule has not: <c>Fix: none, because ...</c>.</summary>
    public static string? ReasonFor(string page, string what)
    {
        var prefix = $"{what}: none, because ";
        return page.ReplaceLineEndings("\n").Split('\n').FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal)) is { } line
            && line.Length > prefix.Length + 10
            ? line[prefix.Length..]
            : null;
    }
}
