using System.Globalization;
using System.Text;

namespace PerfProof.Applying;

/// <summary>Writes differences as <c>diff -u</c> and <c>git diff</c> do, so that <c>git apply</c> and <c>patch -p1</c> take them.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The difference between two texts of a file; empty when there is none.</summary>
    /// <param name="name">The file, relative to the root of the repository, with forward slashes.</param>
    /// <param name="before">As it is: every character of the file, a byte order mark too.</param>
    /// <param name="after">As it should be.</param>
    public static string Of(string name, string before, string after)
    {
        var (old, @new) = (LineDiff.Lines(before), LineDiff.Lines(after));
        var diff = new StringBuilder();
        foreach (var hunk in Hunks(LineDiff.Blocks(old, @new)))
        {
            if (diff.Length == 0)
            {
                diff.Append(CultureInfo.InvariantCulture, $"--- {Quoted("a/" + name)}\n+++ {Quoted("b/" + name)}\n");
            }

            Append(diff, hunk, old, @new);
        }

        return diff.ToString();
    }

    // Blocks whose surroundings touch are one.
    private static IEnumerable<List<LineBlock>> Hunks(List<LineBlock> blocks)
    {
        List<LineBlock> hunk = [];
        foreach (var block in blocks)
        {
            if (hunk is [.., var last] && block.OldStart - (last.OldStart + last.OldCount) > 2 * Context)
            {
                yield return hunk;
                hunk = [];
            }

            hunk.Add(block);
        }

        if (hunk.Count > 0)
        {
            yield return hunk;
        }
    }

    private static void Append(StringBuilder diff, List<LineBlock> hunk, List<string> old, List<string> @new)
    {
        var (first, last) = (hunk[0], hunk[^1]);
        var from = Math.Max(0, first.OldStart - Context);
        var to = Math.Min(old.Count, last.OldStart + last.OldCount + Context);
        var newFrom = first.NewStart - (first.OldStart - from);
        var newTo = last.NewStart + last.NewCount + (to - last.OldStart - last.OldCount);
        diff.Append(CultureInfo.InvariantCulture, $"@@ -{Range(from, to - from)} +{Range(newFrom, newTo - newFrom)} @@\n");
        var at = from;
        foreach (var block in hunk)
        {
            Lines(' ', old, at, block.OldStart);
            Lines('-', old, block.OldStart, block.OldStart + block.OldCount);
            Lines('+', @new, block.NewStart, block.NewStart + block.NewCount);
            at = block.OldStart + block.OldCount;
        }

        Lines(' ', old, at, to);

        void Lines(char mark, List<string> lines, int start, int end)
        {
            foreach (var line in lines[start..end])
            {
                diff.Append(mark).Append(line).Append(line.EndsWith('\n') ? "" : "\n\\ No newline at end of file\n");
            }
        }
    }

    // An empty range is named by the line before it.
    private static string Range(int start, int count) => count switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"{start},0"),
        1 => string.Create(CultureInfo.InvariantCulture, $"{start + 1}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{start + 1},{count}"),
    };

    /// <summary>A name as Git reads it: in quotes where a character would end it or be lost, and with a tab behind it where a space might.</summary>
    private static string Quoted(string name)
    {
        if (!name.Any(letter => letter is '"' or '\\' || char.IsControl(letter)))
        {
            return name.Contains(' ', StringComparison.Ordinal) ? name + "\t" : name;
        }

        var quoted = new StringBuilder("\"");
        foreach (var letter in name)
        {
            quoted.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when char.IsControl(letter) => "\\" + Convert.ToString(letter, 8).PadLeft(3, '0'),
                _ => letter.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
