using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;
using PerfProof.Rules;
using PerfProof.Verifier.Tests.Generation;

namespace PerfProof.Verifier.Tests.Kernels;

/// <summary>Findings in kernels of the user's own: it is those kernels that are run, with all that they use.</summary>
public sealed class UserKernelTests : IDisposable
{
    private const string Compared = "what kernels cost is a device's matter, and there is none here; outputs agree on";

    private readonly ScratchFolder scratch = new();

    public void Dispose() => this.scratch.Dispose();

    public static TheoryData<string, string> Kernels => new()
    {
        // Two dimensions, and whole numbers that indices are computed with.
        {
            "Pictures.Brighten",
            """
            using System;
            using ILGPU;
            using ILGPU.Runtime;

            static class Pictures
            {
                static void Brighten(Index2D pixel, ArrayView2D<float, Stride2D.DenseX> picture, ArrayView<float> row, ArrayView<float> all, int width, long offset)
                {
                    picture[pixel] = (float)(picture[pixel] * 0.3 + row[pixel.Y]) + all[pixel.Y * width + pixel.X + (int)offset];
                }
            }
            """
        },
        // The finding stands in a method that the kernel calls.
        {
            "Kernels.Activate",
            """
            using System;
            using ILGPU;
            using ILGPU.Runtime;

            static class Kernels
            {
                static void Activate(Index1D i, ArrayView1D<float, Stride1D.Dense> a) => a[i] = Activation.Smooth(a[i]);
            }

            static class Activation
            {
                public static float Smooth(float x) => (float)Math.Sqrt((x * x) + 1.0);
            }
            """
        },
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task Kernel_OfTheUsersOwn_IsRunAsItIs(string name, string source)
    {
        var finding = await this.VerifyAsync(source, "managed");

        Assert.Equal("offered", finding.Fix);
        Assert.StartsWith(name + "(", finding.Experiment?.Description, StringComparison.Ordinal);
        Assert.StartsWith(Compared, finding.Reason, StringComparison.Ordinal);
        Assert.Null(finding.Also);
    }

    [SkippableTheory]
    [MemberData(nameof(Kernels))]
    public async Task Kernel_OfTheUsersOwn_RunsOnAnOpenClDevice(string name, string source)
    {
        var target = await Ilgpu.DeviceAsync("OpenCL");

        var finding = await this.VerifyAsync(source, "auto", target.Device);

        Assert.StartsWith(name + "(", finding.Experiment?.Description, StringComparison.Ordinal);
        Assert.Equal("code", finding.Subject);
        Assert.True(Assert.Single(finding.Devices!.Value).Verdict is "Confirmed" or "Refuted" or "Inconclusive", finding.Reason);
    }

    [SkippableFact]
    public async Task Kernel_OfTheUsersOwn_RunsOnIlgpusCpuAccelerator()
    {
        var target = await Ilgpu.DeviceAsync("CPU");

        var finding = await this.VerifyAsync((string)Kernels.Last()[1], "auto", target.Device);

        Assert.Equal("NotApplicable", finding.Verdict);
        Assert.StartsWith("ILGPU's CPU accelerator simulates a device, so its times say nothing; outputs agree on", finding.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Index1D i, ArrayView<float> a, bool isOn", "if (isOn) { a[i] = (float)Math.Sqrt(a[i]); }", "nothing can be made up for its parameter bool isOn")]
    [InlineData("Index1D i, ArrayView<bool> a, ArrayView<float> b", "b[i] = (float)Math.Sqrt(b[i]); a[i] = true;", "its parameter a is ArrayView<bool>, which cannot be filled with made-up values")]
    [InlineData("Index1D i, ArrayView<float> a", "a[i] = (float)Math.Sqrt(a[i]) + count;", "it uses count, which can change")]
    [InlineData("Index1D i, ArrayView<float> a", "if ((float)Math.Sqrt(a[i]) > 1) { count++; }", "it writes to none of its views, so that there is nothing to compare")]
    public async Task Kernel_ThatCannotBeTakenAsItIs_SaysWhy(string parameters, string body, string reason)
    {
        var options = await this.OptionsAsync(Source(parameters, body), "managed", null);
        var code = await CodeLoader.LoadAsync(options.Source, CancellationToken.None);
        var finding = Assert.Single((await Finder.FindAsync(code, options.Find, CancellationToken.None)).Findings);
        var context = await FindingProver.ContextAsync(finding, CancellationToken.None);
        var fix = await FixRunner.ApplyAsync(context.Document, context.Diagnostic, CancellationToken.None);

        var kernel = await UserKernel.FindAsync(context, new DoubleInKernelProof(), fix!, CancellationToken.None);

        Assert.Null(kernel!.Pattern);
        Assert.StartsWith("the kernel Kernels.Kernel(", kernel.Problem, StringComparison.Ordinal);
        Assert.EndsWith(reason, kernel.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kernel_ThatReachesBeyondItsViews_IsModelled_WithTheReason()
    {
        var finding = await this.VerifyAsync(Source("Index1D i, ArrayView<float> a, ArrayView<int> at", "a[at[i]] = (float)Math.Sqrt(a[i]);"), "managed");

        Assert.StartsWith("a square root of floats", finding.Experiment?.Description, StringComparison.Ordinal);
        Assert.Contains(finding.Also!.Value, line => line.StartsWith("the code as it is fails on inputs made up for it", StringComparison.Ordinal));
    }

    private static string Source(string parameters, string body) => $$"""
        using System;
        using ILGPU;
        using ILGPU.Runtime;

        static class Kernels
        {
            static int count = 3;
            static void Kernel({{parameters}}) { {{body}} }
        }
        """;

    private async Task<FindingEvidence> VerifyAsync(string source, string host, string? device = null)
    {
        var result = await Verification.RunAsync(await this.OptionsAsync(source, host, device), DirectProgress<VerifyProgress>.Unwatched, CancellationToken.None);
        Assert.Empty(result.Failures);
        Assert.DoesNotContain(result.Problems, problem => problem.Severity == LoadSeverity.Error);
        return Assert.Single(result.Evidence.Findings);
    }

    private async Task<VerifyOptions> OptionsAsync(string source, string host, string? device)
    {
        var folder = this.scratch.NewFolder("code");
        await File.WriteAllTextAsync(Path.Combine(folder, "Kernels.cs"), source);
        var ilgpu = device is null ? Ilgpu.Stub(this.scratch) : await Ilgpu.RealAsync();
        return new VerifyOptions(new LoadRequest(folder) { References = ilgpu.Assemblies })
        {
            Find = new FindOptions { Rules = ["PP7001"] },
            Host = host,
            Devices = device is null ? [] : [device],
            EvidencePath = Path.Combine(this.scratch.NewFolder("out"), "e.json"),
            Effort = new Effort(8, 0.05, TimeSpan.FromSeconds(60), 8L << 30) { LockPath = null },
        };
    }
}
