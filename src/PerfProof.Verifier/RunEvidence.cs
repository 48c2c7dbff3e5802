using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>The end of a run: its evidence.</summary>
internal static class RunEvidence
{
    /// <summary>Name and version of this tool, as evidence has it.</summary>
    public static string Tool { get; } = $"perfproof {typeof(RunEvidence).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Makes it.</summary>
    public static Evidence Of(IEnumerable<Proved> proved, StageClock clock, bool isPartial) => new(
        Evidence.CurrentSchema, Tool, DateTimeOffset.UtcNow, Machine.Fingerprint(), [.. proved.Select(one => one.Evidence)], clock.Seconds)
    {
        IsPartial = isPartial,
    };

    /// <summary>Writes it, with the raw samples. It could be written when the run began; where it no longer can, what was measured is still worth showing.</summary>
    /// <returns>Why it cannot be written, in a line; null when it was.</returns>
    public static string? TryWrite(string path, Evidence evidence, IEnumerable<Proved> proved, IEnumerable<(string Key, ImmutableArray<ForkSamples> Forks)>? further = null)
    {
        try
        {
            EvidenceFile.Write(path, evidence, proved.SelectMany(one => one.Samples).Select(pair => (pair.Key, Forks: pair.Value)).Concat(further ?? [])
                .ToDictionary(pair => pair.Key, pair => (IReadOnlyList<ForkSamples>)pair.Forks, StringComparer.Ordinal));
            return null;
        }
        catch (EvidenceException exception)
        {
            return exception.Message;
        }
    }
}
