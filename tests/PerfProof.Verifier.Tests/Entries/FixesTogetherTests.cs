using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;
using PerfProof.Verifier.Tests.Execution;
using PerfProof.Verifier.Tests.Loading;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Entries;

/// <summary>A program with two findings: each fix alone, and both at once. Times are the machine's business; what is called how often is exact.</summary>
[Collection(nameof(Trees))]
public sealed class FixesTogetherTests : IDisposable
{
    private const string Program = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        namespace Demo;
        public static class App
        {
            public static void Main()
            {
                var system = string.Join(' ', Enumerable.Repeat("the model", 500));
                var parts = Enumerable.Range(0, 40).Select(i => "part " + i).ToList();
                Console.WriteLine(new Prompt().Total(new Counter(), system, parts) + Other(new Counter(), system, parts));
            }

            public static int Other(Counter counter, string rules, List<string> lines)
            {
                var sum = 0;
                foreach (var line in lines)
                {
                    sum += line.Length - counter.Count(rules);
                }

                return sum;
            }

            public static void Elsewhere() => Console.WriteLine("nothing is counted here");
        }
        """;

    private readonly VerifyTree tree = new();
    private readonly ScratchFolder scratch = new();

    public void Dispose()
    {
        this.scratch.Dispose();
        this.tree.Dispose();
    }

    [Fact]
    public async Task Replay_OneFixAndBoth_CountsCallsExactlyAndSaysWhatEachBrings()
    {
        this.tree.WriteProgram(Program);

        var code = await CodeLoader.LoadAsync(new LoadRequest(this.tree.Code) { Restore = true }, CancellationToken.None);
        var found = (await Finder.FindAsync(code, new() { Rules = ["PP2001"] }, CancellationToken.None)).Findings;
        Assert.Equal(["App.cs", "Prompt.cs"], found.Select(finding => finding.File));
        var before = this.tree.Snapshot();
        var options = new VerifyOptions(new LoadRequest(this.tree.Code)) { Host = "managed", Entry = "Demo.App.Main", Effort = MethodPairs.Quick with { CallLimit = TimeSpan.FromSeconds(60), MaximumForks = 1 } };
        var prover = new FindingProver(code, found, options, await EntryNames.FindAsync(code, options.Entry, CancellationToken.None), new("managed", [], code.Root, this.scratch), this.scratch, new());

        // The time is up when all but the counts is known: what was measured stands.
        using var stop = new CancellationTokenSource();
        var cut = await prover.ProveAsync(found[0], new DirectProgress<string>(what => (what.EndsWith("counting calls", StringComparison.Ordinal) ? stop : null)?.Cancel()), stop.Token);
        Assert.True(stop.IsCancellationRequested);
        Assert.NotNull(cut.Evidence.Speedup);
        Assert.Null(cut.Evidence.Calls);
        Assert.False(cut.IsSettled);

        var one = await prover.ProveAsync(found[0], DirectProgress<string>.Unwatched, CancellationToken.None);

        Assert.Empty(prover.Failures);
        Assert.Equal(("replay", "program", "Demo.App.Main()"), (one.Evidence.Experiment!.Kind, one.Evidence.Subject, one.Evidence.Experiment.Entry));
        Assert.Equal(new CallEvidence("count-tokens", 80, 41), Assert.Single(one.Evidence.Calls!.Value));
        Assert.True(one.Evidence.PeakMemory is { Before: > 1 << 20, After: > 1 << 20 });
        Assert.NotNull(one.Evidence.Memory);

        // How sure the times are is the machine's business: that they are taken for sure is what makes both come together.
        var sure = one with { Evidence = one.Evidence with { Verdict = "Confirmed" } };
        var other = sure with { Evidence = sure.Evidence with { Id = found[1].Id }, Samples = sure.Samples.Add(found[1].Id, sure.Forks) };
        var together = Assert.Single(await prover.TogetherAsync([(found[0], sure), (found[1], other)], DirectProgress<string>.Unwatched, CancellationToken.None));

        Assert.Empty(prover.Failures);
        Assert.Equal(found.Select(finding => finding.Id), together.Evidence.Fixes.Select(fix => fix.Id));
        Assert.Empty(together.Evidence.LeftOut);
        Assert.Equal(new CallEvidence("count-tokens", 80, 2), Assert.Single(together.Evidence.Calls!.Value));
        Assert.NotNull(together.Evidence.Saves);
        Assert.Contains("together they save ", together.Evidence.Reason, StringComparison.Ordinal);
        Assert.NotEmpty(together.Forks);
        Assert.Equal(before, this.tree.Snapshot());
    }
}
