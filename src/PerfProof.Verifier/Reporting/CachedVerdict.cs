using System.Collections.Immutable;
using PerfProof.Execution;

namespace PerfProof.Reporting;

/// <summary>What was found out about a finding, to be told again without measuring again.</summary>
/// <param name="Key">What it was found out about: see <see cref="VerdictCache"/>.</param>
/// <param name="Measured">When.</param>
/// <param name="Ilgpu">The ILGPU that it rests on; null when none was looked for.</param>
/// <param name="Evidence">The evidence.</param>
/// <param name="Samples">Its raw samples, by key.</param>
internal sealed record CachedVerdict(
    string Key,
    DateTimeOffset Measured,
    string? Ilgpu,
    FindingEvidence Evidence,
    ImmutableSortedDictionary<string, ImmutableArray<ForkSamples>> Samples)
{
    /// <summary>How long times are believed: machines age, and their settings change without a trace.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromDays(30);

    // Clocks of machines that share a folder differ; more than that is no clock.
    private static readonly TimeSpan skew = TimeSpan.FromDays(1);

    /// <summary>
    /// Whether it holds for good: outputs that differed were seen to differ, and what cannot be run will not run tomorrow.
    /// All else rests on times, or on limits of time and memory.
    /// </summary>
    private bool IsLasting => this.Evidence.Verdict switch
    {
        "Incorrect" => this.Evidence.Correctness is { } trials && trials.Any(trial => trial.Outcome == "different"),
        "NotApplicable" => this.Evidence.Experiment is null,
        _ => false,
    };

    /// <summary>Whether it still counts.</summary>
    public bool IsCurrent(DateTimeOffset now) => this.Measured - now < skew && (this.IsLasting || now - this.Measured < Lifetime);
}
