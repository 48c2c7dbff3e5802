using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Generation;

/// <summary>Kernels that are launched by groups: barriers, shared memory and atomics mean the same on every host.</summary>
public sealed class GroupKernelTests : IDisposable
{
    private const string Start = "var shared = SharedMemory.Allocate<float>(64); int i = Grid.GlobalIndex.X; float own = i < x.Length ? x[i] : 0; shared[Group.IdxX] = own;";
    private const string Tree = "for (int half = 32; half > 0; half /= 2) { if (Group.IdxX < half) { shared[Group.IdxX] += shared[Group.IdxX + half]; } Group.Barrier(); }";
    private const string Warps = "float v = own; for (int d = Warp.WarpSize / 2; d > 0; d /= 2) { v += Warp.ShuffleDown(v, d); } Group.Barrier(); if (Warp.IsFirstLane) { shared[Warp.WarpIdx] = v; } Group.Barrier();";
    private const string End = "if (Group.IdxX == 0) { y[Grid.IdxX] = shared[0]; }";

    private const string Uncalled = "method Wait: threads wait for each other or share memory in it, and the managed host cannot write it into its caller: "
        + "call it in a statement of its own, not in a condition; it returns at its end only and takes its parameters by value";

    private readonly ScratchFolder scratch = new();

    public void Dispose() => this.scratch.Dispose();

    /// <summary>The same sum in other words: each way to go around a barrier.</summary>
    public static TheoryData<string> Sums => new()
    {
        GroupPatterns.Sum,
        Kernel($"{Start} Group.Barrier(); int half = Group.DimX; while ((half /= 2) > 0) {{ if (Group.IdxX < half) {{ shared[Group.IdxX] += shared[Group.IdxX + half]; }} Group.Barrier(); }} {End}"),
        Kernel($"{Start} Group.Barrier(); int half = 32; do {{ if (Group.IdxX < half) {{ shared[Group.IdxX] += shared[Group.IdxX + half]; }} Group.Barrier(); half /= 2; }} while (half > 0); {End}"),
        Kernel($"{Start} Group.Barrier(); for (int half = 32; ; half /= 2) {{ if (half == 0) break; if (half > 32) continue; if (Group.IdxX < half) {{ shared[Group.IdxX] += shared[Group.IdxX + half]; }} Group.Barrier(); }} {End}"),
        Kernel($"{Start} Group.Barrier(); if (Grid.IdxX % 2 == 0) {{ {Tree} }} else {{ {Tree} }} {End}"),
        Kernel($"{Start} Group.Barrier(); {Tree} if (Group.IdxX > 0) return; y[Grid.IdxX] = shared[0];"),
        Kernel($"{Start} Group.Barrier(); for (int half = 32, turn = 0; half > 0; half /= 2, turn++) {{ float other = shared[(Group.IdxX + half) % 64]; Group.Barrier(); if (Group.IdxX < half) {{ own += other; shared[Group.IdxX] = own; }} Group.Barrier(); }} {End}"),
        Kernel($"{Start} bool all = Group.BarrierAnd(true); bool none = Group.BarrierOr(false); int count; count = Group.BarrierPopCount(all && !none && Group.IdxX < 10); if (count != 10) {{ return; }} Group.Barrier(); {Tree} {End}"),
        Kernel($"{Start} {Warps} if (Group.IsFirstThread) {{ y[Grid.IdxX] = shared[0] + shared[1]; }}"),
        Kernel($"{Start} {Warps} if (Warp.WarpIdx == 0) {{ float w = Warp.LaneIdx < Group.DimX / Warp.WarpSize ? shared[Warp.LaneIdx] : 0; for (int d = 16; d > 0; d >>= 1) {{ float other = Warp.ShuffleXor(w, d); w += other; }} if (Warp.LaneIdx == 9) {{ y[Grid.IdxX] = w; }} }}"),
        Kernel($"{Start} float v = own; for (int d = 1; d < Warp.WarpSize; d *= 2) {{ float u = Warp.ShuffleUp(v, d); if (Warp.LaneIdx >= d) v += u; }} for (int t = 0; t < 2; t++) Group.Barrier(); float last = Warp.Broadcast(v, 31); Warp.Barrier(); shared[Warp.WarpIdx] = last; Group.Barrier(); if (Group.IdxX == 0) {{ y[Grid.IdxX] = shared[0] + shared[1]; }}"),
        Kernel($"{Start} float v = own; for (int d = 4; d > 0; d /= 2) {{ v += Warp.ShuffleDown(v, d, 8); }} Group.Barrier(); if (Warp.LaneIdx % 8 == 0) {{ shared[Group.IdxX / 8] = v; }} Group.Barrier(); if (Group.IdxX == 0) {{ for (int k = 1; k < 8; k++) v += shared[k]; y[Grid.IdxX] = v; }}"),
        Kernel($"{Start} float v = 1 * OfWarp(own); int d = 7; Group.Barrier(); if (Warp.IsFirstLane) shared[Warp.WarpIdx] = v; Group.Barrier(); if (Group.IdxX == 0) {{ y[Grid.IdxX] = shared[0] + shared[d - 6]; }} }} static float OfWarp(float v) {{ for (int d = 16; d > 0; d /= 2) {{ v += Warp.ShuffleDown(v, d); }} return v;"),
        Kernel("int i = Grid.GlobalIndex.X; float sum = OfGroup(i < x.Length ? x[i] : 0); if (Group.IsFirstThread) Write(y, sum); Wait(); } static void Write(ArrayView<float> to, float value) => to[Grid.IdxX] = value; static void Wait() => Group.Barrier(); static float OfGroup(float own) { var shared = SharedMemory.Allocate<float>(64); own = OfWarp(own); if (Warp.IsFirstLane) shared[Warp.WarpIdx] = own; Group.Barrier(); if (Warp.WarpIdx == 0) own = OfWarp(Warp.LaneIdx < 2 ? shared[Warp.LaneIdx] : 0); return own; } static float OfWarp(float v) { for (int d = 16; d > 0; d /= 2) { v += Warp.ShuffleDown(v, d); } return v;"),
        Kernel($"{Start} int seventh = Group.Broadcast(Group.IdxX + 1, 6); shared[Group.IdxX] += seventh - 7; Group.Barrier(); {Tree} {End}"),
    };

