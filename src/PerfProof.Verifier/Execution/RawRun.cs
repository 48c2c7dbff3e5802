using System.Collections.Immutable;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Execution;

/// <summary>What one call came to: what it produced, or what it threw.</summary>
/// <param name="Observation">What it produced; null when it threw.</param>
/// <param name="Failure">What it threw or how it died; null when it produced something.</param>
/// <param name="Changes">Whether it changed what it was given.</param>
/// <param name="HasInputs">Whether anything was made up for it, so that other seeds give other inputs.</param>
public sealed record Outcome(Observation? Observation, string? Failure, bool Changes = false, bool HasInputs = false)
{
    /// <summary>Bytes of the arrays of floating-point numbers in the result that the call was not given.</summary>
    public long MadeBytes { get; init; }

    /// <summary>The most memory that its process has had resident, in bytes, when the call ended.</summary>
    public long PeakBytes { get; init; }

    /// <summary>Seconds that the call took, the first time and while it was looked at.</summary>
    public double Seconds { get; init; }

    /// <summary>Nothing: an earlier call ended the process.</summary>
    public static Outcome NotRun { get; } = new(null, "not run, because an earlier call ended the process");
}

/// <summary>Both sides on the same inputs.</summary>
/// <param name="Size">Size of the inputs.</param>
/// <param name="Seed">Their seed.</param>
/// <param name="Lane">Their distribution.</param>
/// <param name="Before">The code as it is.</param>
/// <param name="BeforeAgain">The same once more, to learn whether it is deterministic.</param>
/// <param name="After">The code as it should be.</param>
/// <param name="Oracle">The same in float64; null where no change of precision is declared.</param>
public sealed record Trial(int Size, ulong Seed, Lane Lane, Outcome Before, Outcome BeforeAgain, Outcome After, Outcome? Oracle)
{
    /// <summary>What the code as it is produces around these inputs; null where nobody had to look.</summary>
    public Vicinity? Vicinity { get; init; }
}

/// <summary>What both sides produced in a batch among the timed ones, where it is not to the bit what they produced alone.</summary>
/// <param name="Size">Size of the inputs.</param>
/// <param name="Seed">Seed of the trial on the same inputs.</param>
/// <param name="Before">The code as it is.</param>
/// <param name="After">The code as it should be.</param>
public sealed record Recheck(int Size, ulong Seed, Observation Before, Observation After)
{
    /// <summary>Whether each side had a process of its own.</summary>
    public bool IsApart { get; init; }
}

/// <summary>What all legs produced in a call among the timed ones, on inputs that no process had seen before, where it is not the same to the bit.</summary>
/// <param name="Size">Size of the inputs.</param>
/// <param name="Seed">Their seed.</param>
/// <param name="Before">The code as it is.</param>
/// <param name="After">The code as it should be.</param>
/// <param name="BeforeAgain">The code as it is, in another process.</param>
public sealed record Reveal(int Size, ulong Seed, Observation Before, Observation After, Observation BeforeAgain)
{
    /// <summary>What the code as it is produces around these inputs; null where nobody looked.</summary>
    public Vicinity? Vicinity { get; init; }

    /// <summary>The same in float64; null where there is no such code, or nobody looked.</summary>
    public Observation? Truth { get; init; }

    /// <summary>The inputs: timed are ordinary ones.</summary>
    internal TrialInputs Inputs => new(this.Size, this.Seed, Lane.Normal);
}

/// <summary>One batch of calls, by both clocks.</summary>
/// <param name="Seconds">Seconds per call by the child's clock, which is the finer.</param>
/// <param name="Unexplained">Seconds that the parent saw the whole batch take beyond that: the pipe's, the scheduler's, or hidden by the child.</param>
/// <param name="Calls">Calls in the batch; drawn anew for each round.</param>
/// <param name="Lingering">Seconds of processor time that the process took since its last answer, while it should have been waiting.</param>
public readonly record struct Sample(double Seconds, double Unexplained, int Calls = 1, double Lingering = 0);

