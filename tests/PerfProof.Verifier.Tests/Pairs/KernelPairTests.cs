using PerfProof.Judgement;

namespace PerfProof.Verifier.Tests.Pairs;

/// <summary>Pairs of kernels in the dialect of ILGPU.</summary>
public sealed class KernelPairTests
{
    private const string Fusion = """
        using ILGPU;
        using PerfProof.Pairs;

        [Sizes(2000)]
        public static class ScaleAndAdd
        {
            private const float Floor = 0;

            private static float Relu(float value) => value > Floor ? value : Floor;

            [Before]
            public static void Scale(Index1D i, ArrayView<float> x, float a, [Temporary] ArrayView<float> scaled)
            {
                for (var turn = 0; turn < 20; turn++) { scaled[i] = a * x[i]; }
            }

            [Before]
            public static void Add(Index1D i, ArrayView<float> scaled, ArrayView<float> y, [Output] ArrayView<float> result) => result[i] = Relu(scaled[i] + y[i]);

            [After]
            public static void Fused(Index1D i, ArrayView<float> x, float a, ArrayView<float> y, ArrayView<float> result) => result[i] = Relu(a * x[i] + y[i]);
        }
        """;

    private const string Transpose = """
        using ILGPU;
        using PerfProof.Pairs;

        [Sizes(24)]
        public static class Transpose
        {
            [Before, Extent("n*n")]
            public static void Read(Index1D i, [Length("n*n")] ArrayView<float> x, [Output, Length("n*n")] ArrayView<float> y, int n) => y[i] = x[(i % n) * n + i / n];

            [After, Extent("n*n")]
            public static void Write(Index1D i, ArrayView<float> x, ArrayView<float> y, int n) => y[(i % n) * n + i / n] = x[i];
        }
        """;

    [Fact]
    public async Task Kernels_TwoAgainstOne_AreTimedOnTheManagedHost()
    {
        var pair = await PairRuns.CompareAsync(Fusion);

        PairRuns.IsFaster(pair);
        Assert.Equal(("kernel", "managed", "code"), (pair.Evidence.Experiment!.Kind, pair.Evidence.Experiment.Host, pair.Evidence.Subject));
        Assert.Equal("ScaleAndAdd.Scale, ScaleAndAdd.Add against ScaleAndAdd.Fused", pair.Evidence.Experiment.Description);
    }

    [Theory]
    [InlineData("a * x[i] + y[i]", "x[i] + y[i]")]
    [InlineData("Relu(a * x[i] + y[i])", "a * x[i] + y[i]")]
    [InlineData("=> result[i] = Relu(a", "=> result[i.X == 5 ? 6 : i.X] = Relu(a")]
    [InlineData("y[i]);\n}", "y[i + 1]);\n}")]
    public async Task Kernels_OtherOutputs_AreIncorrect(string right, string wrong)
    {
        Assert.Contains(right, Fusion, StringComparison.Ordinal);

        var pair = await PairRuns.CompareAsync(Fusion.Replace(right, wrong, StringComparison.Ordinal));

        Assert.True(pair.Verdict.Kind == VerdictKind.Incorrect, $"{pair.Verdict.Kind}: {pair.Verdict.Reason}");
    }

    [Fact]
    public async Task Types_BesideThePair_AreKnownToItsKernels()
    {
        const string Types = """
            using ILGPU;
            using ILGPU.Util;
            using PerfProof.Pairs;

            namespace Shop;

            public enum Mode { Add, Multiply }

            public interface IOperation { float Apply(Number first, Number second); }

            public readonly struct Number { public Number(float value) => this.Value = value; public float Value { get; } }

            public readonly struct Sum : IOperation { public float Apply(Number first, Number second) => first.Value + second.Value; }

            public static class OfTheHost { public static System.Net.Sockets.Socket? Line { get; set; } }

            [Sizes(50)]
            public static class Apply
            {
                private static float Run<T>(T operation, float x, float y) where T : struct, IOperation => operation.Apply(new(x), new(y));

                [Before]
                public static void Switched(Index1D i, ArrayView<float> x, ArrayView<float> y, [Output] ArrayView<float> z)
                {
                    switch ((Mode)(i.X * 0)) { case Mode.Add: z[i] = x[i] + y[i]; break; default: z[i] = x[i] * y[i]; break; }
                }

                [After]
                public static void Generic(Index1D i, ArrayView<float> x, ArrayView<float> y, ArrayView<float> z) =>
                    z[i] = Utilities.Select(i.X >= 0, Interop.IntAsFloat(Interop.FloatAsInt(Run(default(Sum), x[i], y[i]))), 0f);
            }
            """;

        PairRuns.OutputsAgree(await PairRuns.CompareOutputsAsync(Types));
        Assert.Equal(VerdictKind.Incorrect, (await PairRuns.CompareOutputsAsync(Types.Replace("first.Value + second.Value", "first.Value * second.Value", StringComparison.Ordinal))).Verdict.Kind);
    }

