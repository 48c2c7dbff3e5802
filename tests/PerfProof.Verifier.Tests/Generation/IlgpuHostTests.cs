using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Generation;

/// <summary>The ilgpu host: compiled against stubs always, run for real where the package can be restored.</summary>
public sealed class IlgpuHostTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => this.scratch.Dispose();

    [Fact]
    public void Host_AgainstStubs_Compiles()
    {
        var target = new IlgpuTarget(Ilgpu.Stub(this.scratch), new DeviceInfo("CPU:0", "CPUAccelerator", HasHalf: true, HasDouble: true));

        var generated = KernelCompiler.Compile(Patterns.Axpys(Patterns.Axpy), target, this.scratch.NewFolder);

        Assert.True(generated.Experiment is not null, generated.Problem);
        Assert.Equal("ILGPU's CPU accelerator simulates a device, so its times say nothing", generated.Experiment!.WhyUntimed);
        Assert.Contains(generated.Experiment.After.Probing, path => Path.GetFileName(path) == "ILGPU.dll");
    }

    [Fact]
    public void Host_AgainstStubs_TellsTheKernelThatDoesNotCompile()
    {
        var target = new IlgpuTarget(Ilgpu.Stub(this.scratch), new DeviceInfo("CPU:0", "CPUAccelerator", HasHalf: true, HasDouble: true));

        var generated = KernelCompiler.Compile(Patterns.Axpys("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a)\n{ y[i] = q; }"), target, this.scratch.NewFolder);

        Assert.Equal("kernel After, line 2: The name 'q' does not exist in the current context", generated.Problem);
    }

    [Theory]
    [InlineData(ElementKind.Half, "Toy has no half precision")]
    [InlineData(ElementKind.Double, "Toy has no double precision")]
    public void Pattern_BeyondTheDevice_IsOneClearLine(ElementKind kind, string problem)
    {
        var target = new IlgpuTarget(Ilgpu.Stub(this.scratch), new DeviceInfo("OpenCL:0", "Toy", HasHalf: false, HasDouble: false));
        var pattern = Patterns.Axpys(Patterns.Axpy);
        var wanting = pattern with { Before = pattern.Before with { Buffers = [.. pattern.Before.Buffers, new("extra", kind, 1)] } };

        Assert.Equal(problem, KernelCompiler.Compile(wanting, target, this.scratch.NewFolder).Problem);
    }

    [SkippableTheory]
    [InlineData("CPU")]
    [InlineData("OpenCL")]
    [InlineData("Cuda")]
    public async Task Kernel_OnARealDevice_GivesTheOutputsOfTheManagedHost(string kind)
    {
        var target = await Ilgpu.DeviceAsync(kind);
        var pattern = Patterns.Axpys(Patterns.Axpy) with { Sizes = new SizePlan([300], IsStated: true) };
        var device = KernelCompiler.Compile(pattern, target, this.scratch.NewFolder);
        var managed = KernelCompiler.Compile(pattern, new ManagedTarget(), this.scratch.NewFolder);
        Assert.True(device.Experiment is not null, device.Problem);

        // The device's kernel as the rewrite of the managed one: the same text must mean the same on both.
        var mixed = managed.Experiment! with { After = device.Experiment!.After, CheckedAfter = device.Experiment.CheckedAfter, WhyUntimed = "outputs only", Host = "ilgpu" };
        var verdict = await this.Judged(mixed);

        Assert.Equal("outputs only; outputs agree on 10 inputs", verdict.Reason);
    }

    [SkippableTheory]
    [InlineData("CPU")]
    [InlineData("OpenCL")]
    public async Task Kernel_WrongOnARealDevice_IsIncorrect(string kind)
    {
        var target = await Ilgpu.DeviceAsync(kind);
        var pattern = Patterns.Axpys("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { if (i != 5) { y[i] = a * x[i] + y[i]; } }");
        var generated = KernelCompiler.Compile(pattern with { Sizes = new SizePlan([300], IsStated: true) }, target, this.scratch.NewFolder);
        Assert.True(generated.Experiment is not null, generated.Problem);

        var verdict = await this.Judged(generated.Experiment! with { WhyUntimed = "outputs only" });

        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
    }

    [SkippableFact]
    public async Task Kernel_OutOfBoundsOnTheCpuAccelerator_IsIncorrect()
    {
        var target = await Ilgpu.DeviceAsync("CPU");
        var pattern = Patterns.Axpys("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { y[i + 1] = a * x[i]; }");
        var generated = KernelCompiler.Compile(pattern with { Sizes = new SizePlan([300], IsStated: true) }, target, this.scratch.NewFolder);

        var verdict = await this.Judged(generated.Experiment!);

        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
    }

    [SkippableFact]
    public async Task Readback_OnAnOpenClDevice_IsTimed()
    {
        var target = await Ilgpu.DeviceAsync("OpenCL");
        var before = Patterns.Plan("Before") with { Steps = [.. Patterns.Plan("Before").Steps.SelectMany(step => step is LaunchStep ? [new RepeatStep(8, [step, new SynchroniseStep()])] : new[] { step })] };
        var after = Patterns.Plan("After") with { Steps = [.. Patterns.Plan("After").Steps.SelectMany(step => step is LaunchStep ? [new RepeatStep(8, [step])] : new[] { step })] };
        var generated = KernelCompiler.Compile(Patterns.Axpys(Patterns.Axpy) with { Before = before, After = after, IsHostCost = false, Sizes = new SizePlan([1024], IsStated: true) }, target, this.scratch.NewFolder);

        var verdict = await this.Judged(generated.Experiment!);

        Assert.True(verdict.Kind is VerdictKind.Confirmed or VerdictKind.Inconclusive or VerdictKind.Refuted, verdict.Reason);
        Assert.NotNull(verdict.Measured);
    }

    private async Task<Verdict> Judged(Experiment experiment)
    {
        var runner = new ExperimentRunner(new Effort(8, 0.05, TimeSpan.FromSeconds(60), 8L << 30), this.scratch);
        var run = await runner.RunAsync(experiment, Judge.Of(experiment), DirectProgress<string>.Unwatched, CancellationToken.None);
        return Judge.OnRun(experiment, run);
    }
}
