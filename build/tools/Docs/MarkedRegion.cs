namespace PerfProof.Build.Docs;

/// <summary>
/// The part of a hand-written page that is generated, between <c>&lt;!-- generated: NAME --&gt;</c> and
/// <c>&lt;!-- end of NAME --&gt;</c>. Everything around it is left alone.
/// </summary>
public static class MarkedRegion
{
    /// <summary>Puts the generated text between the markers; null when the page has none of them.</summary>
    /// <exception cref="DocsException">Only one marker is there, or they are in the wrong order.</exception>
    public static string? Fill(string path, string page, string name, string text)
    {
        var open = $"<!-- generated: {name} -->";
        var close = $"<!-- end of {name} -->";
        var start = page.IndexOf(open, StringComparison.Ordinal);
        var end = page.IndexOf(close, StringComparison.Ordinal);
        if (start < 0 && end < 0)
        {
            return null;
        }

        if (start < 0 || end < start)
        {
            throw new DocsException($"{path} needs '{open}' before '{close}', each on a line of its own.");
        }

        return $"{page.AsSpan(0, start + open.Length)}\n{text.Trim('\n')}\n{page.AsSpan(end)}";
    }

    /// <summary>Both markers with nothing between, for a new page.</summary>
    public static string Empty(string name) => $"<!-- generated: {name} -->\n<!-- end of {name} -->\n";
}

/// <summary>The docs cannot be generated. The message is one line that says what to do.</summary>
public sealed class DocsException(string message) : Exception(message);
