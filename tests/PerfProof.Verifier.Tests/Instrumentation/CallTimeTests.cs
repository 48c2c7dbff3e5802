namespace PerfProof.Verifier.Tests.Instrumentation;

/// <summary>What the time of a call covers. Times are compared with each other, never with a clock.</summary>
public sealed class CallTimeTests
{
    private const string Head = """
        using System; using System.Collections.Generic; using System.Linq; using System.Threading; using System.Threading.Tasks;

        """;

    [Fact]
    public async Task AwaitedCall_LastsUntilItCompleted()
    {
        var run = await Instrumented.RunAsync(
            Head + """
            public static class C
            {
                static readonly SemaphoreSlim go = new(0);
                static async Task WaitAsync() => await Task.Delay(200);
                static async Task<int> ValueAsync() { await Task.Delay(200); return 7; }
                static async ValueTask<int> FastAsync() { await Task.Delay(200).ConfigureAwait(false); return 8; }
                static async ValueTask BareAsync() => await Task.Delay(200);
                static Task Sync() => Task.CompletedTask;
                static void Whole() { }
                public static async Task<string> Run()
                {
                    await WaitAsync();
                    var n = await ValueAsync().ConfigureAwait(false);
                    var t = FastAsync();
                    n += await t;
                    await BareAsync();
                    await Sync();
                    return n.ToString();
                }
            }
            """,
            ["WaitAsync", "ValueAsync", "FastAsync", "BareAsync", "Sync"]);

        Assert.Equal("15", run.After);
        foreach (var name in new[] { "WaitAsync", "ValueAsync", "FastAsync", "BareAsync" })
        {
            // The timer of the framework may end a hair early.
            Assert.InRange(run.Of(name).Covered, 0.19, run.Record.Wall);
            Assert.Equal(1, run.Of(name).Ended);
        }

        Assert.True(run.Of("Sync").Covered < run.Of("WaitAsync").Covered);
    }

    [Fact]
    public async Task Stream_CountsItsItems()
    {
        var run = await Instrumented.RunAsync(
            Head + """
            public static class C
            {
                static async IAsyncEnumerable<int> Items([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken c = default) { for (var i = 0; i < 5; i++) { await Task.Delay(20, c); yield return i; } }
                public static async Task<string> Run()
                {
                    var n = 0;
                    await foreach (var i in Items()) { n += i; }
                    await foreach (var i in Items().WithCancellation(CancellationToken.None).ConfigureAwait(false)) { if (i == 2) break; n += i; }
                    return n.ToString();
                }
            }
            """,
            ["Items"]);

        Assert.Equal("11", run.After);
        Assert.Equal([5, 3], run.Record.Sites.Select(site => site.Items));
        Assert.Equal([1, 1], run.Record.Sites.Select(site => site.Calls));
        Assert.All(run.Record.Sites, site => Assert.True(site.Covered > 0));
    }

    [Fact]
    public async Task CallInItself_CountsItsTimeOnce()
    {
        var run = await Instrumented.RunAsync(
            Head + """
            public static class C
            {
                static int Deep(int n) { if (n == 0) { Task.Delay(100).Wait(); return 0; } return 1 + Deep(n - 1); }
                static int Whole() => Deep(20);
                public static string Run() => Whole().ToString();
            }
            """,
            ["Deep", "Whole"]);

        var deep = run.Record.Sites.Where(site => site.Index != run.Of("Whole").Index).ToList();
        Assert.Equal(21, deep.Sum(site => site.Calls));
        Assert.All(deep, site => Assert.InRange(site.Sum, 0.09, run.Of("Whole").Sum));
        Assert.All(deep, site => Assert.InRange(site.Covered, 0.09, run.Of("Whole").Covered));
    }