    [Theory]
    [MemberData(nameof(Sums))]
    public async Task Groups_OnTheManagedHost_GiveWhatOneThreadGives(string kernel) =>
        await this.Agrees(GroupPatterns.Sums(kernel), new ManagedTarget());

    [Fact]
    public async Task Tiles_OnTheManagedHost_GiveWhatOneThreadGives() =>
        await this.Agrees(GroupPatterns.Transposes(GroupPatterns.Transpose), new ManagedTarget());

    [SkippableTheory]
    [InlineData("CPU")]
    [InlineData("OpenCL")]
    [InlineData("Cuda")]
    public async Task Groups_OnARealDevice_GiveWhatOneThreadGives(string kind)
    {
        var target = await Ilgpu.DeviceAsync(kind);
        await this.Agrees(GroupPatterns.Transposes(GroupPatterns.Transpose), target);
        await this.Agrees(GroupPatterns.Sums(GroupPatterns.Sum) with { Sizes = new SizePlan([2], IsStated: true) }, target);
    }

    [Theory]
    // A barrier that is missing after the start, one that is missing in the loop, memory that nothing was written to, threads that part.
    [InlineData("shared[Group.IdxX] = own;", "float first = shared[63 - Group.IdxX]; Group.Barrier(); shared[Group.IdxX] = own + 0 * first;", "NaN")]
    [InlineData("Group.Barrier(); }", "}", "a race in kernel Sum")]
    [InlineData("if (Group.IdxX == 0)", "if (Group.IdxX > 3) { Group.Barrier(); } if (Group.IdxX == 0)", "go different ways")]
    [InlineData("if (Group.IdxX == 0)", "for (int t = 0; t < Group.IdxX; t++) { Group.Barrier(); } if (Group.IdxX == 0)", "go different ways")]
    [InlineData("if (Group.IdxX == 0)", "float v = own; if (Warp.LaneIdx < 16) { v += Warp.ShuffleDown(v, 8); } if (Group.IdxX == 0)", "go different ways")]
    [InlineData("if (Group.IdxX == 0)", "float v = shared[0]; v += 0 * Warp.ShuffleUp(v, 1, 3); if (Group.IdxX == 0)", "a part of a warp has 3 lanes")]
    [InlineData("y[Grid.IdxX] = shared[0];", "y[Grid.IdxX] = shared[0]; } float late = Warp.Shuffle(own, 1); if (Group.IdxX == 0) { y[Grid.IdxX] += late;", "outputs differ")]
    [InlineData("shared[Group.IdxX + half]", "shared[Group.IdxX + 2 * half]", "IndexOutOfRangeException: element 64")]
    public async Task Groups_ThatAreWrong_AreIncorrect(string right, string wrong, string reason)
    {
        var kernel = Kernel($"{Start} Group.Barrier(); {Tree} {End}");
        Assert.Contains(right, kernel, StringComparison.Ordinal);

        var verdict = await this.Judged(GroupPatterns.Sums(kernel.Replace(right, wrong, StringComparison.Ordinal)), new ManagedTarget());

        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foreach (var c in \"ab\") { Group.Barrier(); }", "kernel Sum: the managed host cannot run it by groups: a barrier inside a 'foreach' statement; only blocks, if, for, while and do are taken apart")]
    [InlineData("if (Group.BarrierOr(true)) { y[0] = 1; }", "kernel Sum: the managed host cannot run it by groups: a barrier inside a condition; put its result into a variable first")]
    [InlineData("ref float own = ref y[0]; Group.Barrier(); own = 1;", "kernel Sum: the managed host cannot run it by groups: 'own' is a reference that is kept across a barrier; keep its index instead")]
    [InlineData("if (Wait() > 0) { y[0] = 1; } } static int Wait() { Group.Barrier(); return 1;", Uncalled)]
    [InlineData("int i = Wait(1); } static int Wait(int i) { if (i > 0) { return 1; } Group.Barrier(); return Wait(i - 1);", Uncalled)]
    [InlineData("for (int i = 0; i < 2; i++) { y[i] = Wait(); } } static float Wait() { var shared = SharedMemory.Allocate<float>(4); return shared[0];", Uncalled)]
    [InlineData("y[0] = q;", "kernel Sum, line 1: The name 'q' does not exist in the current context")]
    public void Groups_ThatCannotBeTakenApart_AreOneClearLine(string body, string problem) =>
        Assert.Equal(problem, KernelCompiler.Compile(GroupPatterns.Sums(Kernel(body)), new ManagedTarget(), this.scratch.NewFolder).Problem);