    [Fact]
    public async Task Lengths_OfMatrices_AreThoseDeclared()
    {
        var pair = await PairRuns.CompareOutputsAsync(Transpose);

        PairRuns.OutputsAgree(pair);
        Assert.Contains(pair.Evidence.Correctness!.Value, trial => trial.Size is not 24);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("if (Group.IdxX == 0) { sum *= 1.001f; }", false)]
    public async Task Groups_WithSharedMemory_AreLaunchedByGroups(string change, bool isRight)
    {
        var source = """
            using ILGPU;
            using PerfProof.Pairs;

            [Sizes(2048)]
            public static class SumsOfSixteen
            {
                [Before]
                public static void Alone(Index1D i, ArrayView<float> x, [Output] ArrayView<float> y, int n)
                {
                    float sum = 0;
                    for (var turn = 0; turn < 60; turn++) { sum = 0; for (var k = i.X / 16 * 16; k < i.X / 16 * 16 + 16 && k < n; k++) { sum += x[k]; } }
                    y[i] = sum;
                }

                [After, Groups(16)]
                public static void Together(ArrayView<float> x, ArrayView<float> y, int n)
                {
                    var at = Grid.GlobalIndex.X;
                    var shared = SharedMemory.Allocate<float>(16);
                    shared[Group.IdxX] = at < n ? x[at] : 0;
                    Group.Barrier();
                    float sum = 0;
                    for (var k = 0; k < 16; k++) { sum += shared[k]; }
                    CHANGE
                    if (at < n) { y[at] = sum; }
                }
            }
            """;

        var pair = await PairRuns.CompareOutputsAsync(source.Replace("CHANGE", change, StringComparison.Ordinal));

        Assert.True(pair.Verdict.Kind == (isRight ? VerdictKind.Inconclusive : VerdictKind.Incorrect), $"{pair.Verdict.Kind}: {pair.Verdict.Reason}");
    }

    [Fact]
    public async Task Launches_Several_RunBetweenUploadAndDownload()
    {
        // What is added at each launch shows how many there were.
        var source = """
            using ILGPU;
            using PerfProof.Pairs;

            [Sizes(50), Launches(3)]
            public static class Count
            {
                [Before] public static void Add(Index1D i, [InOut] ArrayView<int> x) => x[i] += 2;
                [After] public static void AddAgain(Index1D i, ArrayView<int> x) => x[i] += COUNT;
            }
            """;

        var same = await PairRuns.CompareOutputsAsync(source.Replace("COUNT", "2", StringComparison.Ordinal));
        var once = await PairRuns.CompareOutputsAsync(source.Replace("COUNT", "6", StringComparison.Ordinal));

        PairRuns.OutputsAgree(same);
        var difference = once.Evidence.Feedback!.Value[0].Difference!;
        Assert.Equal(12, int.Parse(difference.Got, null) - int.Parse(difference.Expected, null));
    }

