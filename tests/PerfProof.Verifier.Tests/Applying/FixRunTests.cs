using System.Collections.Immutable;
using System.Text;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Reporting;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Execution;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Applying;

/// <summary><c>perfproof fix</c> on a small tree under Git.</summary>
public sealed class FixRunTests : IDisposable
{
    private readonly VerifyTree tree = new();

    public void Dispose() => this.tree.Dispose();

    private string Root => Path.GetDirectoryName(this.tree.Code)!;

    private string Prompt => Path.Combine(this.tree.Code, "Prompt.cs");

    [Fact]
    public async Task Fix_AppliesWhatIsConfirmed_AndNothingElse()
    {
        this.tree.Write("code/Other.cs", Second("Refuted"));
        this.tree.Write("code/Third.cs", Second("Modelled"));
        await this.EvidenceAsync(finding => finding.File switch { "Other.cs" => ("Refuted", "code"), "Third.cs" => ("Confirmed", "pattern"), _ => ("Confirmed", "code") });
        await Git.CommitAllAsync(this.Root);

        var (exit, output, errors) = await this.FixAsync("--no-verify");

        Assert.Equal((0, ""), (exit, errors));
        Assert.Contains("applied     PP2001  Prompt.cs:19", output, StringComparison.Ordinal);
        Assert.Contains("1 fix applied. 2 findings are not confirmed (1 Refuted, 1 only a model of it was measured).", output, StringComparison.Ordinal);
        Assert.Contains($"{this.tree.Evidence} is of the code before: 'perfproof verify' brings it, and what the editor shows, up to date.", output, StringComparison.Ordinal);
        Assert.Equal("code/Prompt.cs", (await Git.RunAsync(this.Root, "", "diff", "--name-only")).Trim());
        Assert.Single((await this.FindAsync()).Where(finding => finding.File == "Other.cs"));
        Assert.DoesNotContain(await this.FindAsync(), finding => finding.File == "Prompt.cs");
    }