    [Theory]
    [InlineData(0, "a tree in shared memory: the plan launches Sum in groups of 0 by 1 threads; devices have groups of 1 to 1024")]
    [InlineData(2048, "a tree in shared memory: the plan launches Sum in groups of 2048 by 1 threads; devices have groups of 1 to 1024")]
    public void Groups_OfASizeThatNoDeviceHas_AreOneClearLine(int threads, string problem)
    {
        var pattern = GroupPatterns.Sums(GroupPatterns.Sum);
        var wrong = pattern with { After = pattern.After with { Steps = [.. pattern.After.Steps.Select(step => step is LaunchStep launch ? launch with { Group = new(threads) } : step)] } };

        Assert.Equal(problem, KernelCompiler.Compile(wrong, new ManagedTarget(), this.scratch.NewFolder).Problem);
    }

    private static string Kernel(string body) => $"static void Sum(ArrayView<float> x, ArrayView<float> y) {{ {body} }}";

    private async Task Agrees(KernelPattern pattern, KernelTarget target)
    {
        var reason = (await this.Judged(pattern, target)).Reason;
        Assert.True(reason.StartsWith("outputs only; outputs agree on", StringComparison.Ordinal), reason);
    }

    private async Task<Verdict> Judged(KernelPattern pattern, KernelTarget target)
    {
        var generated = KernelCompiler.Compile(pattern, target, this.scratch.NewFolder);
        Assert.True(generated.Experiment is not null, generated.Problem);
        var experiment = generated.Experiment! with { WhyUntimed = "outputs only" };
        var run = await new ExperimentRunner(new Effort(1, 0.05, TimeSpan.FromSeconds(60), 8L << 30), this.scratch)
            .RunAsync(experiment, Judge.Of(experiment), DirectProgress<string>.Unwatched, CancellationToken.None);
        return Judge.OnRun(experiment, run);
    }
}
