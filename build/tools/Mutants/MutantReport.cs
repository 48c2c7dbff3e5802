using System.Globalization;
using System.Text;
using PerfProof.Build.Docs;
using PerfProof.Build.Gate;

namespace PerfProof.Build.Mutants;

/// <summary>Writes what came of mutants, as Markdown.</summary>
public static class MutantReport
{
    private const double Goal = 0.95;

    /// <summary>The text, and whether the goal is met: enough killed, and no mutant killed that was judged to be equivalent.</summary>
    /// <param name="all">The results; of each mutant the last counts.</param>
    /// <param name="judgements">What a person said about survivors.</param>
    public static (string Text, bool IsMet) Write(IReadOnlyList<MutantRecord> all, IReadOnlyList<MutantJudgement> judgements)
    {
        var records = MutantRecord.Latest(all);
        var judged = judgements.GroupBy(judgement => judgement.Key).ToDictionary(group => group.Key, group => group.Last().Note);
        var equivalent = records.Where(record => record.Outcome == MutantOutcome.Survived && judged.ContainsKey(record.Key)).ToHashSet();
        var contradicted = records.Where(record => record.Outcome == MutantOutcome.Killed && judged.ContainsKey(record.Key)).ToList();
        var counted = records.Where(record => record.IsCompared && !equivalent.Contains(record)).ToList();
        var killed = counted.Count(record => record.Outcome == MutantOutcome.Killed);
        var isMet = counted.Count > 0 && (double)killed / counted.Count >= Goal && contradicted.Count == 0;

        var text = new StringBuilder("# Mutants\n\n");
        if (records.Count == 0)
        {
            return (text.Append("No mutant yet.\n").ToString(), false);
        }

        text.Append(CultureInfo.InvariantCulture, $"Measured {records.Min(record => record.Date):yyyy-MM-dd HH:mm} to {records.Max(record => record.Date):yyyy-MM-dd HH:mm} UTC on {Names(record => $"{record.Host}, {record.Runtime}")}; build {Names(record => record.Build)}; seed {Names(record => record.Seed.ToString(CultureInfo.InvariantCulture))}; load {Load(records)}.\n\n")
            .Append("Rewrites that are right, each with one small mistake, compared with the unchanged code as it is on what the gate compares outputs on; nothing is timed.\nKilled is what the gate calls Incorrect. ")
            .Append("Mutants that do not compile, and those of which the compiler makes the same program as of the rewrite or of another mutant, do not count. Those that\na person found to do the same, each with the reason, ")
            .Append("are taken out of the share; the share with them counted as missed is beside it. Intervals are exact (Clopper-Pearson,\n95%). Mutants are drawn by chance, every order alike.\n\n")
            .Append(CultureInfo.InvariantCulture, $"**{killed} of {counted.Count} killed: {Proportion.Text(killed, counted.Count)}; the goal of {100 * Goal:0}% is {(isMet ? "met" : "missed")}.** ")
            .Append(CultureInfo.InvariantCulture, $"With the {equivalent.Count} equivalent ones counted as missed: {Proportion.Text(killed, counted.Count + equivalent.Count)}. ")
            .Append(CultureInfo.InvariantCulture, $"Besides, {Count(records, MutantOutcome.NotRun)} did not compile or could not be run, and {Count(records, MutantOutcome.Same)} were the same program.\n\n")
            .Append("## By problem\n\n").Append(Table("Problem", record => record.Problem))
            .Append("\n\n## By operator\n\n").Append(Table("Operator", record => record.Operator))
            .Append("\n\n## What killed\n\nThe distribution of the first inputs on which outputs differed; ordinary ones come first.\n\n")
            .Append(RuleTables.Table(["Inputs", "Killed"], records.Where(record => record.Outcome == MutantOutcome.Killed).GroupBy(record => record.Lane ?? "before any inputs")
                .OrderByDescending(group => group.Count()).Select(group => (string[])[group.Key, Number(group.Count())])))
            .Append('\n');
        List(text, "Survivors", records.Where(record => record.Outcome == MutantOutcome.Survived && !equivalent.Contains(record)), record => record.Reason);
        List(text, "Judged equivalent, and killed all the same", contradicted, record => $"{record.Reason}; the judgement says: {judged[record.Key]}");
        List(text, "Equivalent", equivalent, record => judged[record.Key]);
        var stale = judgements.Where(judgement => records.All(record => record.Key != judgement.Key)).ToList();
        if (stale.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{stale.Count} judgements are of mutants that are not among these: {string.Join(", ", stale.Select(judgement => $"{judgement.Problem} line {judgement.Line}").Distinct())}.\n");
        }

        return (text.ToString(), isMet);

        string Names(Func<MutantRecord, string> name) => string.Join("; ", records.Select(name).Distinct(StringComparer.Ordinal));

        string Table(string head, Func<MutantRecord, string> key) => RuleTables.Table(
            [head, "Compared", "Killed", "Survived", "Equivalent", "Share killed of the others", "Not run", "Same program"],
            records.GroupBy(key, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
            {
                var (dead, same) = (Count(group, MutantOutcome.Killed), group.Count(equivalent.Contains));
                var compared = group.Count(record => record.IsCompared);
                return (string[])[group.Key, Number(compared), Number(dead), Number(compared - dead - same), Number(same), Proportion.Text(dead, compared - same), Number(Count(group, MutantOutcome.NotRun)), Number(Count(group, MutantOutcome.Same))];
            }));
    }

    private static void List(StringBuilder text, string title, IEnumerable<MutantRecord> records, Func<MutantRecord, string> why)
    {
        var listed = records.OrderBy(record => record.Problem, StringComparer.Ordinal).ThenBy(record => record.Line).ToList();
        if (listed.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"\n## {title} ({listed.Count})\n");
        foreach (var record in listed)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{record.Problem}, line {record.Line}, {record.Operator}: {why(record)}\n\n```diff\n- {record.From}\n+ {record.To}\n```\n");
        }
    }

    private static string Load(IReadOnlyList<MutantRecord> records) => records.Select(record => record.Load).OfType<double>().ToList() is { Count: > 0 } loads
        ? string.Create(CultureInfo.InvariantCulture, $"{loads.Min():0.0} to {loads.Max():0.0}")
        : "not known";

    private static int Count(IEnumerable<MutantRecord> records, MutantOutcome outcome) => records.Count(record => record.Outcome == outcome);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
