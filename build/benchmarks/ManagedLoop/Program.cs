using System.Globalization;
using PerfProof.Benchmarks;
using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Measurement;
using PerfProof.Planning;

// Each loop is an experiment of its own: generated code before, the same loop written by hand after, in fresh child
// processes, interleaved, with the bounds that verify uses. The ratio is the time of generated code over the time by hand.
const double Goal = 1.2;
using var scratch = new ScratchFolder();
var runner = new ExperimentRunner(new Effort(12, 0.15, TimeSpan.FromSeconds(60), 4L << 30), scratch);
Console.WriteLine($"{Environment.ProcessorCount} processors, load {Load()}, {DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, .NET {Environment.Version}");
Console.WriteLine("loop        n        generated   by hand     ratio (bounds)         goal");
var missed = false;
foreach (var (name, pattern) in Loops.All)
{
    var generated = KernelCompiler.Compile(pattern, new ManagedTarget(), scratch.NewFolder);
    var byHand = typeof(ByHand).Assembly.Location;
    var experiment = (generated.Experiment ?? throw new InvalidOperationException(generated.Problem)) with
    {
        After = new VariantSpec("after", byHand, [byHand], typeof(ByHand).FullName!, name, null),
        CheckedAfter = null,
    };
    // A batch that the parent's clock overrules is timed with that clock, for both sides alike; never stop early.
    var run = await runner.RunAsync(experiment, Judge.Of(experiment) with { Decide = _ => Decision.Open }, new Progress<string>(), CancellationToken.None).ConfigureAwait(false);
    if (Judge.OnOutputs(experiment, run) is { } failed)
    {
        Console.Error.WriteLine($"{name}: {failed.Reason}");
        return 1;
    }

    foreach (var size in Measured.From(run).Sizes)
    {
        missed |= size.Estimate > Goal;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-11} {size.Size,-8} {size.SecondsBefore * 1e6 / Turns,8:0.0} us {size.SecondsAfter * 1e6 / Turns,8:0.0} us   {size.Estimate:0.00} ({size.Lower:0.00} to {size.Upper:0.00})    {(size.Upper <= Goal ? "met" : size.Estimate <= Goal ? "met by the estimate" : "missed")}"));
    }
}

Console.WriteLine($"load at the end {Load()}");
return missed ? 1 : 0;

static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

/// <summary>The entry, with what both sides share.</summary>
public static partial class Program
{
    /// <summary>Loops a call: copies in and out then weigh little.</summary>
    public const int Turns = 16;
}

/// <summary>The loops as kernels.</summary>
internal static class Loops
{
    public static IEnumerable<(string Name, KernelPattern Pattern)> All =>
    [
        ("Axpy", Of(ElementKind.Single, "y[i] = a * x[i] + y[i];", Amount.Size, 65536)),
        ("Square", Of(ElementKind.Single, "y[i] = x[i] * (0.5f + x[i]);", Amount.Size, 65536)),
        ("Dot", Of(ElementKind.Single, "float sum = 0; for (int j = 0; j < x.IntLength; j++) { sum += x[j] * y[j]; } y[0] = sum;", 1, 65536)),
        ("HalfAxpy", Of(ElementKind.Half, "y[i] = a * x[i] + y[i];", Amount.Size, 16384)),
    ];

    private static KernelPattern Of(ElementKind kind, string body, Amount extent, int size)
    {
        var type = kind.InKernel();
        var plan = new LaunchPlan(
            [new("bx", kind, Amount.Size), new("by", kind, Amount.Size)],
            [new("r", kind, Amount.Size)],
            [
                new UploadStep("x", "bx"),
                new UploadStep("y", "by"),
                new RepeatStep(Program.Turns, [new LaunchStep("Loop", extent, [new ViewArgument("bx"), new ViewArgument("by"), new InputArgument("a")])]),
                new DownloadStep("by", "r"),
            ]);
        return new(
            "a generated launch against a loop by hand",
            [new("Loop", $"static void Loop(Index1D i, ArrayView<{type}> x, ArrayView<{type}> y, {type} a) {{ {body} }}")],
            [new("x", kind, Amount.Size), new("y", kind, Amount.Size), new("a", kind, null)],
            plan,
            plan,
            new SizePlan([size], IsStated: true))
        {
            IsHostCost = true,
        };
    }
}
