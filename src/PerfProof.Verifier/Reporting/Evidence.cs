using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PerfProof.Execution;
using PerfProof.Judgement;

namespace PerfProof.Reporting;

/// <summary>The evidence file: the contract between the parts of PerfProof, and with other tools. docs/evidence.schema.json describes it.</summary>
/// <param name="Schema">Version of the format.</param>
/// <param name="Tool">Name and version of the tool that wrote it.</param>
/// <param name="Created">When.</param>
/// <param name="Device">The machine.</param>
/// <param name="Findings">The findings.</param>
/// <param name="Stages">Seconds that each stage took.</param>
public sealed record Evidence(
    int Schema,
    string Tool,
    DateTimeOffset Created,
    DeviceFingerprint Device,
    ImmutableArray<FindingEvidence> Findings,
    ImmutableSortedDictionary<string, double> Stages)
{
    /// <summary>Version of the format that this tool reads and writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Whether the run was stopped before it was done.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The shards that are in it, such as <c>2/4</c>; null when it is whole.</summary>
    public ImmutableArray<string>? Shards { get; init; }

    /// <summary>Fixes that were measured together, by entry; null where that was not asked for.</summary>
    public ImmutableArray<TogetherEvidence>? Together { get; init; }

    /// <summary>The machines of merged evidence, by the key that findings name; null when all was measured on <see cref="Device"/>.</summary>
    public ImmutableSortedDictionary<string, DeviceFingerprint>? Machines { get; init; }
}

/// <summary>What a measurement holds for: the machine and the runtime.</summary>
/// <param name="Os">The operating system.</param>
/// <param name="Architecture">Of the process.</param>
/// <param name="Processor">Its name.</param>
/// <param name="Cores">Logical processors.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Load">Load of the machine when the evidence was written (Linux only); null where it is not known.</param>
public sealed record DeviceFingerprint(string Os, string Architecture, string Processor, int Cores, string Runtime, double? Load)
{
    /// <summary>What the operating system did not enforce on child processes; null when everything was.</summary>
    public string? NotEnforced { get; init; }

    /// <summary>How fast it writes memory.</summary>
    public HostBandwidth? Bandwidth { get; init; }

    /// <summary>Which machine it is, without what is measured anew in each run.</summary>
    [JsonIgnore]
    public DeviceFingerprint Identity => this with { Load = null, Bandwidth = null };

    /// <summary>The name under which messages speak of the machine.</summary>
    [JsonIgnore]
    public string Name => $"{this.Processor}, {this.Cores} cores, {this.Os}";
}

/// <summary>One finding and what came of proving it.</summary>
/// <param name="Id">Stable under moves of lines.</param>
/// <param name="Rule">The rule.</param>
/// <param name="File">Relative to the root.</param>
/// <param name="Line">From 1.</param>
/// <param name="Symbol">The member that contains it.</param>
/// <param name="Message">What the rule says.</param>
/// <param name="Fix"><c>safe</c>, <c>offered</c> or <c>by-hand</c>; null when the run was stopped before it was worked out, or the rule has no proof.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Subject">What the verdict is about: <c>pattern</c>, <c>code</c> or <c>program</c>; null when nothing was run.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record FindingEvidence(
    string Id,
    string Rule,
    string File,
    int Line,
    string Symbol,
    string Message,
    string? Fix,
    string Verdict,
    string? Subject,
    string Reason)
{
    /// <summary>Of the code of the member, without spaces and comments: another one says that it has changed since. Null for a pair.</summary>
    public string? CodeDigest { get; init; }

    /// <summary>What the fix changes, as a unified diff; null where there is none, and where it is too long to be read.</summary>
    public string? Diff { get; init; }

    /// <summary>What was run.</summary>
    public ExperimentEvidence? Experiment { get; init; }

    /// <summary>Over the whole range: the lowest bound, the geometric mean of the estimates, the highest bound.</summary>
    public Interval? Speedup { get; init; }

    /// <summary>The speedup at each size.</summary>
    public ImmutableArray<CurvePoint>? Curve { get; init; }

    /// <summary>Smallest size measured from which it is faster, where it is not at every size.</summary>
    public int? BreakEven { get; init; }

    /// <summary>Bytes allocated per call, before and after, at the largest size.</summary>
    public MemoryEvidence? Memory { get; init; }

    /// <summary>The most memory that a process running the program had resident, in bytes, before and after; null where it was not a program.</summary>
    public MemoryEvidence? PeakMemory { get; init; }

    /// <summary>How often the program makes calls that cost, in one run from its entry: exact. Null where it was not a program, and where none could be counted.</summary>
    public ImmutableArray<CallEvidence>? Calls { get; init; }

    /// <summary>Which size of a batch to take; null where the fix makes none, or it was not timed.</summary>
    public BatchEvidence? Batch { get; init; }

    /// <summary>What a call does, where the speedup is so large that counts have to explain it.</summary>
    public ImmutableArray<WorkEvidence>? Work { get; init; }

    /// <summary>On what outputs were compared, and how it went.</summary>
    public ImmutableArray<CorrectnessEvidence>? Correctness { get; init; }

    /// <summary>Enough to compute the verdict again from the raw samples.</summary>
    public TimingEvidence? Timing { get; init; }

    /// <summary>Other experiments on the same finding, one line each.</summary>
    public ImmutableArray<string>? Also { get; init; }

    /// <summary>Key of the machine that it was measured on; null where there is only one.</summary>
    public string? Machine { get; init; }

    /// <summary>When it was measured, where an earlier run did and its verdict was kept; null where this run did.</summary>
    public DateTimeOffset? Cached { get; init; }

    /// <summary>What the author of the rewrite needs to know: what differs, or which bound missed by how much; null when it is confirmed or nothing was run.</summary>
    public ImmutableArray<Feedback>? Feedback { get; init; }

    /// <summary>The modelled kernels on each device that was asked for; null when none was.</summary>
    public ImmutableArray<DeviceEvidence>? Devices { get; init; }
}

