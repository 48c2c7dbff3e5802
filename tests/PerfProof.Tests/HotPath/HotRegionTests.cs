using PerfProof.HotPath;

namespace PerfProof.Tests.HotPath;

/// <summary>The hot-path model, asked directly.</summary>
public class HotRegionTests
{
    public static TheoryData<string> Names => [.. HotPathCases.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Model_Case_Answers(string name) => HotPathCases.All.Single(one => one.Name == name).Check();

    [Theory]
    [InlineData("for (int i = 0; i < 10; i++) { [|F(i)|]; }", 10L)]
    [InlineData("for (int i = 10; i >= 1; i -= 2) { [|F(i)|]; }", 5L)]
    [InlineData("for (int i = 0; 7 > i; ++i) { [|F(i)|]; }", 7L)]
    [InlineData("for (long i = 0; i <= 100; i = i + 3) { [|F((int)i)|]; }", 34L)]
    [InlineData("for (int i = 0; i != 8; i += 2) { [|F(i)|]; }", 4L)]
    [InlineData("for (int i = 0; i < n; i++) { [|F(i)|]; }", null)]
    [InlineData("for (int i = 0; i < 10; i++) { [|F(i)|]; if (n > 3) break; }", null)]
    [InlineData("for (int i = 0; i < 10; i++) { [|F(i)|]; i += n; }", null)]
    [InlineData("for (int i = 0; i < 10; i--) { [|F(i)|]; }", null)]
    [InlineData("for (int i = 0; i < 10; i++) { [|F(i)|]; Action a = () => { return; }; }", 10L)]
    [InlineData("foreach (var i in new[] { 1, 2, 3 }) { [|F(i)|]; }", 3L)]
    [InlineData("foreach (var i in Enumerable.Range(5, 20)) { [|F(i)|]; }", 20L)]
    [InlineData("foreach (var i in xs) { [|F(i)|]; }", null)]
    [InlineData("var r = Enumerable.Range(0, 64).Select(i => [|F(i)|]).ToList();", 64L)]
    [InlineData("Parallel.For(2, 12, i => { [|F(i)|]; });", 10L)]
    [InlineData("while (n > 0) { [|F(n)|]; n--; }", null)]
    public void TripCount_Loop_IsWhatTheCodeStates(string body, long? expected)
    {
        var operation = HotPathSource.Marked(HotPathSource.Parse($"int F(int i) => i; void M(int n, int[] xs) {{ {body} }}"));
        Assert.Equal(expected, HotRegion.Enclosing(operation)!.TripCount);
    }

    [Theory]
    [InlineData("foreach (var x in xs) { [|F(x)|]; }", "x", "xs")]
    [InlineData("for (int i = 0; i < xs.Length; i++) { [|F(xs[i])|]; }", null, null)]
    [InlineData("var r = xs.Select(x => [|F(x)|]).ToList();", "x", "xs")]
    [InlineData("var r = xs.Select((x, i) => [|F(x + i)|]).ToList();", "x", "xs")]
    [InlineData("var r = (from x in xs select [|F(x)|]).ToList();", "x", "xs")]
    [InlineData("var r = xs.Aggregate(0, (a, x) => a + [|F(x)|]);", "x", "xs")]
    [InlineData("list.ForEach(x => [|F(x)|]);", "x", "list")]
    [InlineData("Array.ForEach(xs, x => { [|F(x)|]; });", "x", "xs")]
    [InlineData("Parallel.ForEach(xs, x => { [|F(x)|]; });", "x", "xs")]
    [InlineData("Parallel.For(0, 9, x => { [|F(x)|]; });", null, null)]
    public void ElementAndSource_OfRegion_AreFound(string body, string? element, string? source)
    {
        var operation = HotPathSource.Marked(HotPathSource.Parse($"int F(int i) => i; void M(int[] xs, List<int> list) {{ {body} }}"));
        var region = HotRegion.Enclosing(operation)!;
        Assert.Equal(element, region.Element?.Name);
        Assert.Equal(source, region.Source?.Syntax.ToString());
    }

    [Fact]
    public void Outer_NestedLoops_ClimbsOneByOne()
    {
        var operation = HotPathSource.Marked(HotPathSource.Parse(
            "void M(List<string> xs, Embedder e) { for (int i = 0; i < 9; i++) foreach (var x in xs) { var r = x.Split(' ').Select(w => [|e.Embed(w)|]).ToList(); } }"));
        var kinds = new List<RegionKind>();
        for (var region = HotRegion.Enclosing(operation); region is not null; region = region.Outer)
        {
            kinds.Add(region.Kind);
        }

        Assert.Equal([RegionKind.Linq, RegionKind.ForEach, RegionKind.For], kinds);
    }

    [Fact]
    public void ReadsEarlierTurn_Counters_CountOnlyWhenAskedFor()
    {
        var operation = HotPathSource.Marked(HotPathSource.Parse("void M(string[] xs, Counter c) { for (int i = 0; i < xs.Length; i++) { c.Count([|xs[i]|]); } }"));
        var region = HotRegion.Enclosing(operation)!;
        Assert.False(region.ReadsEarlierTurn(operation));
        Assert.True(region.ReadsEarlierTurn(operation, includeCounters: true));
    }

    [Fact]
    public void ValuesAssignedTo_GrowingText_ShowsHowItGrows()
    {
        var operation = HotPathSource.Marked(HotPathSource.Parse(
            "void M(List<string> xs, Counter c) { var text = \"\"; foreach (var x in xs) { text = text + x; c.Count([|text|]); } }"));
        var region = HotRegion.Enclosing(operation)!;
        var local = ((Microsoft.CodeAnalysis.Operations.ILocalReferenceOperation)operation).Local;
        Assert.Equal(["text + x"], region.ValuesAssignedTo(local).Select(value => value?.Syntax.ToString()));
    }

    [Theory]
    [InlineData("class ControllerBase { } class C : ControllerBase { public void Get(Embedder e) { [|e.Embed(\"\")|]; } }", true)]
    [InlineData("class ControllerBase { } class C : ControllerBase { void Help(Embedder e) { [|e.Embed(\"\")|]; } }", false)]
    [InlineData("class C { public void Get(Embedder e) { [|e.Embed(\"\")|]; } }", false)]
    [InlineData("class BackgroundService { protected virtual Task ExecuteAsync() => Task.CompletedTask; } class C : BackgroundService { protected override async Task ExecuteAsync() { while (true) { await [|new Embedder().EmbedAsync(\"\")|]; } } }", true)]
    public void IsPerRequest_Handlers_AreKnown(string code, bool expected) =>
        Assert.Equal(expected, HotRegion.IsPerRequest(HotPathSource.Marked(HotPathSource.Parse(code))));
}
