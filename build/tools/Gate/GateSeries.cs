using System.Collections.Immutable;
using System.Diagnostics;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Reporting;

namespace PerfProof.Build.Gate;

/// <summary>Runs pairs through the gate in turn until there are enough runs, or the time is up.</summary>
/// <param name="log">Where each run is noted as soon as it ended.</param>
/// <param name="gate">Puts the pair of a name through the gate.</param>
/// <param name="machine">The machine, now.</param>
/// <param name="clock">The clock of the gate, whose stages are noted with each run; null for none.</param>
/// <param name="complete">Adds to a run what only its pair knows; null for nothing.</param>
public sealed class GateSeries(
    ResultLog<GateRecord> log, Func<string, CancellationToken, Task<Verdict>> gate, Func<DeviceFingerprint> machine, StageClock? clock = null, Func<GateRecord, GateRecord>? complete = null)
{
    /// <summary>Which build of the verifier runs here: the start of its module's version, which a deterministic build takes from the sources.</summary>
    internal static string Build { get; } = typeof(PairComparison).Module.ModuleVersionId.ToString("N")[..8];

    /// <summary>Runs.</summary>
    /// <param name="pairs">Names of the pairs; the one with the fewest runs is next.</param>
    /// <param name="runs">How many runs of these pairs the log has in the end.</param>
    /// <param name="limit">No run begins after this time; null for no limit.</param>
    /// <param name="progress">Told of each run.</param>
    /// <param name="cancellation">Stops it; a run that is cut off is not noted.</param>
    public async Task RunAsync(IReadOnlyList<string> pairs, int runs, TimeSpan? limit, Action<string> progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var counts = pairs.ToDictionary(pair => pair, pair => log.Records.Count(record => record.Pair == pair), StringComparer.Ordinal);
        for (var done = counts.Values.Sum(); done < runs && !(watch.Elapsed >= limit); done++)
        {
            var pair = pairs.MinBy(pair => counts[pair])!;
            if (!await this.NoteAsync(pair, $"{done + 1} of {runs}", progress, cancellation).ConfigureAwait(false))
            {
                return;
            }

            counts[pair]++;
        }
    }

    /// <summary>Runs each once more.</summary>
    /// <param name="pairs">Names of the pairs, in order.</param>
    /// <param name="limit">No run begins after this time; null for no limit.</param>
    /// <param name="progress">Told of each run.</param>
    /// <param name="cancellation">Stops it; a run that is cut off is not noted.</param>
    public async Task RunEachAsync(IReadOnlyList<string> pairs, TimeSpan? limit, Action<string> progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < pairs.Count && !(watch.Elapsed >= limit); i++)
        {
            if (!await this.NoteAsync(pairs[i], $"{i + 1} of {pairs.Count}", progress, cancellation).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    // Whether the run came to its end.
    private async Task<bool> NoteAsync(string pair, string which, Action<string> progress, CancellationToken cancellation)
    {
        var record = await this.RunAsync(pair, cancellation).ConfigureAwait(false);
        if (cancellation.IsCancellationRequested)
        {
            return false;
        }

        record = complete?.Invoke(record) ?? record;
        log.Add(record);
        progress($"{which}, {pair}: {record.Verdict}, {record.Reason} ({record.Seconds:0} s)");
        return true;
    }

    private async Task<GateRecord> RunAsync(string pair, CancellationToken cancellation)
    {
        var (date, before) = (DateTimeOffset.UtcNow, machine());
        var earlier = clock?.Seconds;
        var watch = Stopwatch.StartNew();
        var verdict = await gate(pair, cancellation).ConfigureAwait(false);
        return Record(date, before, machine(), pair, verdict, watch.Elapsed.TotalSeconds) with
        {
            Stages = clock?.Seconds.ToImmutableSortedDictionary(stage => stage.Key, stage => Math.Round(stage.Value - earlier!.GetValueOrDefault(stage.Key), 3)),
        };
    }

    /// <summary>A run as the file of results has it.</summary>
    internal static GateRecord Record(DateTimeOffset date, DeviceFingerprint before, DeviceFingerprint after, string pair, Verdict verdict, double seconds)
    {
        var size = verdict.Measured?.Sizes.LastOrDefault();
        return new(
            date,
            before.Name,
            before.Cores,
            before.Runtime,
            Build,
            pair,
            verdict.Kind,
            verdict.Reason,
            Finite(size?.Lower),
            Finite(size?.Estimate),
            Finite(size?.Upper),
            size?.Forks ?? 0,
            Math.Round(seconds, 2),
            before.Load,
            after.Load)
        {
            Size = size?.Size,
            SecondsAfter = size?.SecondsAfter,
        };
    }

    // JSON has no infinity; a bound that does not exist yet is none. The lower one is 0 then.
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) && number > 0 ? Math.Round(number, 5) : null;
}
