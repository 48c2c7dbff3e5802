using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Measurement;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>What came of a finding or a pair.</summary>
/// <param name="Evidence">The verdict, and what it rests on.</param>
/// <param name="Samples">Raw samples by key; empty when nothing was timed.</param>
/// <param name="IsSettled">Whether the same content would come to the same, so that it need not be measured again.</param>
internal sealed record Proved(FindingEvidence Evidence, ImmutableSortedDictionary<string, ImmutableArray<ForkSamples>> Samples, bool IsSettled)
{
    /// <summary>The raw samples that the verdict rests on; empty when nothing was timed.</summary>
    public ImmutableArray<ForkSamples> Forks => this.Samples.GetValueOrDefault(this.Evidence.Id, []);

    /// <summary>The verdict, measured now or earlier: what was measured follows from the raw samples.</summary>
    public Verdict Verdict => new(
        Enum.Parse<VerdictKind>(this.Evidence.Verdict), this.Evidence.Reason, this.Evidence.Timing is null ? null : Measured.From(new RawRun([], this.Forks, [])), this.Evidence.BreakEven);
}
