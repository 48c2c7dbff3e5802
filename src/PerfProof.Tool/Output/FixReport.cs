using System.Text;
using PerfProof.Reporting;

namespace PerfProof.Tool.Output;

/// <summary>What <c>fix</c> ends in: a line for each finding that was confirmed, and a line that counts.</summary>
internal static class FixReport
{
    /// <summary>The lines.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="isDryRun">Whether nothing was written.</param>
    /// <param name="evidence">The file that told what is confirmed.</param>
    public static string Of(FixResult result, bool isDryRun, string evidence)
    {
        var text = new StringBuilder();
        foreach (var outcome in result.Outcomes)
        {
            var state = outcome.IsApplied ? isDryRun ? "would apply" : "applied" : "left";
            string[] parts = [outcome.Title ?? "", outcome.What];
            text.AppendLine($"{state,-11} {outcome.Finding.Rule}  {outcome.Finding.File}:{outcome.Finding.Line}  {string.Join("; ", parts.Where(part => part.Length > 0))}");
        }

        var applied = result.Outcomes.Count(outcome => outcome.IsApplied);
        var left = result.Outcomes.Length - applied;
        var others = result.Others.Values.Sum();
        text.Append($"{Words.Count(applied, "fix", "fixes")} {(isDryRun ? "would be applied" : "applied")}{(left > 0 ? $", {left} left" : "")}.");
        if (others > 0)
        {
            text.Append($" {others} {(others == 1 ? "finding is" : "findings are")} not confirmed ({string.Join(", ", result.Others.Select(pair => $"{pair.Value} {pair.Key}"))}){(result.Others.ContainsKey("not measured yet") ? ": 'perfproof verify' measures" : "")}.");
        }

        text.AppendLine();
        if (applied > 0 && !isDryRun)
        {
            // It stays as it is: it is the record of what was proved, and of the change itself.
            text.AppendLine($"{evidence} is of the code before: 'perfproof verify' brings it, and what the editor shows, up to date.");
        }

        return text.ToString();
    }
}
