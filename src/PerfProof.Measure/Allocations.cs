using System;

namespace PerfProof;

/// <summary>
/// Managed bytes that each flow of execution allocates. A thread counts what it allocates; what it did since the flow on it was last
/// looked at belongs to the innermost scope of that flow. What measuring allocates belongs to nobody.
/// </summary>
internal static class Allocations
{
#if NET
    public const bool AreCounted = true;

    [ThreadStatic]
    private static long mark;

    [ThreadStatic]
    private static bool isOurs;

    /// <summary>Charges what this thread allocated since the last look.</summary>
    /// <param name="scope">The scope that was innermost meanwhile; null for none.</param>
    public static void Charge(MeasureScope? scope)
    {
        var now = GC.GetAllocatedBytesForCurrentThread();
        if (!isOurs)
        {
            scope?.Node.Allocated(now - mark);
        }

        mark = now;
    }

    /// <summary>Until it is disposed, nothing that this thread allocates is charged.</summary>
    public static Pause NotOurs()
    {
        isOurs = true;
        return default;
    }

    public readonly struct Pause : IDisposable
    {
        public void Dispose()
        {
            isOurs = false;
            mark = GC.GetAllocatedBytesForCurrentThread();
        }
    }
#else
    // The frameworks that netstandard2.0 stands for do not all count by thread.
    public const bool AreCounted = false;

    public static void Charge(MeasureScope? scope) => _ = scope;

    public static Pause NotOurs() => default;

    public readonly struct Pause : IDisposable
    {
        public void Dispose()
        {
        }
    }
#endif
}