/// <summary>One round: each leg once, in random order.</summary>
/// <param name="Before">The code as it is.</param>
/// <param name="After">The code as it should be.</param>
/// <param name="BeforeAgain">The code as it is, again: what noise alone does.</param>
public sealed record Round(Sample Before, Sample After, Sample BeforeAgain);

/// <summary>What one child process measured at one size.</summary>
/// <param name="Size">Size of the inputs.</param>
/// <param name="Tiered">Whether under the default tiered JIT.</param>
/// <param name="Calls">Most calls in a batch.</param>
/// <param name="Rounds">The rounds.</param>
/// <param name="BytesBefore">Managed bytes allocated per call.</param>
/// <param name="BytesAfter">The same after.</param>
public sealed record ForkSamples(int Size, bool Tiered, int Calls, ImmutableArray<Round> Rounds, double BytesBefore, double BytesAfter)
{
    /// <summary>Whether each leg had a process of its own; such a process decides nothing by itself, and what is Confirmed must hold in it too.</summary>
    public bool IsApart { get; init; }

    /// <summary>Seconds by which making the object that the method is called on takes longer after, where it is made from inputs.</summary>
    public double MovedToSetup { get; init; }

    /// <summary>Seconds by which a result takes longer to read after: work that was left for whoever reads it.</summary>
    public double LeftInResults { get; init; }
}

/// <summary>What the times so far say.</summary>
public enum Decision
{
    /// <summary>Not enough.</summary>
    Open,

    /// <summary>The rewrite is faster at every size.</summary>
    Faster,

    /// <summary>It is not, and more of the same would not change that.</summary>
    NotFaster,
}

/// <summary>Everything that running an experiment brought; what comes after works on this alone.</summary>
/// <param name="Trials">Outcomes to compare.</param>
/// <param name="Forks">Times.</param>
/// <param name="Sizes">Sizes that were timed.</param>
/// <param name="Problem">Why the experiment could not be run; null when it could.</param>
/// <param name="ProblemIsCode">Whether <paramref name="Problem"/> comes out of the code as it is.</param>
public sealed record RawRun(
    ImmutableArray<Trial> Trials,
    ImmutableArray<ForkSamples> Forks,
    ImmutableArray<int> Sizes,
    string? Problem = null,
    bool ProblemIsCode = false)
{
    /// <summary>A run that could not be.</summary>
    public static RawRun Failed(string problem, bool fromCode = false) => new([], [], [], problem, fromCode);

    /// <summary>Outputs of timed batches that are not to the bit those of a clean process.</summary>
    public ImmutableArray<Recheck> Rechecks { get; init; } = [];

    /// <summary>Outputs of timed calls that are not to the bit alike, until they have been judged; of the doubtful ones, those that were looked at.</summary>
    public ImmutableArray<Reveal> Reveals { get; init; } = [];

    /// <summary>How fast this host writes memory; null when nothing was timed.</summary>
    public HostBandwidth? Bandwidth { get; init; }

    /// <summary>What else the host did, by repetition.</summary>
    public ImmutableArray<HostNoise> Noise { get; init; } = [];

    /// <summary>What both sides do in a call, where the rewrite came out so much faster that it has to be explained.</summary>
    public ImmutableArray<WorkCount> Work { get; init; } = [];

    /// <summary>The calls that both sides make in a run from their entry, by role; empty where they were not counted, and where there are none.</summary>
    public ImmutableArray<CallCount> Calls { get; init; } = [];

    /// <summary>The rewrite alone at sizes of batches, a process each; empty where it makes none.</summary>
    public ImmutableArray<BatchFork> Batches { get; init; } = [];

    /// <summary>Which side <see cref="Problem"/> comes from; null when neither, or not known.</summary>
    public string? ProblemVariant { get; init; }

    /// <summary>Whether it was stopped before it was done.</summary>
    public bool IsCut { get; init; }
}
