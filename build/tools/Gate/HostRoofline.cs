using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace PerfProof.Build.Gate;

/// <summary>
/// The least time that one processor of this machine takes for so many bytes and floating-point operations. Bytes are timed by a copy that moves
/// as many, half read and half written: what fits into a cache is held against a copy in that cache.
/// </summary>
internal static class HostRoofline
{
    private const int Tries = 12;
    private const double SecondsATry = 0.003;
    private const int Sums = 12;

    private static readonly Lazy<double> operationsPerSecond = new(OperationsPerSecond);

    /// <summary>Seconds, measured now: the best of several tries, since what disturbs one makes it longer.</summary>
    /// <param name="bytes">Bytes read and written together.</param>
    /// <param name="operations">Additions and multiplications of 32-bit numbers.</param>
    public static double Floor(long bytes, long operations) => Math.Max(CopySeconds(bytes), operations / operationsPerSecond.Value);

    private static double CopySeconds(long bytes)
    {
        var (from, to) = (new byte[Math.Max(1, bytes / 2)], new byte[Math.Max(1, bytes / 2)]);
        return Best(() => from.CopyTo(to.AsSpan()));
    }

    // As many sums side by side as hide the latency of one.
    private static double OperationsPerSecond()
    {
        const int Turns = 1000;
        var factor = new Vector<float>(0.999f);
        var kept = Vector<float>.Zero;
        // Compiled for speed at once: the runtime would take its time about it.
        var seconds = Best([MethodImpl(MethodImplOptions.AggressiveOptimization)] () =>
        {
            Vector<float> a = factor, b = factor, c = factor, d = factor, e = factor, f = factor, g = factor, h = factor, i = factor, j = factor, k = factor, l = factor;
            for (var turn = 0; turn < Turns; turn++)
            {
                a = Vector.FusedMultiplyAdd(a, factor, factor);
                b = Vector.FusedMultiplyAdd(b, factor, factor);
                c = Vector.FusedMultiplyAdd(c, factor, factor);
                d = Vector.FusedMultiplyAdd(d, factor, factor);
                e = Vector.FusedMultiplyAdd(e, factor, factor);
                f = Vector.FusedMultiplyAdd(f, factor, factor);
                g = Vector.FusedMultiplyAdd(g, factor, factor);
                h = Vector.FusedMultiplyAdd(h, factor, factor);
                i = Vector.FusedMultiplyAdd(i, factor, factor);
                j = Vector.FusedMultiplyAdd(j, factor, factor);
                k = Vector.FusedMultiplyAdd(k, factor, factor);
                l = Vector.FusedMultiplyAdd(l, factor, factor);
            }

            kept += a + b + c + d + e + f + g + h + i + j + k + l;
        });
        return 2.0 * Sums * Vector<float>.Count * Turns / seconds;
    }

    private static double Best(Action action)
    {
        var calls = 1;
        var best = double.MaxValue;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            double seconds;
            for (; ; calls *= 2)
            {
                var started = Stopwatch.GetTimestamp();
                for (var call = 0; call < calls; call++)
                {
                    action();
                }

                seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                if (seconds > SecondsATry)
                {
                    break;
                }
            }

            best = Math.Min(best, seconds / calls);
        }

        return best;
    }
}
