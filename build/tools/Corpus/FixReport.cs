using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PerfProof.Build.Docs;

namespace PerfProof.Build.Corpus;

/// <summary>Writes what came of fixes for people, as Markdown.</summary>
public static class FixReport
{
    /// <summary>The text.</summary>
    public static string Write(ImmutableArray<FixAttempt> attempts, int repositories, string on)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Fixes applied to real code\n\n{on}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Every fix that is offered for a finding in {repositories} {(repositories == 1 ? "repository" : "repositories")}, applied one by one to the code as it was, and Fix All of the safe ones, program by\n");
        text.Append("program. A new error is a compiler error that the changed files (after Fix All: the whole program) did not have before. A finding is gone\nwhen the rule, run again, finds fewer in the changed files.\n\n");
        text.Append("## One by one\n\n").Append(OneTable(attempts.Where(attempt => !attempt.IsFixAll))).Append("\n\n");
        text.Append("## Fix All\n\n").Append(AllTable(attempts.Where(attempt => attempt.IsFixAll))).Append("\n\n");
        List(text, "New compiler errors", attempts.SelectMany(attempt => attempt.NewErrors.Select(error => $"{Name(attempt)}: {error}")));
        List(text, "Fixes that failed", attempts.Where(attempt => attempt.Failure is not null).Select(attempt => $"{Name(attempt)}: {attempt.Failure}"));
        List(text, "Findings that are still there", attempts.Where(attempt => IsLeft(attempt)).Select(attempt => $"{Name(attempt)}: {attempt.Before} before, {attempt.After} after"));
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Whether a fix did what it must not: threw, broke the code, or left the finding there.</summary>
    public static bool IsBad(FixAttempt attempt) => attempt.Failure is not null || !attempt.NewErrors.IsEmpty || (!attempt.IsFixAll && IsLeft(attempt));

    private static bool IsLeft(FixAttempt attempt) => attempt.IsOffered && attempt.Failure is null && !attempt.IsGone;

    private static string OneTable(IEnumerable<FixAttempt> attempts)
    {
        var groups = attempts.GroupBy(attempt => (attempt.Rule, attempt.Fix)).OrderBy(group => group.Key.Rule, StringComparer.Ordinal).ThenBy(group => group.Key.Fix, StringComparer.Ordinal)
            .Select(group => (group.Key.Rule, group.Key.Fix, Attempts: group.ToList())).ToList();
        return RuleTables.Table(
            ["Rule", "Fix", "Findings", "Applied", "New errors", "Gone", "Still there", "Failed"],
            groups.Append(("all", "", [.. groups.SelectMany(group => group.Attempts)])).Select(group => new[]
            {
                group.Item1, group.Item2, Number(group.Item3.Count),
                Number(group.Item3.Count(attempt => attempt.IsOffered && attempt.Failure is null)),
                Number(group.Item3.Sum(attempt => attempt.NewErrors.Length)),
                Number(group.Item3.Count(attempt => attempt.IsGone)),
                Number(group.Item3.Count(IsLeft)),
                Number(group.Item3.Count(attempt => attempt.Failure is not null)),
            }));
    }

    private static string AllTable(IEnumerable<FixAttempt> attempts)
    {
        var groups = attempts.GroupBy(attempt => (attempt.Rule, attempt.Fix)).OrderBy(group => group.Key.Rule, StringComparer.Ordinal)
            .Select(group => (group.Key.Rule, group.Key.Fix, Attempts: group.ToList())).ToList();
        return RuleTables.Table(
            ["Rule", "Fix", "Programs", "Applied", "New errors", "Findings before", "Findings after", "Failed"],
            groups.Append(("all", "", [.. groups.SelectMany(group => group.Attempts)])).Select(group => new[]
            {
                group.Item1, group.Item2, Number(group.Item3.Count),
                Number(group.Item3.Count(attempt => attempt.IsOffered && attempt.Failure is null)),
                Number(group.Item3.Sum(attempt => attempt.NewErrors.Length)),
                Number(group.Item3.Sum(attempt => attempt.Before)),
                Number(group.Item3.Sum(attempt => attempt.After)),
                Number(group.Item3.Count(attempt => attempt.Failure is not null)),
            }));
    }

    private static string Name(FixAttempt attempt) => $"{attempt.Rule} {attempt.Fix}{(attempt.IsFixAll ? " (Fix All)" : "")}, {attempt.Place}";

    private static void List(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {title}: {all.Count}\n\n{string.Join('\n', all.Select(line => "- " + line))}\n\n");
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
