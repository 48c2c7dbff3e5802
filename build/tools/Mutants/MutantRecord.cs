using System.Text.Json.Serialization;

namespace PerfProof.Build.Mutants;

/// <summary>What came of a mutant.</summary>
public enum MutantOutcome
{
    /// <summary>The gate calls it Incorrect.</summary>
    Killed,

    /// <summary>The gate finds no difference.</summary>
    Survived,

    /// <summary>It does not compile, or cannot be run here.</summary>
    NotRun,

    /// <summary>The compiler makes the same program of it as of the rewrite, or as of an earlier mutant.</summary>
    Same,
}

/// <summary>One mutant, as the file of results has it.</summary>
/// <param name="Date">When it was made.</param>
/// <param name="Host">The machine.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Build">Which build of the verifier compared it: the start of its module's version.</param>
/// <param name="Load">Average number of processes that wanted a processor in the minute before; null where the system does not say.</param>
/// <param name="Seed">What chose the mutants.</param>
/// <param name="Problem">The pair, or the rule's pattern.</param>
/// <param name="Operator">What kind of change it is.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="From">The lines that it changes, in one.</param>
/// <param name="To">The same with the change.</param>
/// <param name="Code">Hash of the compiled code; empty when it does not compile.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Lane">The distribution of the inputs that killed it; null when none did.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record MutantRecord(
    DateTimeOffset Date,
    string Host,
    string Runtime,
    string Build,
    double? Load,
    int Seed,
    string Problem,
    string Operator,
    int Line,
    string From,
    string To,
    string Code,
    MutantOutcome Outcome,
    string Reason,
    string? Lane,
    double Seconds)
{
    /// <summary>Which mutant it is: where, and what is changed to what.</summary>
    [JsonIgnore]
    public (string Problem, int Line, string From, string To) Key => (this.Problem, this.Line, this.From, this.To);

    /// <summary>Whether it was put through the gate.</summary>
    [JsonIgnore]
    public bool IsCompared => this.Outcome is MutantOutcome.Killed or MutantOutcome.Survived;

    /// <summary>The last record of each mutant.</summary>
    public static IReadOnlyList<MutantRecord> Latest(IEnumerable<MutantRecord> records) =>
        [.. records.GroupBy(record => record.Key).Select(group => group.Last())];
}
