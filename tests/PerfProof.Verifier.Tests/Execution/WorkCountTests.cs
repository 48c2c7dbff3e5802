using PerfProof.Execution;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Execution;

/// <summary>Work as it is counted: what the runtime writes down, and what launch plans ask for.</summary>
public sealed class WorkCountTests
{
    [Fact]
    public void Executed_IsTheLengthOfEveryBlockAsOftenAsItRan()
    {
        string[] lines =
        [
            "*** START PGO Data, max index = 2 ***",
            "@@@ codehash 0x1 methodhash 0x2 ilSize 0x00000030 records 0x00000003",
            "MethodName: C.Loop",
            "Signature: void  ()",
            "Schema InstrumentationKind 66 ILOffset 0 Count 1 Other 0",
            "1 0",
            "Schema InstrumentationKind 66 ILOffset 40 Count 1 Other 0",
            "1 0",
            "Schema InstrumentationKind 66 ILOffset 14 Count 1 Other 0",
            "100 1",
            "@@@ codehash 0x3 methodhash 0x4 ilSize 0x0000000A records 0x00000002",
            "MethodName: C.Leaf",
            "Signature: void  ()",
            "Schema InstrumentationKind 386 ILOffset 0 Count 1 Other 4",
            "7 0",
            "Schema InstrumentationKind 65 ILOffset 0 Count 1 Other 0",
            "5",
            "*** END PGO Data ***",
        ];

        Assert.Equal(14 + (26 * (100 + 4294967296.0)) + 8 + (10 * 5), BlockCounts.Executed(lines));
        // What was cut off counts as nothing: less work than was done would explain too much.
        Assert.All(Enumerable.Range(0, lines.Length), kept => Assert.Equal(0, BlockCounts.Executed(lines.Take(kept))));
    }

    [Theory]
    [InlineData]
    [InlineData("", "nonsense", "@@@ codehash", "Schema InstrumentationKind x ILOffset", "Schema InstrumentationKind 66 ILOffset 3 Count 1 Other 0", "3 x y")]
    public void Executed_NothingThatCounts_IsZero(params string[] lines) => Assert.Equal(0, BlockCounts.Executed(lines));

    [Fact]
    public void PlanCost_CountsTurnsAndTheirAmounts()
    {
        var plan = new LaunchPlan(
            [new PlanBuffer("x", ElementKind.Single, Amount.Size)],
            [new PlanOutput("y", ElementKind.Single, Amount.Size)],
            [
                new UploadStep("a", "x"),
                new RepeatStep(10, [new LaunchStep("k", Amount.Turn + 1, []), new SynchroniseStep(), new RepeatStep(2, [new AllocateStep("x")])]),
                new DownloadStep("x", "y", Length: 5),
            ]);

        var cost = PlanCost.Of(plan, 100);

        Assert.Equal(new PlanCost(10, 55, 10, 2, 420, 20), cost);
    }
}
