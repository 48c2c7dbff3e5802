using System.Collections.Immutable;
using System.Globalization;

namespace PerfProof.Build.Corpus;

/// <summary>What is known about a rule's findings in real code.</summary>
/// <param name="True">Findings known to be right.</param>
/// <param name="False">Findings known to be wrong.</param>
public sealed record MeasuredPrecision(int True, int False)
{
    /// <summary>As the index of rules has it: the share, and of how many.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{100.0 * this.True / (this.True + this.False):0} % of {this.True + this.False}");
}

/// <summary>The measured precision of each rule, as <c>corpus</c> writes it and <c>docs</c> reads it.</summary>
public static class PrecisionFile
{
    /// <summary>The text: rule, findings known to be right, findings known to be wrong.</summary>
    public static string Text(Score score) => string.Join('\n', score.Rules
        .Where(rule => rule.Precision is not null)
        .Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Rule},{rule.True + rule.Right},{rule.False + rule.Wrong}"))
        .Prepend("rule,true,false")) + "\n";

    /// <summary>Reads it, by rule; a file that does not exist says nothing.</summary>
    /// <exception cref="MeasuringException">It says something impossible.</exception>
    public static ImmutableDictionary<string, MeasuredPrecision> Read(string path) => !File.Exists(path)
        ? ImmutableDictionary<string, MeasuredPrecision>.Empty
        : Csv.Read(path, "rule", "true", "false")
            .Select(row => (Rule: row["rule"], Measured: new MeasuredPrecision(Number(path, row, "true"), Number(path, row, "false"))))
            .Where(row => row.Measured.True + row.Measured.False > 0)
            .ToImmutableDictionary(row => row.Rule, row => row.Measured);

    private static int Number(string path, CsvRow row, string column) =>
        int.TryParse(row[column], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new MeasuringException($"{path}, line {row.Line}: '{row[column]}' is no number of findings.");
}