    [Fact]
    public async Task CallsAtTheSameTime_CoverWallTimeOnce()
    {
        var run = await Instrumented.RunAsync(
            Head + """
            public static class C
            {
                static Task WaitAsync() => Task.Delay(200);
                static async Task All() => await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => WaitAsync()));
                public static async Task<string> Run() { await All(); return ""; }
            }
            """,
            ["WaitAsync", "All"]);

        Assert.Equal(100, run.Of("WaitAsync").Calls);
        Assert.InRange(run.Of("WaitAsync").Sum, 100 * 0.19, double.MaxValue);
        Assert.InRange(run.Of("WaitAsync").Covered, 0.19, run.Of("All").Covered);
    }

    [Fact]
    public async Task ManyShortCallsWithinALongOne_CoverItOnce()
    {
        // More stretches than are kept apart.
        var run = await Instrumented.RunAsync(
            Head + """
            public static class C
            {
                static async Task Work(int n)
                {
                    if (n == 0) { await Task.Delay(1); return; }
                    for (var i = 0; i < 200; i++) { await Work(0); await Task.Yield(); }
                }
                static Task Outer() => Work(1);
                public static async Task<string> Run() { await Outer(); return ""; }
            }
            """,
            ["Work", "Outer"]);

        var outer = run.Of("Outer");
        var whole = run.Record.Sites.Single(site => site.Calls == 1 && site.Index != outer.Index);
        Assert.InRange(whole.Covered, 0.9 * outer.Covered, outer.Covered);
    }

    [Fact]
    public async Task CallThatThrows_IsCountedAndTakesNothingAlong()
    {
        var run = await Instrumented.RunAsync(
            Head + """
            public static class C
            {
                static int Work(int n) { Task.Delay(20).Wait(); return n == 0 ? throw new InvalidOperationException() : n; }
                public static string Run()
                {
                    var n = 0;
                    for (var i = 0; i < 4; i++) { try { n += Work(i % 2); } catch (InvalidOperationException) { n += 10; } }
                    return n.ToString();
                }
            }
            """,
            ["Work"]);

        Assert.Equal("22", run.After);
        Assert.Equal((4, 2), (run.Of("Work").Calls, run.Of("Work").Ended));
        Assert.InRange(run.Of("Work").Sum, 0.03, run.Record.Wall);
    }

    [Fact]
    public async Task Arguments_AreNotPartOfTheCall()
    {
        var run = await Instrumented.RunAsync(
            Head + """
            public static class C
            {
                static string Slow() { Task.Delay(100).Wait(); return "text"; }
                static int Count(string text, int more) => text.Length + more;
                static async Task<string> SlowAsync() { await Task.Delay(100); return "awaited"; }
                public static async Task<string> Run() => (Count(Slow(), 1) + Count(await SlowAsync(), 2)).ToString();
            }
            """,
            ["Count", "Slow"]);

        Assert.Equal("14", run.After);
        Assert.All(run.Program.Counted, site => Assert.False(site.IncludesOperands));
        Assert.All(run.Record.Sites.Where(site => site.Index != run.Of("Slow").Index), site => Assert.True(site.Sum < run.Of("Slow").Sum));
    }

    [Fact]
    public async Task Sizes_AreThoseOfTheOperands()
    {
        var run = await Instrumented.RunAsync(
            Head + """
            public static class C
            {
                static int Count(string text, IReadOnlyList<int> items, IEnumerable<int> lazy, ReadOnlySpan<char> span, int[] none) => text.Length;
                public static string Run()
                {
                    for (var i = 1; i <= 9; i++) { Count(new string('x', i), new int[2 * i], Enumerable.Range(0, 3).Where(x => x > 0), "abcd".AsSpan(0, i % 4), null); }
                    return "abc".Substring(1);
                }
            }
            """,
            ["Count", "Substring"]);

        var site = run.Program.Counted.Single(site => site.Operands.Length > 1);
        Assert.Equal("text items lazy span", string.Join(' ', site.Operands));
        Assert.Equal(
            [(0, 9, 1, 5, 9), (1, 9, 2, 10, 18), (3, 9, 0, 1, 3)],
            run.Of("Count").Sizes.Select(size => (size.Operand, (int)size.Count, (int)size.Min, (int)size.Median, (int)size.Max)));
        Assert.Equal(3, Assert.Single(run.Of("Substring").Sizes).Max);
    }
}
