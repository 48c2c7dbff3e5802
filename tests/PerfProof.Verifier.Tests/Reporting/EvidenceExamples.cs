using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Reporting;

namespace PerfProof.Verifier.Tests.Reporting;

/// <summary>Evidence in which everything occurs, and evidence in which hardly anything does.</summary>
internal static class EvidenceExamples
{
    public static FindingEvidence Confirmed { get; } = new(
        "PP1003-0123456789ab", "PP1003", "src/Weights.cs", 12, "Weights.Load(Half[])", "element by element", "safe", "Confirmed", "code", "14.00x")
    {
        CodeDigest = "0123456789ab",
        Diff = "--- a/src/Weights.cs\n+++ b/src/Weights.cs\n@@ -11,3 +11,3 @@\n {\n-    Slow<int>();\r\n+    Fast<int>();\n }\n",
        Experiment = new("host", "managed", "Load, before and after", "TensorPrimitives", "half to float") { Entry = "App.Main()" },
        Speedup = new(12.5, 14, 15.25),
        Curve = [new(256, new(12.5, 13, 14), 1.01, 9.5, 1e-5, 1e-6), new(4096, new(null, 15, null), 1, null, 2e-4, 2e-5)],
        BreakEven = 256,
        Memory = new(4096, 1024),
        PeakMemory = new(80_000_000, 64_000_000),
        Calls = [new("count-tokens", 700, 2)],
        Batch = new(8, "batches of 8", [new(1, 2e-4, new(0.4, 0.5, 0.6), 512, [2e-4, 1.9e-4]), new(8, 1e-4, new(1, 1, 1), 4096, [1e-4, 1.1e-4])]),
        Work = [new(4096, 250_000, 9_000, 4096, 1024, null)],
        Correctness = [new(1, "Normal", "00000000000000ff", "equal"), new(33, "Special", "0123456789abcdef", "unfair")],
        Timing = new(8, ExperimentRunner.Looks, 1.02, 0.005, "PP1003-0123456789ab", [new(0.5, 0.01, 2400), new(null, null, null)]),
        Cached = new DateTimeOffset(2026, 1, 1, 3, 4, 5, TimeSpan.Zero),
        Devices = [new("OpenCL:0 A device", "Refuted", "0.80x", new(0.7, 0.8, 0.9), [new(256, new(0.7, 0.8, 0.9), 1.01, null, 1e-6, 1e-5)], "PP1003-0123456789ab on OpenCL:0"), new("Cuda:0", "NotApplicable", "there is no device Cuda:0 here", null, null, null)],
        Also = ["Main, before and after: it reads from the console"],
        Feedback =
        [
            new("difference", "at return[5]: expected 1, got NaN") { Input = new(33, "Special", "0123456789abcdef"), Difference = new("return", 5, "1", "NaN", 1e-5, null) },
            new("bound", "at n = 256 the lower bound of the speedup is 1.010, 0.010 below the threshold of 1.02") { Bound = new(256, "lower", 1.01, 1.02, 0.01) },
            new("source", "; expected") { Place = new("pair.cs", 3, 14, "CS1002") },
        ],
    };

    public static FindingEvidence Unmeasured { get; } = new(
        "PP2001-0123456789ab", "PP2001", "Prompt.cs", 3, "Prompt.Total()", "counted again", null, "Inconclusive", null, "not measured: the run was stopped before its turn");

    public static Evidence Full { get; } = new(
        Evidence.CurrentSchema,
        "perfproof 1.0.0",
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        new("Linux\t6", "X64", "A processor", 8, ".NET 10.0.0", 0.25) { NotEnforced = "no network", Bandwidth = new(120, 12) },
        [Confirmed, Unmeasured],
        ImmutableSortedDictionary<string, double>.Empty.Add("load", 1.5).Add("run", 20))
    {
        IsPartial = true,
        Shards = ["1/4", "3/4"],
        Together =
        [
            new("App.Main()", "Confirmed", "2.00x (1.90 to 2.10)")
            {
                Speedup = new(1.9, 2, 2.1), Saves = new(0.47, 0.5, 0.52), SumOfSingles = new(0.4, 0.49, 0.6), Agrees = true,
                Fixes = [new("PP1003-0123456789ab", new(0.2, 0.25, 0.3)), new("PP2001-0123456789ab", new(-0.1, 0.24, 0.3))],
                LeftOut = ["PP2001 Prompt.cs:3: with the other fixes it is no longer found"],
                Memory = new(10, 5), PeakMemory = new(10, 5), Calls = [new("embed-one", 8, 0)], Samples = "together: App.Main()",
            },
            new("Tests.Run()", "NotApplicable", "the program does not build in a copy of its tree: it is broken"),
        ],
    };

    public static IReadOnlyDictionary<string, IReadOnlyList<ForkSamples>> Samples { get; } = new Dictionary<string, IReadOnlyList<ForkSamples>>
    {
        [Confirmed.Id] = [new(256, true, 30, [new(new(1e-5, 1e-4, 30), new(1e-6, 1e-4, 30), new(1e-5, 1e-4, 30))], 4096, 1024)],
    };
}
