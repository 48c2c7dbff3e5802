using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Build;
using PerfProof.Build.Robustness;

namespace PerfProof.Tests.Tools;

/// <summary>Rules and fixes over sources that nobody finished writing; the long run is the command <c>robustness</c>.</summary>
public sealed class RobustnessTests : IDisposable
{
    private const int Mutants = 300;

    private static readonly ImmutableArray<MetadataReference> references = [.. Libraries.Framework, .. Libraries.Names.Select(Libraries.Get)];

    private readonly TempTree tree = new();

    [Fact]
    public async Task MutatedSamples_MakeNothingThrowOrHang()
    {
        var state = RunState.Open(null, "");
        await new RobustnessRun(state, _ => { }).MutantsAsync(Samples(), references, Mutants, seed: 20261121, CancellationToken.None);
        Assert.Equal(Mutants, state.Done.Sum(step => step.Mutants));
        Assert.Empty(state.Done.SelectMany(step => step.Problems));

        // Otherwise the mutants are so broken that nothing was looked at.
        Assert.True(state.Done.Sum(step => step.Findings) > Mutants / 20, "Hardly a mutant has a finding.");
        Assert.True(state.Done.Sum(step => step.Fixes) > 0, "No fix was applied.");
    }

    // Found by mutants; each is half-written as people leave it for a moment.
    [Theory]
    [InlineData("class C { void M(System.Half[] from, float[] to) { for (int i = 0; i < from.Length; i++) { to[i] = (float)from[]; } } }")]
    [InlineData("class C { void M(System.Half[] from, float[] to) { for (int i = 0; i < from.Length; i++) { to[] = (float)from[i]; } } }")]
    public async Task HalfWrittenSource_MakesNothingThrow(string source)
    {
        var (host, document) = await RobustnessRun.CreateAsync(references, CancellationToken.None);
        var result = await new Trial(TimeSpan.FromMinutes(1)).RunAsync(host.WithDocumentText(document, SourceText.From(source)).Projects.Single(), CancellationToken.None);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public void Mutant_IsTheSameForTheSameSeed_AndAnotherForAnother()
    {
        var source = File.ReadAllText(Repository.PathOf("samples", "rules", "PP2001", "Bad.cs"));
        Assert.Equal(Mutator.Mutate(source, 7), Mutator.Mutate(source, 7));
        Assert.True(Enumerable.Range(0, 50).Select(seed => Mutator.Mutate(source, seed)).Distinct().Count() > 40);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("x")]
    [InlineData("\"")]
    [InlineData("/* open")]
    [InlineData("$\"{")]
    public void Mutant_OfNearlyNothing_IsMade(string source) =>
        Assert.All(Enumerable.Range(0, 200), seed => Assert.NotNull(Mutator.Mutate(source, seed)));

    [Fact]
    public async Task CutOffRun_GoesOn()
    {
        var path = this.tree.PathOf("state/run.jsonl");
        var pool = Samples();
        await new RobustnessRun(RunState.Open(path, "r"), _ => { }).MutantsAsync(pool, references, RobustnessRun.MutantsInStep, 1, CancellationToken.None);

        // Cut off in the middle of a line.
        File.AppendAllText(path, "{\"Step\":\"mutants 00001");
        File.AppendAllText(path, "\n");
        var steps = new List<string>();
        var state = RunState.Open(path, "r");
        await new RobustnessRun(state, steps.Add).MutantsAsync(pool, references, RobustnessRun.MutantsInStep + 5, 1, CancellationToken.None);
        Assert.StartsWith("mutants 0000100: 5 sources", Assert.Single(steps));
        Assert.Equal(RobustnessRun.MutantsInStep + 5, state.Done.Sum(step => step.Mutants));
    }

    [Fact]
    public void Step_ThatEndedTheProcessTwice_IsAProblem_AndIsLeftOut()
    {
        var path = this.tree.PathOf("run.jsonl");
        RunState.Open(path, "r").Begin("program x");
        Assert.False(RunState.Open(path, "r").IsDone("program x"));
        RunState.Open(path, "r").Begin("program x");
        var state = RunState.Open(path, "r");
        Assert.True(state.IsDone("program x"));
        Assert.Contains("- program x: the process ended", RobustnessCommand.Report(state, 1));
    }

    [Fact]
    public void State_OfAnotherRun_IsRefused() =>
        Assert.Contains("another run", Assert.Throws<MeasuringException>(() => RunState.Open(this.tree.Add("s", "robustness: seed 2\n"), "robustness: seed 1")).Message);

    [Fact]
    public async Task Sources_AreLookedAt_UntilThereAreEnoughLines()
    {
        this.tree.Add("a/A.csproj", "<Project />");
        this.tree.Add("a/A.cs", "class A { }\n");
        this.tree.Add("b/B.csproj", "<Project />");
        this.tree.Add("b/B.cs", "class B { }\n");
        var output = new StringWriter();
        var request = new RobustnessRequest { Sources = [this.tree.Root], Mutants = 0, Lines = 1 };
        Assert.Equal(0, await RobustnessCommand.RunAsync(Contract.Contract.Checkout, request, output, TextWriter.Null, CancellationToken.None));
        Assert.Contains("| Programs | 1 | 0 |\n| Lines | 2 |", output.ToString());
    }

    [Fact]
    public async Task Folder_ThatDoesNotExist_IsRefusedInOneLine()
    {
        var error = new StringWriter();
        var request = new RobustnessRequest { Sources = [this.tree.PathOf("none")] };
        Assert.Equal(2, await RobustnessCommand.RunAsync(Contract.Contract.Checkout, request, TextWriter.Null, error, CancellationToken.None));
        Assert.Contains("does not exist", Assert.Single(error.ToString().Trim().Split('\n')));
    }

    public void Dispose() => this.tree.Dispose();

    private static ImmutableArray<string> Samples() => [.. Contract.Contract.Sources("samples", "rules").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
}
