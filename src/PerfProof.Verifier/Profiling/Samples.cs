using System.Collections.Immutable;

namespace PerfProof.Profiling;

/// <summary>One thread at one moment.</summary>
/// <param name="Milliseconds">When, from the start of the trace.</param>
/// <param name="Thread">Which thread.</param>
/// <param name="Stack">Which of the stacks.</param>
internal readonly record struct ThreadSample(double Milliseconds, long Thread, int Stack);

/// <summary>A stack that samples have.</summary>
/// <param name="Frames">Full names of methods without arguments, from the root to the leaf.</param>
/// <param name="IsOwn">Whether a method of the user's projects is on it.</param>
/// <param name="Waits">Whether the thread waits, as far as its innermost method tells.</param>
internal sealed record SampledStack(ImmutableArray<string> Frames, bool IsOwn, bool Waits);

/// <summary>What a trace holds.</summary>
/// <param name="Stacks">The stacks.</param>
/// <param name="Threads">The samples, in the order of time.</param>
internal sealed record Samples(IReadOnlyList<SampledStack> Stacks, IReadOnlyList<ThreadSample> Threads)
{
    /// <summary>Methods that were compiled into the code of others, by these: a stack shows the outer one alone.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Inlined { get; init; } = new Dictionary<string, IReadOnlySet<string>>();

    // A pause of the sampler itself, such as a long collection, counts no more than this.
    private const double LongestGap = 100;

    /// <summary>
    /// The moments at which all threads were sampled: the samples of each, and the milliseconds that it stands for. The sampler
    /// stops the program for each; where that takes longer, moments lie further apart, so each counts for the time since the one before.
    /// </summary>
    public IEnumerable<(IReadOnlyList<int> Stacks, double Weight)> Moments()
    {
        var current = new List<int>();
        var threads = new HashSet<long>();
        var (start, previous) = (0.0, double.NaN);
        foreach (var sample in this.Threads)
        {
            if (!threads.Add(sample.Thread))
            {
                yield return (current, Weight());
                previous = start;
                current = [];
                threads = [sample.Thread];
            }

            if (current.Count == 0)
            {
                start = sample.Milliseconds;
            }

            current.Add(sample.Stack);
        }

        if (current.Count > 0)
        {
            yield return (current, Weight());
        }

        double Weight() => double.IsNaN(previous) ? 1 : Math.Min(start - previous, LongestGap);
    }

    /// <summary>The stacks of threads that did something, folded.</summary>
    /// <param name="least">Stacks that are seen less often than this share are left out.</param>
    public ImmutableArray<FoldedStack> Folded(double least)
    {
        var counts = this.Threads.Where(sample => !this.Stacks[sample.Stack].Waits)
            .GroupBy(sample => string.Join(';', this.Stacks[sample.Stack].Frames.Select(frame => frame.Replace(';', ','))), StringComparer.Ordinal)
            .Where(group => group.Key.Length > 0)
            .Select(group => new FoldedStack(group.Key, group.Count()))
            .ToList();
        var limit = least * counts.Sum(stack => stack.Samples);
        return [.. counts.Where(stack => stack.Samples >= limit).OrderByDescending(stack => stack.Samples).ThenBy(stack => stack.Stack, StringComparer.Ordinal)];
    }
}
