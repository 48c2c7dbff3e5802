using System.Diagnostics;
using System.Globalization;
using PerfProof.Profiling;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Profiling;

/// <summary>Runs that do not go as they should, of a real program.</summary>
[Collection(nameof(ProfiledProgram))]
public sealed class ProfiledRunTests(ProfiledProgram program)
{
    [Fact]
    public async Task Trace_IsRead_AlsoCutOff_AndOneOfAnotherProgramIsSaid()
    {
        var trace = program.NewFile(".nettrace");
        using (var process = program.Start(
            "once",
            ("DOTNET_EnableEventPipe", "1"),
            ("DOTNET_EventPipeConfig", "Microsoft-DotNETCore-SampleProfiler:0:4,Microsoft-Windows-DotNETRuntime:0xb8:4"),
            ("DOTNET_EventPipeOutputPath", trace)))
        {
            await process.WaitForExitAsync();
        }

        var whole = await this.ProfileAsync("--trace", trace);
        Assert.True(whole.Exit == ExitCodes.Done, whole.Error);
        Assert.InRange(Assert.Single(whole.Profile!.Findings).Share!.Value, 0.01, 1);

        // What was recorded until then counts, or a line says that nothing can be read.
        var cut = program.NewFile(".nettrace");
        var bytes = File.ReadAllBytes(trace);
        File.WriteAllBytes(cut, bytes[..(bytes.Length * 2 / 3)]);
        var part = await this.ProfileAsync("--trace", cut);
        Assert.Equal(part.Exit == ExitCodes.Done, part.Profile is not null);
        if (part.Exit != ExitCodes.Done)
        {
            AssertOneLine(part, ExitCodes.NotLoaded, "cut off");
        }

        var other = Directory.CreateDirectory(Path.Combine(program.Root, "Other")).FullName;
        File.Copy(Path.Combine(program.Sources, "Prompt.cs"), Path.Combine(other, "Prompt.cs"), overwrite: true);
        AssertOneLine(await this.ProfileAsync("--project", other, "--trace", trace), ExitCodes.NotLoaded, "No sample is in code of Other: the run is of another program (name the project by --project)");
    }

    [Fact]
    public async Task ProgramThatCrashes_IsProfiledUntilThen_AndItsExitCodeIsSaid()
    {
        var run = await this.ProfileAsync("--", "dotnet", program.Assembly, "crash");

        Assert.Equal(ExitCodes.NotLoaded, run.Exit);
        Assert.Matches(@"perfproof: 'dotnet .*Prompts\.dll crash' ended with exit code -?\d+; the profile is of that run\.", run.Error);
        Assert.InRange(Assert.Single(run.Profile!.Findings).Share!.Value, 0.01, 1);
    }

    [Fact]
    public async Task ProgramThatEndsAtOnce_IsSaid()
    {
        var run = await this.ProfileAsync("--", "dotnet", program.Assembly, "quit");

        if (run.Profile is { } profile)
        {
            // On a busy machine even this takes long enough for samples in its code: then there is something to tell.
            Assert.Equal(ExitCodes.Done, run.Exit);
            Assert.InRange(profile.Samples, 1, long.MaxValue);
            return;
        }

        Assert.Equal(ExitCodes.NotLoaded, run.Exit);
        Assert.Matches(@"^perfproof: (The program ended, or was stopped, before a sample was taken: let it run for a second or more|No sample is in code of Prompts: .*)\.\s*$", run.Error);
    }

    [Fact]
    public async Task ProcessThatRuns_IsWatchedForAsLongAsAsked()
    {
        using var process = program.Start("long");
        try
        {
            var run = await this.ProfileAsync("--attach", Number(process), "--duration", "1");

            Assert.True(run.Exit == ExitCodes.Done, run.Error);
            Assert.InRange(Assert.Single(run.Profile!.Findings).Share!.Value, 0.01, 1);
            Assert.False(process.HasExited);
        }
        finally
        {
            process.Kill();
        }
    }

    [SkippableFact]
    public async Task ProcessWithoutDotnet_IsSaid()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no 'sleep' on Windows.");
        using var process = Process.Start("sleep", "60");
        try
        {
            AssertOneLine(await this.ProfileAsync("--attach", Number(process)), ExitCodes.NotLoaded, $"Process {Number(process)} cannot be sampled");
        }
        finally
        {
            process.Kill();
        }
    }

    [SkippableFact]
    public void Stopped_KeepsWhatWasSampled_AndEndsTheProgram()
    {
        Skip.If(OperatingSystem.IsWindows(), "Ctrl+C cannot be sent to one process on Windows.");
        var file = program.NewFile(".json");
        using var process = ToolProcess.Start(Directory.CreateDirectory(program.NewFile(".temp")).FullName, "profile", "--project", program.Sources, "--out", file, "--", "dotnet", program.Assembly, "long");
        var printed = new List<string>();
        for (var counts = 0; counts < 3;)
        {
            // What the program prints comes through: it works, and has counted a while.
            var line = process.StandardError.ReadLine();
            Assert.NotNull(line);
            printed.Add(line);
            counts += int.TryParse(line, CultureInfo.InvariantCulture, out _) ? 1 : 0;
        }

        ToolProcess.Interrupt(process);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == ExitCodes.Stopped, error);
        Assert.Contains($"perfproof: stopped; what was seen until then is in {file}.", error, StringComparison.Ordinal);
        Assert.InRange(Assert.Single(ProfileFile.Read(file).Findings).Share!.Value, 0.01, 1);
        Assert.Contains(ProfiledProgram.Started, printed);
    }

    private static string Number(Process process) => process.Id.ToString(CultureInfo.InvariantCulture);

    private static void AssertOneLine((int Exit, Profile? Profile, string Error) run, int exit, string message)
    {
        Assert.Null(run.Profile);
        Assert.Equal(exit, run.Exit);
        Assert.Contains(message, Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private async Task<(int Exit, Profile? Profile, string Error)> ProfileAsync(params string[] arguments)
    {
        var file = program.NewFile(".json");
        string[] project = arguments.Contains("--project") ? [] : ["--project", program.Sources];
        var (exit, _, error) = await ProfiledProgram.RunAsync(["profile", .. project, "--out", file, .. arguments]);
        return (exit, File.Exists(file) ? ProfileFile.Read(file) : null, error);
    }
}
