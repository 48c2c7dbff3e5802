using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Build.Mutants;

/// <summary>One small change to a source, such as a wrong rewrite has by mistake.</summary>
/// <param name="Operator">What kind of change it is, such as <c>relational</c>.</param>
/// <param name="Span">What is replaced.</param>
/// <param name="Text">What replaces it.</param>
public sealed partial record Mutation(string Operator, TextSpan Span, string Text)
{
    /// <summary>The source with the change.</summary>
    public string In(string source) => string.Concat(source.AsSpan(0, this.Span.Start), this.Text, source.AsSpan(this.Span.End));

    /// <summary>Where it is and what it does, as people read it: the line (from 1), and the lines that it touches, before and after, in one.</summary>
    public (int Line, string From, string To) Describe(SourceText source)
    {
        var (first, last) = (source.Lines.GetLineFromPosition(this.Span.Start), source.Lines.GetLineFromPosition(this.Span.End));
        var (head, tail) = (source.ToString(TextSpan.FromBounds(first.Start, this.Span.Start)), source.ToString(TextSpan.FromBounds(this.Span.End, last.End)));
        return (first.LineNumber + 1, InOne(head + source.ToString(this.Span) + tail), InOne(head + this.Text + tail));
    }

    private static string InOne(string text) => Blanks().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
