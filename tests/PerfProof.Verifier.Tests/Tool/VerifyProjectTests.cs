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

            public static void Fails() => throw new InvalidOperationException("no settings");
        }
        """;

    // Nobody can make up what the method is called with, nor what its caller is.
    private const string Unprovable = $$"""
        using System;
        using System.Collections.Generic;
        namespace Demo;
        {{VerifyTree.Counter}}
        public class Prompt
        {
            public int Total(Counter counter, string system, List<string> parts) => this.Sum(counter, system, parts, part => part.Length);

            private int Sum(Counter counter, string system, List<string> parts, Func<string, int> length) => this.Add(counter, system, parts, length);

            private int Add(Counter counter, string system, List<string> parts, Func<string, int> length)
            {
                var total = 0;
                foreach (var part in parts)
                {
                    total += counter.Count(system) + length(part);
                }

                return total;
            }
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
        Assert.Contains("Demo.App has no method Run. It has Main, Add, Fails.", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_MethodsThatCannotBeCalled_AreProvedInTheProgramUnaskedAndAnEntryThatFailsIsSaid()
    {
        this.tree.Write("code/Prompt.cs", Unprovable);
        this.Restore();
        var before = this.tree.Snapshot();

        var (result, _) = await this.tree.RunAsync();

        Assert.Empty(result.Failures);
        Assert.Equal((null, ExitCodes.Done), (result.EntryProblem, ExitCodes.Of(result, wasStopped: false)));
        var finding = Assert.Single(EvidenceFile.Read(this.tree.Evidence).Findings);
        Assert.True(finding.Verdict is "Confirmed" or "Inconclusive", $"{finding.Verdict}: {finding.Reason}");
        Assert.Equal(("program", "replay", "Demo.App.Main()"), (finding.Subject, finding.Experiment!.Kind, finding.Experiment.Entry));
        Assert.Contains(finding.Also!.Value, reason => reason.Contains("Func", StringComparison.Ordinal));

        (result, _) = await this.tree.RunAsync("Demo.App.Fails");

        Assert.Empty(result.Failures);
        Assert.Equal(ExitCodes.WrongUsage, ExitCodes.Of(result, wasStopped: false));
        Assert.StartsWith(
            "--entry Demo.App.Fails: the program as it is cannot be measured from its entry: InvalidOperationException: no settings", result.EntryProblem, StringComparison.Ordinal);
        Assert.EndsWith(". Findings were proved without it.", result.EntryProblem, StringComparison.Ordinal);
        finding = Assert.Single(EvidenceFile.Read(this.tree.Evidence).Findings);
        Assert.NotEqual("program", finding.Subject);
        Assert.Contains(finding.Also!.Value, reason => reason.Contains("no settings", StringComparison.Ordinal));
        Assert.Equal(before, this.tree.Snapshot());
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
