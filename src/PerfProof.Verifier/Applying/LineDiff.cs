namespace PerfProof.Applying;

/// <summary>Lines that differ: so many of the old text, from one on, are so many of the new one, from one on.</summary>
/// <param name="OldStart">The first of the old lines, from 0; where the new ones go when there are none.</param>
/// <param name="OldCount">How many.</param>
/// <param name="NewStart">The first of the new lines, from 0.</param>
/// <param name="NewCount">How many.</param>
internal readonly record struct LineBlock(int OldStart, int OldCount, int NewStart, int NewCount);

/// <summary>The fewest lines that turn one text into another, by the algorithm of Myers (1986).</summary>
internal static class LineDiff
{
    /// <summary>A text line by line; each keeps the line feed that ends it, and what stands before that.</summary>
    public static List<string> Lines(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is var feed and >= 0 ? feed + 1 : text.Length;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }

    /// <summary>The blocks in which two texts differ, in their order.</summary>
    public static List<LineBlock> Blocks(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        // What a fix leaves alone is most of a file, at its start and at its end.
        var start = 0;
        while (start < before.Count && start < after.Count && before[start] == after[start])
        {
            start++;
        }

        var (oldEnd, newEnd) = (before.Count, after.Count);
        while (oldEnd > start && newEnd > start && before[oldEnd - 1] == after[newEnd - 1])
        {
            oldEnd--;
            newEnd--;
        }

        var blocks = new List<LineBlock>();
        foreach (var (x, y, isOld) in Edits(start, oldEnd, newEnd, before, after))
        {
            var next = new LineBlock(x, isOld ? 1 : 0, y, isOld ? 0 : 1);
            if (blocks.Count > 0 && blocks[^1] is var last && last.OldStart + last.OldCount == x && last.NewStart + last.NewCount == y)
            {
                blocks[^1] = last with { OldCount = last.OldCount + next.OldCount, NewCount = last.NewCount + next.NewCount };
            }
            else
            {
                blocks.Add(next);
            }
        }

        return blocks;
    }

    /// <summary>One line after the other that goes from the old text or comes from the new one, with how far both have been read.</summary>
    private static IEnumerable<(int X, int Y, bool IsOld)> Edits(int start, int oldEnd, int newEnd, IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var (n, m) = (oldEnd - start, newEnd - start);
        var farthest = new Dictionary<int, int> { [1] = 0 };
        var trace = new List<Dictionary<int, int>>();
        for (var d = 0; ; d++)
        {
            trace.Add(new(farthest));
            for (var k = -d; k <= d; k += 2)
            {
                var x = ComesDown(farthest, k, d) ? farthest[k + 1] : farthest[k - 1] + 1;
                while (x < n && x - k < m && before[start + x] == after[start + x - k])
                {
                    x++;
                }

                farthest[k] = x;
                if (x >= n && x - k >= m)
                {
                    return Back(trace, n, m).Reverse().Select(edit => (edit.X + start, edit.Y + start, edit.IsOld));
                }
            }
        }
    }

    private static IEnumerable<(int X, int Y, bool IsOld)> Back(List<Dictionary<int, int>> trace, int x, int y)
    {
        for (var d = trace.Count - 1; d > 0; d--)
        {
            var k = x - y;
            var down = ComesDown(trace[d], k, d);
            var from = trace[d][down ? k + 1 : k - 1];
            (x, y) = (from, from - (down ? k + 1 : k - 1));
            yield return (x, y, !down);
        }
    }

    private static bool ComesDown(Dictionary<int, int> farthest, int k, int d) =>
        k == -d || (k != d && farthest.GetValueOrDefault(k - 1, int.MinValue) < farthest.GetValueOrDefault(k + 1, int.MinValue));
}
