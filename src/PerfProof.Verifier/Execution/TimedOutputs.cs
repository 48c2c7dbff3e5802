using System.Collections.Immutable;
using PerfProof.KernelHost;

namespace PerfProof.Execution;

/// <summary>
/// What is produced among timed batches, against what a clean process produced on the same inputs: code that is right
/// the first ten times only, or only when looked at, is not right.
/// </summary>
internal sealed class TimedOutputs
{
    private readonly Dictionary<ulong, (byte[] Before, byte[] After)> expected = [];
    private readonly Dictionary<int, (Trial First, Trial? Other)> bySize = [];

    /// <param name="trials">Both sides in clean processes.</param>
    public TimedOutputs(ImmutableArray<Trial> trials)
    {
        foreach (var group in trials.Where(trial => trial is { Before.Observation: not null, After.Observation: not null }).GroupBy(trial => trial.Size))
        {
            if (group.FirstOrDefault(trial => trial.Lane == Lane.Normal) is { } first)
            {
                var other = group.FirstOrDefault(trial => trial.Lane != Lane.Normal && trial.Before.HasInputs);
                this.bySize.Add(group.Key, (first, other));
            }
        }
    }

    /// <summary>The seed of inputs whose outputs are known; null when none are.</summary>
    public ulong? Seed(int size) => this.bySize.TryGetValue(size, out var known) ? known.First.Seed : null;

    /// <summary>Other inputs of the same size whose outputs are known; null when there are none.</summary>
    public Trial? Other(int size) => this.bySize.TryGetValue(size, out var known) ? known.Other : null;

    /// <summary>What differs to the bit from what is expected, to be judged; null when nothing does.</summary>
    public Recheck? Check(int size, ulong seed, byte[] before, byte[] after)
    {
        var trial = this.bySize[size].First.Seed == seed ? this.bySize[size].First : this.bySize[size].Other!;
        if (!this.expected.TryGetValue(seed, out var known))
        {
            this.expected.Add(seed, known = (trial.Before.Observation!.Serialize(), trial.After.Observation!.Serialize()));
        }

        return before.AsSpan().SequenceEqual(known.Before) && after.AsSpan().SequenceEqual(known.After)
            ? null
            : new(size, seed, Observation.Deserialize(before), Observation.Deserialize(after));
    }
}
