namespace PerfProof.Verdicts;

/// <summary>Puts what evidence tells into the words that end a message.</summary>
internal static class ToldWords
{
    /// <summary>The message with what was measured.</summary>
    public static string After(string message, Told told)
    {
        var words = string.Join("; ", told.Verdicts.Select(verdict => Of(verdict, told.IsStale)));
        return message.EndsWith(".", StringComparison.Ordinal) ? $"{message} {char.ToUpperInvariant(words[0])}{words.Substring(1)}." : $"{message}; {words}";
    }

    private static string Of(IndexedVerdict verdict, bool isStale)
    {
        var verb = verdict.IsOfOwnCode ? "measured" : "modelled";
        var what = verdict.Kind switch
        {
            IndexedKind.Confirmed => $"{verb} {Ratio(verdict)}",
            IndexedKind.Refuted => $"{verb}: not faster{Aside(verdict)}",
            IndexedKind.Incorrect => $"{verb}: the fix changes the result",
            _ => $"{verb}: not decided{Aside(verdict)}",
        };
        return isStale
            ? $"{what} before this code changed ({verdict.Day}, {verdict.Device}): run 'perfproof verify' again"
            : $"{what} on {verdict.Device}, {verdict.Day}";
    }

    private static string Aside(IndexedVerdict verdict) => verdict.Estimate is null ? "" : $" ({Ratio(verdict).Replace(" (", ", ").TrimEnd(')')})";

    private static string Ratio(IndexedVerdict verdict) => verdict switch
    {
        { Estimate: null } => "faster",
        { Lower: { } lower, Upper: { } upper } => FormattableString.Invariant($"{verdict.Estimate:0.0#}x ({lower:0.0#} to {upper:0.0#})"),
        _ => FormattableString.Invariant($"{verdict.Estimate:0.0#}x"),
    };
}
