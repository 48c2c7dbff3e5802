using System.Diagnostics;
using PerfProof.Reporting;

namespace PerfProof.Build.Gate;

/// <summary>Runs pairs through the gate in turn until there are enough runs, or the time is up.</summary>
/// <param name="log">Where each run is noted as soon as it ended.</param>
/// <param name="gate">Puts the pair of a name through the gate.</param>
/// <param name="machine">The machine, now.</param>
public sealed class GateSeries(GateLog log, Func<string, CancellationToken, Task<PairResult>> gate, Func<DeviceFingerprint> machine)
{
    private static readonly string build = typeof(PairComparison).Module.ModuleVersionId.ToString("N")[..8];

    /// <summary>Runs.</summary>
    /// <param name="pairs">Names of the pairs; the one with the fewest runs is next.</param>
    /// <param name="runs">How many runs of these pairs the log has in the end.</param>
    /// <param name="limit">No run begins after this time; null for no limit.</param>
    /// <param name="progress">Told of each run.</param>
    /// <param name="cancellation">Stops it; a run that is cut off is not noted.</param>
    public async Task RunAsync(IReadOnlyList<string> pairs, int runs, TimeSpan? limit, Action<string> progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var counts = pairs.ToDictionary(pair => pair, pair => log.Records.Count(record => record.Pair == pair), StringComparer.Ordinal);
        for (var done = counts.Values.Sum(); done < runs && !(clock.Elapsed >= limit); done++)
        {
            var pair = pairs.MinBy(pair => counts[pair])!;
            var record = await this.RunAsync(pair, cancellation).ConfigureAwait(false);
            if (cancellation.IsCancellationRequested)
            {
                return;
            }

            log.Add(record);
            counts[pair]++;
            progress($"{done + 1} of {runs}, {pair}: {record.Verdict}, {record.Reason} ({record.Seconds:0} s)");
        }
    }

    private async Task<GateRecord> RunAsync(string pair, CancellationToken cancellation)
    {
        var (date, before) = (DateTimeOffset.UtcNow, machine());
        var clock = Stopwatch.StartNew();
        var result = await gate(pair, cancellation).ConfigureAwait(false);
        var seconds = clock.Elapsed.TotalSeconds;
        var size = result.Verdict.Measured?.Sizes.LastOrDefault();
        return new(
            date,
            before.Name,
            before.Cores,
            before.Runtime,
            build,
            pair,
            result.Verdict.Kind,
            result.Verdict.Reason,
            Finite(size?.Lower),
            Finite(size?.Estimate),
            Finite(size?.Upper),
            size?.Forks ?? 0,
            Math.Round(seconds, 2),
            before.Load,
            machine().Load);
    }

    // JSON has no infinity; a bound that does not exist yet is none. The lower one is 0 then.
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) && number > 0 ? Math.Round(number, 5) : null;
}