    /// <summary>Two in a file, in one member, on one line: each on what the one before made of the code.</summary>
    [Theory]
    [InlineData("total += counter.Count(system) + part.Length;", "total += counter.Count(system) + part.Length + counter.Count(system);")]
    [InlineData("return total;", "foreach (var part in parts) { total -= counter.Count(system) * part.Length; } return total;")]
    [InlineData("public class Prompt\n", "public class Before { public int Sum(Counter counter, string text, int[] sizes) { var sum = 0; foreach (var size in sizes) { sum += counter.Count(text) * size; } return sum; } }\npublic class Prompt\n")]
    public async Task Fix_SeveralInAFile_AreAllApplied(string old, string @new)
    {
        this.tree.Write("code/Prompt.cs", VerifyTree.Counting.Replace(old, @new, StringComparison.Ordinal));
        var count = (await this.EvidenceAsync()).Length;
        Assert.True(count > 0);
        await Git.CommitAllAsync(this.Root);

        var (exit, output, _) = await this.FixAsync("--no-verify");

        Assert.Equal(0, exit);
        Assert.DoesNotContain(await this.FindAsync(), finding => finding.Rule == "PP2001");
        // A fix of one place may have taken another with it.
        var lines = output.Split(Environment.NewLine);
        Assert.Equal(count, lines.Count(line => line.StartsWith("applied ", StringComparison.Ordinal) || line.EndsWith("it is gone with a fix before it", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task DryRun_ChangesNothing_AndGitTakesItsDiff()
    {
        File.WriteAllText(this.Prompt, VerifyTree.Counting.ReplaceLineEndings("\r\n"), new UTF8Encoding(true));
        await this.EvidenceAsync();
        await Git.CommitAllAsync(this.Root);
        // Not even a clean tree is needed for it.
        this.tree.Write("code/PerfProof.Apis.txt", File.ReadAllText(Path.Combine(this.tree.Code, "PerfProof.Apis.txt")) + "\n# more\n");
        var before = this.tree.Snapshot();

        var (exit, diff, errors) = await this.FixAsync("--dry-run");

        Assert.Equal(0, exit);
        Assert.Equal(before, this.tree.Snapshot());
        Assert.Contains("1 fix would be applied.", errors, StringComparison.Ordinal);
        Assert.StartsWith("--- a/code/Prompt.cs\n+++ b/code/Prompt.cs\n@@ -", diff, StringComparison.Ordinal);
        await Git.RunAsync(this.Root, diff, "apply", "--check", "--whitespace=nowarn", "-");
        await Git.RunAsync(this.Root, diff, "apply", "--whitespace=nowarn", "-");
        var patched = File.ReadAllBytes(this.Prompt);
        await Git.RunAsync(this.Root, "", "checkout", "-q", "--", "code");

        Assert.Equal(0, (await this.FixAsync("--no-verify")).Exit);
        Assert.Equal(File.ReadAllBytes(this.Prompt), patched);
        Assert.True(patched.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        var text = Encoding.UTF8.GetString(patched);
        Assert.Equal(text.Split('\n').Length - 1, text.Split("\r\n").Length - 1);
    }

    [Fact]
    public async Task DirtyTree_IsRefused_UnlessAllowed()
    {
        await this.EvidenceAsync();
        await Git.CommitAllAsync(this.Root);
        this.tree.Write("code/PerfProof.Apis.txt", "count-tokens | Demo.Counter::Count\n# more\n");
        var before = this.tree.Snapshot();

        var (exit, _, errors) = await this.FixAsync("--no-verify");

        Assert.Equal(2, exit);
        Assert.Contains("perfproof: The working tree has changes that are not committed (code/PerfProof.Apis.txt): commit or stash them", errors, StringComparison.Ordinal);
        Assert.Equal(before, this.tree.Snapshot());
        Assert.Equal(0, (await this.FixAsync("--no-verify", "--allow-dirty")).Exit);
        Assert.NotEqual(before, this.tree.Snapshot());
    }

    [Fact]
    public async Task FileThatGitDoesNotKeep_IsRefused()
    {
        await Git.CommitAllAsync(this.Root);
        this.tree.Write("code/New.cs", Second("New"));
        await this.EvidenceAsync();

        var (exit, _, errors) = await this.FixAsync("--no-verify");

        Assert.Equal(2, exit);
        Assert.Contains("(code/New.cs)", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutRepository_SaysSoAndGoesOn()
    {
        await this.EvidenceAsync();

        var (exit, _, errors) = await this.FixAsync("--no-verify");

        Assert.Equal(0, exit);
        Assert.Contains("is in no Git repository", errors, StringComparison.Ordinal);
        Assert.Empty(await this.FindAsync());
    }

    [Fact]
    public async Task CodeChangedSince_IsLeft_WithTheCommandToRun()
    {
        await this.EvidenceAsync();
        this.tree.Write("code/Prompt.cs", VerifyTree.Counting.Replace("+ part.Length", "- part.Length", StringComparison.Ordinal));
        var before = this.tree.Snapshot();

        var (exit, output, _) = await this.FixAsync("--no-verify");

        Assert.Equal(0, exit);
        Assert.Contains("left        PP2001  Prompt.cs:19  the code has changed since it was measured: run 'perfproof verify' again", output, StringComparison.Ordinal);
        Assert.Equal(before, this.tree.Snapshot());
    }

    [Fact]
    public async Task WithoutEvidence_SaysHowToMakeSome()
    {
        var (exit, _, errors) = await this.FixAsync();

        Assert.Equal(2, exit);
        Assert.Contains("run 'perfproof verify' to make it", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EvidenceOfANewerTool_IsSaid_AndNothingIsChanged()
    {
        await Git.CommitAllAsync(this.Root);
        Directory.CreateDirectory(Path.GetDirectoryName(this.tree.Evidence)!);
        File.WriteAllText(this.tree.Evidence, """{"schema":99,"findings":"as they will be"}""");
        var before = this.tree.Snapshot();

        var (exit, _, errors) = await this.FixAsync();

        Assert.Equal(2, exit);
        Assert.Matches(@"^perfproof: .*run\.json has schema 99, and this tool reads up to \d+: update the tool", errors);
        Assert.Equal(before, this.tree.Snapshot());
    }

    /// <summary>The evidence of a folder above: names of files begin differently in it.</summary>
    [Fact]
    public async Task EvidenceOfAFolderAbove_Counts()
    {
        await this.EvidenceAsync(folder: this.Root);
        await Git.CommitAllAsync(this.Root);

        Assert.Contains("1 fix applied.", (await this.FixAsync("--no-verify")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fix_IsMeasuredAgain_AndAppliedWhereItHelps()
    {
        this.tree.Write("code/Prompt.cs", """
            using System;
            public static class Vectors
            {
                public static Half Dot(Half[] a, Half[] b)
                {
                    var dot = Half.Zero;
                    for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
                    {
                        dot += a[i] * b[i];
                    }

                    return dot;
                }
            }
            """);
        Assert.Equal("PP1001", Assert.Single(await this.EvidenceAsync()).Rule);
        await Git.CommitAllAsync(this.Root);
        var before = this.tree.Snapshot();

        var outcome = await this.MeasuredAsync();

        // A machine that is busy enough leaves it undecided; then nothing may be written.
        if (outcome.IsApplied)
        {
            Assert.Matches(@"^measured again \d", outcome.What);
            Assert.Empty(await this.FindAsync());
        }
        else
        {
            Assert.StartsWith("measured again, it is Inconclusive", outcome.What, StringComparison.Ordinal);
            Assert.Equal(before, this.tree.Snapshot());
        }
    }

    /// <summary>The evidence says that it helps; here it does not: almost nothing is counted, and the rest of the turn takes the time.</summary>
    [Fact]
    public async Task Fix_IsMeasuredAgain_AndLeftWhereItDoesNotHelp()
    {
        this.tree.Write("code/Prompt.cs", VerifyTree.Counting
            .Replace("foreach (var character in text) { if (character == ' ') { count++; } }", "", StringComparison.Ordinal)
            .Replace("+ part.Length;", "+ part.Length; for (var i = 0; i < 3000; i++) { total = (total * 31) ^ i; }", StringComparison.Ordinal));
        await this.EvidenceAsync();
        await Git.CommitAllAsync(this.Root);
        var before = this.tree.Snapshot();

        var outcome = await this.MeasuredAsync();

        Assert.False(outcome.IsApplied);
        Assert.Matches("^measured again, it is (Refuted|Inconclusive) ", outcome.What);
        Assert.Equal(before, this.tree.Snapshot());
    }

    [Fact]
    public async Task Stopped_LeavesTheTreeAsItWas()
    {
        await this.EvidenceAsync();
        await Git.CommitAllAsync(this.Root);
        var before = this.tree.Snapshot();
        using var stop = new CancellationTokenSource();
        var options = this.Options with { Reverifies = true };

        var result = await FixRun.RunAsync(options, new DirectProgress<VerifyProgress>(now =>
        {
            if (now.What.Contains("computing the fix", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }), stop.Token);

        Assert.Contains("the run was stopped", Assert.Single(result.Outcomes).What, StringComparison.Ordinal);
        Assert.Equal(before, this.tree.Snapshot());
    }

    private static string Second(string name) =>
        $"namespace Demo; public class {name} {{ public int Sum(Counter counter, string text, int[] sizes) {{ var sum = 0; foreach (var size in sizes) {{ sum += counter.Count(text) * size; }} return sum; }} }}";

    private FixOptions Options => new(new LoadRequest(this.tree.Code))
    {
        EvidencePath = this.tree.Evidence,
        Host = "managed",
        Effort = MethodPairs.Quick with { CallLimit = TimeSpan.FromSeconds(60) },
    };

    private async Task<FixOutcome> MeasuredAsync()
    {
        var result = await FixRun.RunAsync(this.Options, DirectProgress<VerifyProgress>.Unwatched, CancellationToken.None);
        Assert.Empty(result.Failures);
        return Assert.Single(result.Outcomes);
    }

    private async Task<(int Exit, string Output, string Errors)> FixAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(["fix", this.tree.Code, "--evidence", this.tree.Evidence, .. arguments], output, error);
        var problems = error.ToString().Split(Environment.NewLine).Where(line => !line.EndsWith(" ...", StringComparison.Ordinal));
        return (exit, output.ToString(), string.Join("\n", problems));
    }

    private async Task<ImmutableArray<Finding>> FindAsync(string? folder = null)
    {
        var code = await CodeLoader.LoadAsync(new LoadRequest(folder ?? this.tree.Code) { AsFolder = true }, CancellationToken.None);
        return (await Finder.FindAsync(code, new FindOptions(), CancellationToken.None)).Findings;
    }

    private async Task<ImmutableArray<Finding>> EvidenceAsync(Func<Finding, (string Verdict, string Subject)>? told = null, string? folder = null)
    {
        var findings = await this.FindAsync(folder);
        ToldEvidence.Write(this.tree.Evidence, findings, told);
        return findings;
    }
}
