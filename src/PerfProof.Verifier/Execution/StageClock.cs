using System.Collections.Immutable;
using System.Diagnostics;

namespace PerfProof.Execution;

/// <summary>How long each stage takes, in seconds: loading and planning, and the parts of a run.</summary>
public sealed class StageClock
{
    private readonly Dictionary<string, double> seconds = [];
    private long started = Stopwatch.GetTimestamp();

    /// <summary>Seconds by stage.</summary>
    public ImmutableSortedDictionary<string, double> Seconds => this.seconds.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Ends a stage: the time since the last lap is its.</summary>
    public void Lap(string stage)
    {
        this.seconds[stage] = this.seconds.GetValueOrDefault(stage) + Stopwatch.GetElapsedTime(this.started).TotalSeconds;
        this.started = Stopwatch.GetTimestamp();
    }
}
