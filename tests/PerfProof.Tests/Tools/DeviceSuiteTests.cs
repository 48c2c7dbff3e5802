using PerfProof.Build;
using PerfProof.Build.Gate;
using PerfProof.Execution;
using PerfProof.Judgement;

namespace PerfProof.Tests.Tools;

/// <summary><c>devices</c>: what runs on a device, and what is said of it. Nothing is timed.</summary>
public sealed class DeviceSuiteTests
{
    [Fact]
    public async Task Gate_OnThisProcessor_HasModelsKernelsAndMethods_AndRunsThem()
    {
        using var gate = Assert.Single(await DeviceGate.OpenAsync(Repository.PathOf("build", "benchmarks", "Pairs"), "managed", PairGate.OutputsOnly, CancellationToken.None));

        Assert.StartsWith("managed ", gate.Device, StringComparison.Ordinal);
        Assert.Contains("P04SumTree", gate.Names);
        Assert.Contains("P05Transpose", gate.Names);
        foreach (var name in new[] { "PP2001 growing", "P04SumTree", "P05Transpose" })
        {
            Assert.Equal("it was not timed; outputs agree", (await gate.RunAsync(name, CancellationToken.None)).Reason);
        }

        // A device needs at least the time of its copies; a pair of methods, that of its bytes.
        Assert.True(gate.Complete(Record("P04SumTree", VerdictKind.Confirmed, 2), null).Share > 0);
        Assert.True(gate.Complete(Record("P05Transpose", VerdictKind.Confirmed, 2), null).Share > 0);
    }

    [Fact]
    public void Report_HasADeviceEach_WithItsSpeedAndShares()
    {
        var speed = new DeviceSpeed(100, 5, 10);
        var (text, isMet) = DeviceSuite.Report(
        [
            Record("PP3001 synchronise", VerdictKind.Confirmed, 4) with { Device = "Cuda:0 Toy", Speed = speed, FloorSeconds = speed.Floor(new(1, 0, 1, 2, 1e6, 0) { Touched = 1e6 }) },
            Record("PP1001 scaled sum", VerdictKind.NotApplicable, null) with { Device = "Cuda:0 Toy", Size = null, SecondsAfter = null, Reason = "Toy has no half precision" },
            Record("P04SumTree", VerdictKind.Refuted, 1) with { Device = "OpenCL:0 Other" },
        ], "Toy is a toy.");

        Assert.True(isMet);
        Assert.Contains("\nToy is a toy.\n", text, StringComparison.Ordinal);
        Assert.Contains("## Cuda:0 Toy\n\nMemory 100.0 GB/s (a copy of 64 MiB, bytes read and written), link 10.0 GB/s (16 MiB from the host), a launch that is waited for 5.0 us.\nLoad 1.0 to 1.0 on 2 cores.", text, StringComparison.Ordinal);
        Assert.Contains("| PP3001 synchronise | Confirmed | 4.00 | 3.60 | 4.40 | 1,000 | 220.0 us | 50% | a reason |", text, StringComparison.Ordinal);
        Assert.Contains("| PP1001 scaled sum | NotApplicable | - | - | - | - | - | - | Toy has no half precision |", text, StringComparison.Ordinal);
        Assert.Contains("2 in all, of these 1 Confirmed, 1 NotApplicable. Ratios of the 1 that were timed: median 4.00, geometric mean 4.00.\nShare of the roofline that the rewrites reach: median 50% of 1, from 50% to 50%.", text, StringComparison.Ordinal);
        Assert.Contains("## OpenCL:0 Other\n\nHow fast it is could not be measured.", text, StringComparison.Ordinal);
        Assert.False(DeviceSuite.Report([Record("P04SumTree", VerdictKind.Incorrect, null)], null).IsMet);
    }

    private static GateRecord Record(string name, VerdictKind verdict, double? estimate) => new(
        new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), "A processor", 2, ".NET 10", "12345678", name, verdict, "a reason", estimate * 0.9, estimate, estimate * 1.1, 8, 20, 1, 1)
    {
        Size = 1000,
        SecondsAfter = 220e-6,
    };
}
