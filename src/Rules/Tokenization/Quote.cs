using Microsoft.CodeAnalysis;

namespace PerfProof.Rules;

/// <summary>How messages quote code.</summary>
internal static class Quote
{
    private const int MaxLength = 60;

    /// <summary>An expression on one line, cut where it is long.</summary>
    public static string Short(IOperation operation)
    {
        var source = string.Join(" ", operation.Syntax.ToString().Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return source.Length <= MaxLength ? source : source.Substring(0, MaxLength - 3) + "...";
    }
}
