using System.Globalization;
using System.Text;
using PerfProof.Reporting.Costs;

namespace PerfProof.Reporting.Pages;

/// <summary>The report as Markdown, for a comment on a pull request: what counts, in one table.</summary>
internal static class MarkdownReport
{
    // GitHub takes comments of 65,536 characters.
    private const int MostCharacters = 60_000;

    /// <summary>The text.</summary>
    public static string Create(Report report)
    {
        var text = new StringBuilder();
        text.Append("### PerfProof\n\n").Append(Text(report.Result)).Append("\n\n");
        if (report.New is { } added)
        {
            text.Append(added.IsEmpty ? "Nothing that is confirmed is new." : $"**New and confirmed:** {string.Join(", ", added.Select(finding => $"{Text(Words.Title(finding))} {Code(Words.Place(finding))}"))}").Append("\n\n");
        }

        if (report.Findings.Count > 0)
        {
            Table(
                text,
                [report.IsPairs ? "Pair" : "Rule", "Where", "Verdict", "About", "#Speedup (99% interval)", "#Allocated a call", "Why"],
                report.Findings.Select(finding => new[]
                {
                    Text(Words.Title(finding)),
                    Code(Words.Place(finding)),
                    finding.Verdict == "Confirmed" ? "**Confirmed**" : Text(finding.Verdict),
                    Words.About(finding.Subject),
                    Words.Speedup(finding.Verdict, finding.Speedup),
                    finding.Memory is { } memory ? $"{Words.Bytes(memory.Before)} → {Words.Bytes(memory.After)}" : "",
                    Text(finding.Reason + (finding.Batch is { } batch ? $"; {batch.Advice}" : "")),
                }));
            if (report.Findings.Any(finding => finding.Subject == "pattern"))
            {
                text.Append("*Modelled* is about a model of the pattern and not about this program.\n\n");
            }
        }

        if (report.Costs is { } costs)
        {
            text.Append("#### Hours and money\n\n");
            if (!costs.Rows.IsEmpty)
            {
                Table(text, CostTable.Headings(costs), CostTable.Rows(costs).Select(row => row.Select(Text).ToArray()));
            }

            foreach (var line in costs.Assumptions().Concat(CostTable.LeftOut(costs).Select(one => "Not in it: " + one)))
            {
                text.Append("- ").Append(Text(line)).Append('\n');
            }

            text.Append('\n');
        }

        return text.Append(Text($"{report.Measured} A speedup is the time before over the time after.")).Append('\n').ToString();
    }

    private static void Table(StringBuilder text, IReadOnlyList<string> headings, IEnumerable<string[]> rows)
    {
        Row(headings.Select(heading => heading.TrimStart('#')));
        Row(headings.Select(heading => heading.StartsWith('#') ? "--:" : "---"));
        var left = 0;
        foreach (var row in rows)
        {
            if (text.Length < MostCharacters)
            {
                Row(row);
            }
            else
            {
                left++;
            }
        }

        text.Append('\n');
        if (left > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{left} more, which do not fit into a comment.\n\n");
        }

        void Row(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    /// <summary>Text that means nothing to Markdown: what comes out of files must not become a table, a link or a mention.</summary>
    internal static string Text(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text.ReplaceLineEndings(" "))
        {
            _ = character switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '@' => escaped.Append("&#64;"),
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' or '!' => escaped.Append('\\').Append(character),
                _ when char.IsControl(character) => escaped.Append(' '),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }

    // Within a table, a bar ends the cell even in code.
    private static string Code(string text)
    {
        var clean = text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
        return clean.Contains('`', StringComparison.Ordinal) ? Text(text) : $"`{clean}`";
    }
}
