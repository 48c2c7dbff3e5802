using System.Globalization;
using PerfProof.Build.Corpus;

namespace PerfProof.Build.Mutants;

/// <summary>What a person said about a mutant that survived: that it does the same as the rewrite, and why.</summary>
/// <param name="Problem">The pair, or the rule's pattern.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="From">The lines that it changes, in one.</param>
/// <param name="To">The same with the change.</param>
/// <param name="Note">Why it does the same.</param>
public sealed record MutantJudgement(string Problem, int Line, string From, string To, string Note)
{
    /// <summary>Which mutant is meant.</summary>
    public (string Problem, int Line, string From, string To) Key => (this.Problem, this.Line, this.From, this.To);

    /// <summary>Reads judgements: problem, line, from, to, verdict (<c>equivalent</c>), note.</summary>
    /// <exception cref="MeasuringException">The file cannot be read, or a row says something impossible.</exception>
    public static IReadOnlyList<MutantJudgement> Read(string path) =>
        [.. Csv.Read(path, "problem", "line", "from", "to", "verdict", "note").Select(row => new MutantJudgement(
            row["problem"],
            int.TryParse(row["line"], CultureInfo.InvariantCulture, out var line) ? line : throw new MeasuringException($"{path}, line {row.Line}: '{row["line"]}' is no line."),
            row["from"],
            row["to"],
            row["verdict"] != "equivalent" ? throw new MeasuringException($"{path}, line {row.Line}: '{row["verdict"]}' is no verdict: the only one is equivalent; what is not is a hole to mend.")
                : row["note"].Trim() is { Length: > 0 } note ? note : throw new MeasuringException($"{path}, line {row.Line}: say in the note why it does the same.")))];
}
