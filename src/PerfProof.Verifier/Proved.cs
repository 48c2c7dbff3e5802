using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>What came of a finding or a pair.</summary>
/// <param name="Evidence">The verdict, and what it rests on.</param>
/// <param name="Samples">Raw samples by key; empty when nothing was timed.</param>
/// <param name="IsSettled">Whether the same content would come to the same, so that it need not be measured again.</param>
internal sealed record Proved(FindingEvidence Evidence, ImmutableSortedDictionary<string, ImmutableArray<ForkSamples>> Samples, bool IsSettled);