/// <summary>The verdict of one device.</summary>
/// <param name="Device">Its id and name.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Speedup">Over all sizes; null when nothing was timed.</param>
/// <param name="Curve">Size by size; null likewise.</param>
/// <param name="Samples">Key of the raw samples in the sidecar file; null likewise.</param>
public sealed record DeviceEvidence(string Device, string Verdict, string Reason, Interval? Speedup, ImmutableArray<CurvePoint>? Curve, string? Samples);

/// <summary>What was run.</summary>
/// <param name="Kind"><c>kernel</c>, <c>host</c> or <c>replay</c>.</param>
/// <param name="Host"><c>managed</c>, or <c>ilgpu</c> with the id and name of the device: <c>ilgpu: OpenCL:0 Some GPU</c>.</param>
/// <param name="Description">What was compared.</param>
/// <param name="Variant">Which remedy, where there are several.</param>
/// <param name="DeclaredChange">The change of precision that the fix declares.</param>
public sealed record ExperimentEvidence(string Kind, string Host, string Description, string? Variant, string? DeclaredChange)
{
    /// <summary>From where the program was run; null where no program was.</summary>
    public string? Entry { get; init; }
}

/// <summary>A ratio of times, before over after.</summary>
/// <param name="Lower">Lower bound; null when too little was measured for one.</param>
/// <param name="Estimate">The estimate.</param>
/// <param name="Upper">Upper bound; null likewise.</param>
public sealed record Interval(double? Lower, double Estimate, double? Upper);

/// <summary>The speedup at one size.</summary>
/// <param name="N">The size.</param>
/// <param name="Speedup">The speedup.</param>
/// <param name="Noise">The code as it is against itself: at least 1, and 1 where noise did nothing.</param>
/// <param name="Tiered">Estimate under the default tiered JIT alone; null when no such process ran.</param>
/// <param name="SecondsBefore">Median time of a call as it is.</param>
/// <param name="SecondsAfter">Median time of a call as it should be.</param>
public sealed record CurvePoint(int N, Interval Speedup, double Noise, double? Tiered, double SecondsBefore, double SecondsAfter)
{
    /// <summary>Estimate where each side had a process of its own; null when no such processes ran, since nothing was faster.</summary>
    public double? Apart { get; init; }
}

/// <summary>Sizes of batches.</summary>
/// <param name="Recommended">The smallest that surely reaches nine tenths of the best throughput measured; null when the measurement does not tell.</param>
/// <param name="Advice">Why, in a sentence.</param>
/// <param name="Points">The rewrite alone, from small batches to large ones.</param>
public sealed record BatchEvidence(int? Recommended, string Advice, ImmutableArray<BatchSize> Points);

/// <summary>A batch of so many items.</summary>
/// <param name="N">Items in it.</param>
/// <param name="SecondsPerItem">Median time over the processes.</param>
/// <param name="Throughput">As a share of the best size's.</param>
/// <param name="Bytes">Managed bytes allocated a batch.</param>
/// <param name="Samples">Seconds an item, process by process.</param>
public sealed record BatchSize(int N, double SecondsPerItem, Interval Throughput, double Bytes, ImmutableArray<double> Samples);

/// <summary>Bytes before and after.</summary>
/// <param name="Before">As it is.</param>
/// <param name="After">As it should be.</param>
public sealed record MemoryEvidence(double Before, double After);

/// <summary>Calls in one role of the catalog.</summary>
/// <param name="Role">The role, such as <c>count-tokens</c>.</param>
/// <param name="Before">As it is.</param>
/// <param name="After">As it should be.</param>
public sealed record CallEvidence(string Role, long Before, long After);

/// <summary>What both sides do in a call on inputs that they have not seen before.</summary>
/// <param name="N">The size.</param>
/// <param name="StepsBefore">Bytes of IL executed as it is, the base library's included; on devices what the launch plan asks for.</param>
/// <param name="StepsAfter">The same after.</param>
/// <param name="BytesBefore">Managed bytes allocated as it is.</param>
/// <param name="BytesAfter">The same after.</param>
/// <param name="Problem">Why it could not be counted; null when it could.</param>
public sealed record WorkEvidence(int N, double StepsBefore, double StepsAfter, double BytesBefore, double BytesAfter, string? Problem);

/// <summary>One comparison of outputs.</summary>
/// <param name="Size">Size of the inputs.</param>
/// <param name="Lane">Their distribution.</param>
/// <param name="Seed">Their seed, in hexadecimal.</param>
/// <param name="Outcome"><c>equal</c>, <c>different</c>, <c>failed</c> (the rewrite threw or died), <c>unstable</c> (two runs of the same code differ), <c>unfair</c> (the code as it is cannot take these inputs).</param>
public sealed record CorrectnessEvidence(int Size, string Lane, string Seed, string Outcome);

/// <summary>How it was timed.</summary>
/// <param name="Forks">Processes.</param>
/// <param name="Looks">Numbers of processes after which the bounds were looked at.</param>
/// <param name="Threshold">Smallest ratio that counts as faster.</param>
/// <param name="Risk">Risk that one bound is wrong at one look.</param>
/// <param name="Samples">Key of the raw samples in the sidecar file.</param>
/// <param name="Noise">What else the host did, by repetition.</param>
public sealed record TimingEvidence(int Forks, ImmutableArray<int> Looks, double Threshold, double Risk, string Samples, ImmutableArray<HostNoise> Noise);
