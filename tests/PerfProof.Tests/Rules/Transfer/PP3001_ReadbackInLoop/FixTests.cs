using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Transfer;

/// <summary>The fix of PP3001: what it moves after the loop, and where it keeps its hands off.</summary>
public class ReadbackInLoopFixTests
{
    private static readonly RuleTest<ReadbackInLoop> test = new()
    {
        Libraries = ["ILGPU"],
        Usings = """
            using System; using System.Collections.Generic; using System.Linq; using ILGPU; using ILGPU.Runtime;

            """,
    };

    private static string InMethod(string body, string type = "void") => $$"""
        class Simulation
        {
            readonly Accelerator accelerator;
            readonly Action<Index1D, ArrayView<float>, float> kernel;
            MemoryBuffer1D<float, Stride1D.Dense> field = null!, other = null!;
            MemoryBuffer1D<float, Stride1D.Dense>[] buffers = null!;
            Simulation(Accelerator accelerator)
            {
                this.accelerator = accelerator;
                this.kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(Step);
            }
            static void Step(Index1D i, ArrayView<float> a, float dt) { a[i] += dt; }
            static void Log(string text) { }
            static void Show(float[] values) { }
            {{type}} Run(int steps, float[] host, AcceleratorStream stream)
            {
        {{body}}
            }
        }
        """;

    [Fact]
    public Task Synchronize_AtTheEndOfTheTurn_MovesAfterTheLoop() => test.Fixes<ReadbackInLoopFix>(
        InMethod("""
                    for (int i = 0; i < steps; i++)
                    {
                        kernel((int)field.Length, field.View, 0.1f);
                        [|accelerator.Synchronize()|];
                    }
            """),
        InMethod("""
                    for (int i = 0; i < steps; i++)
                    {
                        kernel((int)field.Length, field.View, 0.1f);
                    }
                    accelerator.Synchronize();
            """));

    [Fact]
    public Task Synchronize_BeforeHostWork_MovesWithItsComment() => test.Fixes<ReadbackInLoopFix>(
        InMethod("""
                    // For every buffer
                    for (int i = 0; i < buffers.Length; i++)
                    {
                        var buffer = buffers[i];
                        if (buffer == null) continue; // holes are allowed

                        // Call kernel
                        kernel((int)buffer.Length, buffer.View, 0.1f);

                        // Synchronize accelerator
                        [|accelerator.Synchronize()|]; // all of it

                        // Log
                        if (i % 10 == 0)
                        {
                            Log("Normalized buffer " + i);
                        }
                    }

                    Log("Done"); // at last
            """),
        InMethod("""
                    // For every buffer
                    for (int i = 0; i < buffers.Length; i++)
                    {
                        var buffer = buffers[i];
                        if (buffer == null) continue; // holes are allowed

                        // Call kernel
                        kernel((int)buffer.Length, buffer.View, 0.1f);

                        // Log
                        if (i % 10 == 0)
                        {
                            Log("Normalized buffer " + i);
                        }
                    }
                    // Synchronize accelerator
                    accelerator.Synchronize(); // all of it

                    Log("Done"); // at last
            """));

    [Fact]
    public Task Synchronize_InForeachAndWhile_Moves() => test.Fixes<ReadbackInLoopFix>(
        InMethod("""
                    foreach (var buffer in buffers)
                    {
                        kernel((int)buffer.Length, buffer.View, 0.1f);
                        [|accelerator.DefaultStream.Synchronize()|];
                    }
                    while (steps-- > 0)
                    {
                        kernel((int)field.Length, field.View, 0.1f);
                        [|accelerator.Synchronize()|];
                    }
            """),
        InMethod("""
                    foreach (var buffer in buffers)
                    {
                        kernel((int)buffer.Length, buffer.View, 0.1f);
                    }
                    accelerator.DefaultStream.Synchronize();
                    while (steps-- > 0)
                    {
                        kernel((int)field.Length, field.View, 0.1f);
                    }
                    accelerator.Synchronize();
            """));

    [Fact]
    public Task CopyToCPU_OfWhichTheLastIsUsed_MovesAfterTheLoop() => test.Fixes<ReadbackInLoopFix>(
        InMethod("""
                    for (int i = 0; i < steps; i++)
                    {
                        kernel((int)field.Length, field.View, 0.1f);
                        [|field.CopyToCPU(host)|];
                    }
                    Show(host);
            """),
        InMethod("""
                    for (int i = 0; i < steps; i++)
                    {
                        kernel((int)field.Length, field.View, 0.1f);
                    }
                    field.CopyToCPU(host);
                    Show(host);
            """));