    [Fact]
    public async Task Candidate_InAFileOfItsOwn_CannotReplaceWhatItIsComparedWith()
    {
        using var scratch = new PerfProof.Loading.ScratchFolder();
        await File.WriteAllTextAsync(scratch.File("task.cs"), Fusion);
        // Its own Relu is not that of the task.
        await File.WriteAllTextAsync(scratch.File("candidate.cs"), """
            using ILGPU;
            using PerfProof.Pairs;

            public static class Mine
            {
                private static float Relu(float value) => value;

                [After]
                public static void Fused(Index1D i, ArrayView<float> x, float a, ArrayView<float> y, ArrayView<float> result) => result[i] = Relu(a * x[i] + y[i]);
            }
            """);
        var options = new CompareOptions(new(scratch.File("task.cs"))) { Candidate = new(scratch.File("candidate.cs")), Host = "managed", Effort = PairRuns.Outputs };

        var wrong = Assert.Single((await PairComparison.RunAsync(options, DirectProgress<VerifyProgress>.Unwatched, CancellationToken.None)).Pairs);
        await File.WriteAllTextAsync(scratch.File("candidate.cs"), (await File.ReadAllTextAsync(scratch.File("candidate.cs"))).Replace("=> value;", "=> value > 0 ? value : 0;", StringComparison.Ordinal));
        var right = Assert.Single((await PairComparison.RunAsync(options, DirectProgress<VerifyProgress>.Unwatched, CancellationToken.None)).Pairs);

        Assert.True(wrong.Verdict.Kind == VerdictKind.Incorrect, wrong.Reason);
        PairRuns.OutputsAgree(right);
    }

    [Fact]
    public async Task Kernels_WithoutADevice_AreComparedAndNotTimed()
    {
        var pair = Assert.Single(await PairComparison.RunTextAsync(Fusion, options => options with { Effort = PairRuns.Quick }));

        // Where this machine has a device that ILGPU can time, it is timed there.
        Assert.True(
            pair.Evidence.Experiment!.Host == "ilgpu" || (pair.Verdict.Kind, pair.Verdict.Reason.Contains("--host managed times them on this CPU; outputs agree on", StringComparison.Ordinal)) == (VerdictKind.NotApplicable, true),
            $"{pair.Verdict.Kind}: {pair.Verdict.Reason}");
    }

    [Theory]
    [InlineData("[Output] ", "", "mark the views that the kernels give with [Output] or [InOut]")]
    [InlineData("float a, ArrayView<float> y, ArrayView<float> result) => result[i] = Relu(a * x[i] + y[i])", "float a, ArrayView<float> z, ArrayView<float> result) => result[i] = Relu(a * x[i] + z[i])", "no kernel marked [Before] takes z")]
    [InlineData("ArrayView<float> y, ArrayView<float> result) => result[i] = Relu(a * x[i] + y[i])", "ArrayView<float> y) => y[i] = Relu(a * x[i] + y[i])", "no kernel marked [After] takes result")]
    [InlineData("float a, ArrayView<float> y, ArrayView<float> result) => result[i] = Relu(a *", "int a, ArrayView<float> y, ArrayView<float> result) => result[i] = Relu(a *", "a has another type in an earlier kernel")]
    [InlineData("Relu(scaled[i] + y[i])", "Relu(scaled[i] + z[i])", "CS0103 The name 'z' does not exist")]
    [InlineData("public static void Fused", "public static float Fused", "the kernel Fused must be a static method without a result")]
    [InlineData("[After]", "[After, Groups(64)]", "and take no index")]
    [InlineData("[After]", "[After, Extent(\"n\", \"n\")]", "Fused takes Index1D, so that its [Extent] has one part")]
    [InlineData("Scale(Index1D i, ArrayView<float> x", "Scale(ArrayView<float> x, Index1D i", "whose first parameter is Index1D")]
    [InlineData("[Sizes(2000)]", "[Sizes(2000), Launches(0)]", "[Launches] takes how often")]
    [InlineData("[After]", "[After, Extent(\"n/2\")]", "'n/2' is nothing that kernels can be given")]
    [InlineData("[After]\n", "", "has no kernel marked [After]")]
    public async Task Declaration_Wrong_SaysWhatAndWhere(string right, string wrong, string message)
    {
        Assert.Contains(right, Fusion, StringComparison.Ordinal);
        var pair = await PairRuns.CompareAsync(Fusion.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Equal(VerdictKind.NotApplicable, pair.Verdict.Kind);
        Assert.NotEmpty(pair.Problems);
        Assert.Contains(message, pair.Verdict.Reason, StringComparison.Ordinal);
        Assert.Equal("source", pair.Evidence.Feedback!.Value[0].Kind);
    }
}
