using System.Diagnostics;

namespace PerfProof.Execution;

/// <summary>How fast this host writes memory, measured once a run.</summary>
/// <param name="CacheGigabytes">Gigabytes a second that one processor fills where they fit into its first cache: nothing here writes faster.</param>
/// <param name="MemoryGigabytes">The same where they fit into no cache; for readers, since what is written need not reach memory at once.</param>
public sealed record HostBandwidth(double CacheGigabytes, double MemoryGigabytes)
{
    private const int CacheBytes = 16 << 10;
    private const int MemoryBytes = 64 << 20;
    private static readonly Lazy<HostBandwidth> here = new(() => new(Best(CacheBytes, 2_000, 20), Best(MemoryBytes, 1, 4)));

    /// <summary>This host's; measured when it is first asked for, which takes about 0.1 s.</summary>
    public static HostBandwidth Here => here.Value;

    /// <summary>The same, where something asked for it before; null where nothing did, since whoever times nothing need not wait for it.</summary>
    public static HostBandwidth? Known => here.IsValueCreated ? here.Value : null;

    /// <summary>Seconds that writing so many bytes takes at least: on every processor at once, at the speed of its first cache.</summary>
    public double Floor(double bytes) => bytes / (this.CacheGigabytes * 1e9 * Environment.ProcessorCount);

    // The best of several: what disturbs a measurement makes it slower, and a floor must be one.
    private static double Best(int bytes, int times, int tries)
    {
        var memory = new byte[bytes];
        var best = double.MaxValue;
        for (var i = 0; i < tries; i++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var k = 0; k < times; k++)
            {
                memory.AsSpan().Fill((byte)k);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return (double)bytes * times / best / 1e9;
    }
}
