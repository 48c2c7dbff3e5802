using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Tests;

/// <summary>
/// Test source with the markup of Microsoft.CodeAnalysis.Testing: <c>[|...|]</c> for a diagnostic of the rule under test,
/// <c>{|PP1001:...|}</c> for one with that id.
/// </summary>
public sealed record Markup(string Code, IReadOnlyList<(string? Id, TextSpan Span)> Spans)
{
    /// <summary>Takes the markup out of a source.</summary>
    public static Markup Parse(string marked)
    {
        var code = new StringBuilder();
        var open = new Stack<(string? Id, int Start)>();
        var spans = new List<(string?, TextSpan)>();
        for (var i = 0; i < marked.Length; i++)
        {
            if (Starts("[|"))
            {
                open.Push((null, code.Length));
                i++;
            }
            else if (Starts("{|") && marked.IndexOf(':', i) is var colon and > 0 && IsId(marked[(i + 2)..colon]))
            {
                open.Push((marked[(i + 2)..colon], code.Length));
                i = colon;
            }
            else if (Starts("|]") || (Starts("|}") && open.Count > 0))
            {
                var (id, start) = open.Pop();
                spans.Add((id, TextSpan.FromBounds(start, code.Length)));
                i++;
            }
            else
            {
                code.Append(marked[i]);
            }

            bool Starts(string what) => string.CompareOrdinal(marked, i, what, 0, what.Length) == 0;
        }

        return open.Count == 0
            ? new(code.ToString(), [.. spans.OrderBy(span => span.Item2.Start)])
            : throw new ArgumentException("Markup is not closed: " + marked);
    }

    private static bool IsId(string text) => text.Length is > 1 and < 12 && text.All(char.IsLetterOrDigit);
}