    [Fact]
    public async Task Titles_SayWhatChanges()
    {
        var title = Assert.Single(await test.FixTitles<ReadbackInLoopFix>(InMethod("""
            for (int i = 0; i < steps; i++) { kernel((int)field.Length, field.View, 0.1f); accelerator.Synchronize(); }
            """)));
        Assert.Contains("errors of a launch", title);
        title = Assert.Single(await test.FixTitles<ReadbackInLoopFix>(InMethod("""
            for (int i = 0; i < steps; i++) { kernel((int)field.Length, field.View, 0.1f); field.CopyToCPU(host); }
            """)));
        Assert.Contains("no turn", title);
    }

    [Fact]
    public Task Synchronize_WhereTheMethodReturnsFromTheLoop_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|accelerator.Synchronize()|];
            if (i == 7) return;
        }
        """));

    [Fact]
    public Task Synchronize_InAnIterator_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|accelerator.Synchronize()|];
            yield return i;
        }
        """, "IEnumerable<int>"));

    [Fact]
    public Task Synchronize_InAnEndlessLoop_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        while (true)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|accelerator.Synchronize()|];
        }
        """));

    [Fact]
    public Task Synchronize_BeforeTheBufferOfTheTurnIsFreed_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            using var scratch = accelerator.Allocate1D<float>(1024);
            kernel((int)scratch.Length, scratch.View, 0.1f);
            [|accelerator.Synchronize()|];
        }
        """));

    [Fact]
    public Task Synchronize_BeforeAReadback_OffersNoFixOfItsOwn() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|accelerator.Synchronize()|];
            Log("step");
            [|field.CopyToCPU(host)|];
            Show(host);
        }
        """));

    [Fact]
    public Task Synchronize_InATry_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            try
            {
                kernel((int)field.Length, field.View, 0.1f);
                [|accelerator.Synchronize()|];
            }
            catch (Exception e) { Log(e.Message); }
        }
        """));

    [Fact]
    public Task Synchronize_OfALoopThatIsNotInABlock_GetsOne() => test.Fixes<ReadbackInLoopFix>(
        InMethod("""
                    if (steps > 3)
                        for (int i = 0; i < steps; i++)
                        {
                            kernel((int)field.Length, field.View, 0.1f);
                            [|accelerator.Synchronize()|];
                        }
            """),
        InMethod("""
                    if (steps > 3)
                    {
                        for (int i = 0; i < steps; i++)
                        {
                            kernel((int)field.Length, field.View, 0.1f);
                        }
                        accelerator.Synchronize();
                    }
            """));

    [Fact]
    public Task Synchronize_OfALoopOnOneLine_Moves() => test.Fixes<ReadbackInLoopFix>(
        InMethod("""
                    for (int i = 0; i < steps; i++) { kernel((int)field.Length, field.View, 0.1f); [|accelerator.Synchronize()|]; }
                    Log("Done");
            """),
        InMethod("""
                    for (int i = 0; i < steps; i++) { kernel((int)field.Length, field.View, 0.1f); }
                    accelerator.Synchronize();
                    Log("Done");
            """));

    [Fact]
    public Task Synchronize_UnderADirective_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
        #if !FAST
            [|accelerator.Synchronize()|];
        #endif
        }
        """));

    [Fact]
    public Task CopyToCPU_ThatIsLookedAtInTheLoop_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|field.CopyToCPU(host)|];
            Show(host);
        }
        """));

    [Fact]
    public Task CopyToCPU_WhereOtherCodeOfTheLoopMayLookAtTheArray_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|field.CopyToCPU(host)|];
            Log("step");
        }
        """));

    [Fact]
    public Task CopyToCPU_BeforeALaunchOfTheSameTurn_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            [|field.CopyToCPU(host)|];
            kernel((int)field.Length, field.View, 0.1f);
        }
        """));

    [Fact]
    public Task CopyToCPU_SkippedOnSomeTurns_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        foreach (var buffer in buffers)
        {
            kernel((int)buffer.Length, buffer.View, 0.1f);
            if (buffer.Length > 10) continue;
            [|field.CopyToCPU(host)|];
        }
        """));

    [Fact]
    public Task CopyToCPU_OfBuffersThatSwap_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|field.CopyToCPU(host)|];
            (field, other) = (other, field);
        }
        """));

    [Fact]
    public Task GetAsArray1D_KeptPerTurn_OffersNoFix() => test.OffersNoFix<ReadbackInLoopFix>(InMethod("""
        var all = new List<float[]>();
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            all.Add([|field.GetAsArray1D()|]);
        }
        """));
}
