using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using PerfProof.Execution;
using PerfProof.Judgement;

namespace PerfProof.Build.Gate;

/// <summary>One run of one pair through the gate, as the file of results has it.</summary>
/// <param name="Date">When it began.</param>
/// <param name="Host">The machine.</param>
/// <param name="Cores">Its logical processors.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Build">Which build of the verifier ran: the start of its module's version, which a deterministic build takes from the sources.</param>
/// <param name="Pair">Name of the pair.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Lower">Lower bound of the ratio; null when there is none.</param>
/// <param name="Estimate">Its estimate; null when nothing was timed.</param>
/// <param name="Upper">Upper bound; null when there is none.</param>
/// <param name="Processes">Processes that both sides shared; the look at which it was decided.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="LoadBefore">Average number of processes that wanted a processor in the minute before; null where the system does not say.</param>
/// <param name="LoadAfter">The same at the end.</param>
public sealed record GateRecord(
    DateTimeOffset Date,
    string Host,
    int Cores,
    string Runtime,
    string Build,
    string Pair,
    VerdictKind Verdict,
    string Reason,
    double? Lower,
    double? Estimate,
    double? Upper,
    int Processes,
    double Seconds,
    double? LoadBefore,
    double? LoadAfter)
{
    /// <summary>Seconds by stage; null where they were not noted.</summary>
    public ImmutableSortedDictionary<string, double>? Stages { get; init; }

    /// <summary>The device by id and name; null for this processor.</summary>
    public string? Device { get; init; }

    /// <summary>What the device does in a second, measured before the run; null for this processor, and where times mean nothing.</summary>
    public DeviceSpeed? Speed { get; init; }

    /// <summary>The largest size that was timed; null when none was.</summary>
    public int? Size { get; init; }

    /// <summary>Median time of a call of the rewrite at that size, in seconds; null likewise.</summary>
    public double? SecondsAfter { get; init; }

    /// <summary>The time that it takes at least, in seconds; null where that is not known.</summary>
    public double? FloorSeconds { get; init; }

    /// <summary>The share of the roofline that the rewrite reaches: the time that it takes at least over the time that it takes.</summary>
    [JsonIgnore]
    public double? Share => this.FloorSeconds / this.SecondsAfter;

    /// <summary>
    /// <c>quiet</c> when, on average, at most one more process than the machine has processors for wanted one, the run itself included; otherwise
    /// <c>loaded</c>. A run alone on two processors shows 2.1 to 2.7: the processes that it starts, ends and asks are several.
    /// </summary>
    [JsonIgnore]
    public string Load => (this.LoadBefore + this.LoadAfter) / 2 is { } load ? load <= this.Cores + 1 ? "quiet" : "loaded" : "load not known";

    /// <summary>Whether times decided: a verdict on outputs says nothing about how well times are judged.</summary>
    [JsonIgnore]
    public bool IsTimed => this.Verdict is VerdictKind.Confirmed or VerdictKind.Refuted or VerdictKind.Inconclusive && this.Estimate is not null;

    /// <summary>The true ratio of the pair: what stands in hundredths behind the last underscore of its name, as in <c>Chain_105</c>; otherwise 1.</summary>
    [JsonIgnore]
    public double Truth => TruthOf(this.Pair);

    /// <summary>The true ratio that a pair's name states; 1 when it states none.</summary>
    public static double TruthOf(string pair) =>
        pair.LastIndexOf('_') is var at and >= 0 && int.TryParse(pair.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var hundredths)
            ? hundredths / 100.0
            : 1;
}
