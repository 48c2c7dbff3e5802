using System.Text.Json;
using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Reporting;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Generation;

namespace PerfProof.Verifier.Tests.Tool;

/// <summary><c>perfproof devices</c>, and the verdicts of devices that are asked for.</summary>
public sealed class DeviceTests : IDisposable
{
    private readonly VerifyTree tree = new();

    public void Dispose() => this.tree.Dispose();

    [Fact]
    public async Task Devices_Json_HasThisCpuWithItsSpeedAndWhatIlgpuHas()
    {
        var output = new StringWriter();

        var exit = await CommandLine.RunAsync(["devices", this.tree.Code, "--json"], output, new StringWriter());

        Assert.Equal(ExitCodes.Done, exit);
        var report = JsonSerializer.Deserialize<DeviceReport>(output.ToString(), EvidenceFile.Json)!;
        var managed = report.Devices[0];
        Assert.Equal(("managed", "managed"), (managed.Id, managed.Host));
        Assert.Equal("outputs, host timing", string.Join(", ", managed.GoodFor));
        Assert.True(managed.GigabytesPerSecond > 0.01 || managed.Note is not null, "neither a bandwidth nor why there is none");
        Assert.True(report.Ilgpu is null == report.Problem is not null, "either ILGPU or why there is none");
        Assert.All(report.Devices.Where(device => device.Id.StartsWith("CPU:", StringComparison.Ordinal)), device =>
        {
            Assert.Equal("outputs", Assert.Single(device.GoodFor));
            Assert.Null(device.GigabytesPerSecond);
            Assert.Contains("simulates", device.Note, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Devices_FolderThatIsNone_IsOneClearLine()
    {
        var error = new StringWriter();

        var exit = await CommandLine.RunAsync(["devices", Path.Combine(this.tree.Code, "nowhere")], new StringWriter(), error);

        Assert.Equal(ExitCodes.NotLoaded, exit);
        Assert.StartsWith("perfproof: There is no folder", error.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Devices_OpenCl_IsTimed()
    {
        var target = await Ilgpu.DeviceAsync("OpenCL");
        using var scratch = new ScratchFolder();

        var (speed, problem) = await DeviceProbe.MeasureAsync(target, scratch, CancellationToken.None);

        Assert.True(speed is { GigabytesPerSecond: > 0, LaunchMicroseconds: > 0 }, problem);
    }

    [Fact]
    public async Task Verify_DeviceThatIsNotHere_IsOneClearLine()
    {
        var (exit, _, errors) = await this.tree.VerifyAsync("--device", "Cuda:7");

        Assert.Equal(ExitCodes.NotLoaded, exit);
        Assert.Contains("perfproof: --device Cuda:7: ", string.Join("\n", errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_Device_HasAVerdictOfItsOwn()
    {
        var options = new VerifyOptions(new LoadRequest(this.tree.Code))
        {
            Devices = ["managed"],
            EvidencePath = this.tree.Evidence,
            Effort = new Effort(1, 0.02, TimeSpan.FromSeconds(60), 4L << 30),
        };

        await Verification.RunAsync(options, new Progress<VerifyProgress>(), CancellationToken.None);

        var finding = Assert.Single(EvidenceFile.Read(this.tree.Evidence).Findings);
        Assert.Equal("code", finding.Subject);
        var device = Assert.Single(finding.Devices!.Value);
        Assert.Equal("managed", device.Device);
        Assert.True(device.Verdict != "NotApplicable", device.Reason);
        Assert.Contains(JsonSerializer.Serialize(device.Samples), await File.ReadAllTextAsync(EvidenceFile.SamplesPath(this.tree.Evidence)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Confirmed Confirmed", "Confirmed", "Confirmed on d0, Confirmed on d1; on d0: why")]
    [InlineData("Confirmed Refuted", "Inconclusive", "devices differ: Confirmed on d0, Refuted on d1")]
    [InlineData("Confirmed Incorrect", "Incorrect", "on d1: why")]
    [InlineData("NotApplicable Refuted", "Refuted", "on d1: why")]
    [InlineData("NotApplicable NotApplicable", "NotApplicable", "why")]
    public void Devices_Together_SayOneThing(string each, string verdict, string reason)
    {
        var attempts = each.Split(' ').Select((kind, i) => ($"d{i}", new Attempt(null, null, new Verdict(Enum.Parse<VerdictKind>(kind), "why")))).ToList();

        var together = DeviceVerdicts.Together(attempts).Verdict;

        Assert.Equal((verdict, reason), (together.Kind.ToString(), together.Reason));
    }
}
