using System.Diagnostics;
using PerfProof.Reporting;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Loading;

namespace PerfProof.Verifier.Tests.Tool;

/// <summary><c>perfproof verify</c> on a project: its own build, its own entry.</summary>
[Collection(nameof(Trees))]
public sealed class VerifyProjectTests : IDisposable
{
    private const string Entry = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        namespace Demo;
        public static class App
        {
            public static void Main()
            {
                var system = string.Join(' ', Enumerable.Repeat("the model", 2000));
                var parts = Enumerable.Range(0, 400).Select(i => "part " + i).ToList();
                Console.WriteLine(new Prompt().Total(new Counter(), system, parts));
            }

            public static int Add(int left, int right) => left + right;
        }
        """;

    private readonly VerifyTree tree = new();

    public VerifyProjectTests()
    {
        this.tree.WriteProgram(Entry);
    }

    public void Dispose() => this.tree.Dispose();

    [Fact]
    public async Task Verify_NeverRestored_IsOneLineThatSaysWhatToDo()
    {
        var (exit, _, errors) = await this.tree.VerifyAsync();

        Assert.Equal(ExitCodes.NotLoaded, exit);
        Assert.Contains("restore", Assert.Single(errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(this.tree.Code, "obj")));
    }

    [Fact]
    public async Task Verify_Entry_ProvesTheProgramAndWritesNothingIntoTheTree()
    {
        this.Restore();
        var before = this.tree.Snapshot();

        var (result, output) = await this.tree.RunAsync("Demo.App.Main");

        Assert.Empty(result.Failures);
        Assert.Equal(before, this.tree.Snapshot());
        var finding = Assert.Single(EvidenceFile.Read(this.tree.Evidence).Findings);
        // How sure the times are is the machine's business; that there are times, and on equal outputs, is ours.
        Assert.True(finding.Verdict is "Confirmed" or "Inconclusive", $"{finding.Verdict}: {finding.Reason}");
        Assert.NotNull(finding.Speedup);
        Assert.Equal(("program", "replay"), (finding.Subject, finding.Experiment!.Kind));
        Assert.Contains("your program", output, StringComparison.Ordinal);

        var (wrong, _, lines) = await this.tree.VerifyAsync("--entry", "Demo.App.Add");
        Assert.Equal(ExitCodes.WrongUsage, wrong);
        Assert.Contains("The entry Demo.App.Add needs arguments", Assert.Single(lines), StringComparison.Ordinal);

        (wrong, _, lines) = await this.tree.VerifyAsync("--entry", "Demo.App.Run");
        Assert.Equal(ExitCodes.WrongUsage, wrong);
        Assert.Contains("Demo.App has no method Run. It has Main, Add.", Assert.Single(lines), StringComparison.Ordinal);
    }

    private void Restore()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["restore", Path.Combine(this.tree.Code, "App.csproj"), "-v", "q", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }
}
