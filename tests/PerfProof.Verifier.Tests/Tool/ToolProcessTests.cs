using PerfProof.Loading;
using System.Diagnostics;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Loading;

namespace PerfProof.Verifier.Tests.Tool;

/// <summary>The tool as a process of its own: what only shows there.</summary>
[Collection(nameof(Trees))]
public sealed class ToolProcessTests(Trees trees) : IDisposable
{
    private readonly string temporary = Directory.CreateTempSubdirectory("tooltemp-").FullName;

    public void Dispose() => Directory.Delete(this.temporary, recursive: true);

    [Fact]
    public void Check_Project_LeavesNoScratchBehindAndPrintsPlainText()
    {
        using var process = this.Start("check", trees.PathOf("lib"));
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(ExitCodes.Done, process.ExitCode);
        Assert.StartsWith("No findings in Lib.", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', output);
        Assert.Empty(Directory.GetDirectories(this.temporary, ScratchFolder.Prefix + "*"));
    }

    [SkippableFact]
    public void Check_InterruptedWhileTheSdkWorks_StopsItAndLeavesNoScratchBehind()
    {
        Skip.If(OperatingSystem.IsWindows(), "Ctrl+C cannot be sent to one process on Windows.");
        var started = Path.Combine(this.temporary, "started");
        var project = trees.Write("waits/Waits.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <Target Name="Wait" BeforeTargets="ResolveProjectReferences">
                <Exec Command="echo $$ &gt; &quot;{started}&quot; ; exec sleep 600" />
              </Target>
            </Project>
            """);
        using var process = this.Start("check", project);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(started) && File.ReadAllText(started).Length > 0, TimeSpan.FromMinutes(2)), "The SDK did not get to the target that waits.");
        var sleeper = int.Parse(File.ReadAllText(started), System.Globalization.CultureInfo.InvariantCulture);

        ToolProcess.Interrupt(process);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(ExitCodes.Stopped, process.ExitCode);
        Assert.Equal($"perfproof: stopped.{Environment.NewLine}", error);
        Assert.Empty(Directory.GetDirectories(this.temporary, ScratchFolder.Prefix + "*"));
        Assert.True(SpinWait.SpinUntil(() => !IsRunning(sleeper), TimeSpan.FromSeconds(30)), "A process that the SDK started still runs.");
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName == "sleep" && !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private Process Start(params string[] arguments) => ToolProcess.Start(this.temporary, arguments);
}
