using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Execution;

/// <summary>Pairs of methods compiled here and judged in real child processes.</summary>
internal sealed class MethodPairs : IDisposable
{
    /// <summary>Little effort: enough for a bound, and for one that nobody waits for.</summary>
    public static Effort Quick { get; } = Effort.Default with { SecondsPerSize = 0.05, CallLimit = TimeSpan.FromSeconds(8), MemoryBytes = 1L << 30, MaximumForks = 8, LockPath = null };

    /// <summary>Where everything lies.</summary>
    public ScratchFolder Scratch { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => this.Scratch.Dispose();

    /// <summary>The verdict on a method M and its rewrite.</summary>
    public Task<Verdict> JudgeAsync(string before, string after, SizePlan sizes, string types = "") =>
        this.JudgeAsync(this.Experiment(before, after, sizes, types));

    /// <summary>The verdict on a program's entry M and its rewrite.</summary>
    public Task<Verdict> JudgeProgramAsync(string before, string after) =>
        this.JudgeAsync(this.Experiment(before, after, SizePlan.None, "") with { Kind = ExperimentKind.Replay, Subject = Subject.Program });

    /// <summary>The verdict on an experiment.</summary>
    public async Task<Verdict> JudgeAsync(Experiment experiment)
    {
        var run = await new ExperimentRunner(Quick, this.Scratch).RunAsync(
            experiment, Judge.Of(experiment), DirectProgress<string>.Unwatched, CancellationToken.None);
        return Judge.OnRun(experiment, run);
    }

    /// <summary>An experiment on a method M and its rewrite.</summary>
    public Experiment Experiment(string before, string after, SizePlan sizes, string types) => new(
        ExperimentKind.Host, Subject.Code, "managed", "test", this.Compile("before", before, types), this.Compile("after", after, types))
    {
        Sizes = sizes,
    };

    private VariantSpec Compile(string name, string method, string types)
    {
        var source = $"public static class C {{ {method} }} {types}";
        var compilation = CSharpCompilation.Create(
            "code",
            [CSharpSyntaxTree.ParseText(source)],
            [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        var path = Path.Combine(this.Scratch.NewFolder("build"), "code.dll");
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return new(name, path, [path], "C", "M", null);
    }

    /// <summary>Fails when a process outlives its run. One that was killed takes a moment to be gone.</summary>
    public static async Task NothingIsLeftAsync(string folder)
    {
        for (var i = 0; i < 100 && Survivors.Find(folder).Count > 0; i++)
        {
            await Task.Delay(100);
        }

        Assert.Empty(Survivors.Find(folder));
    }
}
