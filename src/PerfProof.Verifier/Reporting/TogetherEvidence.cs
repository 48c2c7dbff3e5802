using System.Collections.Immutable;

namespace PerfProof.Reporting;

/// <summary>All fixes that were confirmed from one entry, applied at once.</summary>
/// <param name="Entry">From where the program was run.</param>
/// <param name="Verdict">The verdict on all.</param>
/// <param name="Reason">Why, and how the sum of what each saves alone compares with what all save together.</param>
public sealed record TogetherEvidence(string Entry, string Verdict, string Reason)
{
    /// <summary>Time as it is over time with all fixes; null where nothing was timed.</summary>
    public Interval? Speedup { get; init; }

    /// <summary>Share of the program's time that all save together; null where nothing was timed.</summary>
    public ShareEvidence? Saves { get; init; }

    /// <summary>Sum of the shares that each saves alone; null likewise.</summary>
    public ShareEvidence? SumOfSingles { get; init; }

    /// <summary>Whether the intervals of the two overlap; null likewise.</summary>
    public bool? Agrees { get; init; }

    /// <summary>The fixes, and what each saves alone.</summary>
    public ImmutableArray<TogetherFix> Fixes { get; init; } = [];

    /// <summary>Fixes that could not be applied after the others, a line each.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>Managed bytes allocated in a run, before and after.</summary>
    public MemoryEvidence? Memory { get; init; }

    /// <summary>The most memory that the process had resident, in bytes, before and after.</summary>
    public MemoryEvidence? PeakMemory { get; init; }

    /// <summary>How often the program makes calls that cost, in one run.</summary>
    public ImmutableArray<CallEvidence>? Calls { get; init; }

    /// <summary>Key of the raw samples in the sidecar file; null where nothing was timed.</summary>
    public string? Samples { get; init; }
}

/// <summary>One of several fixes.</summary>
/// <param name="Id">The finding.</param>
/// <param name="Saves">What its fix saves alone.</param>
public sealed record TogetherFix(string Id, ShareEvidence Saves);

/// <summary>A share of the time before: 0.25 is a quarter saved.</summary>
/// <param name="Lower">Lower bound.</param>
/// <param name="Estimate">The estimate.</param>
/// <param name="Upper">Upper bound.</param>
public sealed record ShareEvidence(double Lower, double Estimate, double Upper);
