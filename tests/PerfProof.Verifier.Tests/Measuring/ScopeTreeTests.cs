using System.Diagnostics;

namespace PerfProof.Verifier.Tests.Measuring;

/// <summary>Scopes: nested, across awaits and threads, without an end, ended twice; what their times have to do with each other. No test asserts how long something takes.</summary>
public sealed class ScopeTreeTests
{
    // Times are sums of ticks divided by the same number: they agree to rounding.
    private const double Rounding = 1e-9;

    private readonly ScopeTree tree = new();

    [Fact]
    public void Nested_StandBelowEachOther()
    {
        using (this.tree.Enter("a"))
        {
            using (this.tree.Enter("b"))
            {
            }

            using (this.tree.Enter("b"))
            {
            }
        }

        using (this.tree.Enter("b"))
        {
        }

        Assert.Equal([("a", 0, 1), ("b", 0, 1), ("b", 1, 2)], this.Lines());
    }

    [Fact]
    public async Task Await_KeepsTheOuterScope()
    {
        using (this.tree.Enter("outer"))
        {
            await Task.Yield();
            await this.InnerAsync();
            await Task.Run(this.InnerAsync);
        }

        await this.InnerAsync();

        Assert.Equal([("inner", 0, 1), ("inner", 1, 2), ("outer", 0, 1)], this.Lines());
    }

    [Fact]
    public async Task Parallel_TotalMayExceedTime_ShareAndSelfDoNot()
    {
        using (var barrier = new Barrier(4))
        using (this.tree.Enter("all"))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    using (this.tree.Enter("part"))
                    {
                        barrier.SignalAndWait();
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
        }

        var summary = this.tree.Summary();
        var (all, part) = (summary.Rows[0], summary.Rows[1]);
        Assert.Equal(("part", 4), (part.Name, part.Calls));
        Assert.InRange(part.Share, 0, all.Share);
        Assert.InRange(all.SelfSeconds, 0, all.TotalSeconds);
        // All four were open at the same time, once: together they cover no more than the one around them.
        Assert.InRange(part.Share * summary.WholeSeconds, 0, all.TotalSeconds + Rounding);
    }

    [Fact]
    public void Exception_EndsTheScope()
    {
        Assert.Throws<InvalidOperationException>(Fail);

        using (this.tree.Enter("after"))
        {
        }

        Assert.Equal([("after", 0, 1), ("fails", 0, 1)], this.Lines());

        void Fail()
        {
            using (this.tree.Enter("fails"))
            {
                throw new InvalidOperationException();
            }
        }
    }

    [Fact]
    public void Scope_ThatNeverEnds_IsToldAsOpen_AndHoldsNothingThatComesAfterItsOuter()
    {
        using (this.tree.Enter("outer"))
        {
            _ = this.tree.Enter("lost");
            using (this.tree.Enter("within"))
            {
            }
        }

        using (this.tree.Enter("after"))
        {
        }

        Assert.Equal([("after", 0, 1), ("lost", 1, 0), ("outer", 0, 1), ("within", 2, 1)], this.Lines());
        var lost = this.tree.Summary().Rows.Single(row => row.Name == "lost");
        Assert.Equal(1, lost.Open);
        Assert.InRange(lost.Share, double.Epsilon, 1);
        Assert.Contains("0 +1 open", this.tree.Summary().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_Twice_CountsOnce()
    {
        var outer = this.tree.Enter("outer");
        var scope = this.tree.Enter("inner");
        scope.Dispose();
        scope.Dispose();
        using (this.tree.Enter("next"))
        {
            scope.Dispose();
            using (this.tree.Enter("below"))
            {
            }
        }

        outer.Dispose();

        Assert.Equal([("below", 2, 1), ("inner", 1, 1), ("next", 1, 1), ("outer", 0, 1)], this.Lines());
    }

    [Fact]
    public async Task Dispose_InAnotherFlow_EndsIt()
    {
        var scope = this.tree.Enter("handed over");
        await Task.Run(() =>
        {
            using (this.tree.Enter("there"))
            {
                scope.Dispose();
            }
        });

        Assert.Equal([("handed over", 0, 1), ("there", 1, 1)], this.Lines());
        Assert.All(this.tree.Summary().Rows, row => Assert.Equal(0, row.Open));
    }

    [Fact]
    public void Reset_ForgetsAll_AndWhatIsOpenHoldsNothing()
    {
        using (this.tree.Enter("before"))
        {
            this.tree.Reset();
            using (this.tree.Enter("after"))
            {
            }
        }

        Assert.Equal([("after", 0, 1)], this.Lines());
    }

    [Fact]
    public void Names_MadeUpWithoutEnd_AreCountedTogether()
    {
        for (var i = 0; i < 3 * ScopeTree.MostLines; i++)
        {
            using (this.tree.Enter("item " + i))
            {
            }
        }

        var rows = this.tree.Summary().Rows;
        Assert.Equal(ScopeTree.MostLines + 1, rows.Count);
        Assert.Equal(2 * ScopeTree.MostLines, rows.Single(row => row.Name == ScopeTree.Rest).Calls);
    }

    [Fact]
    public void Recursion_Deep_StaysBounded()
    {
        this.Recurse(5 * ScopeTree.MostLines);

        var rows = this.tree.Summary().Rows;
        Assert.InRange(rows.Count, ScopeTree.MostLines, ScopeTree.MostLines + 1);
        Assert.Equal(5 * ScopeTree.MostLines, rows.Sum(row => row.Calls));
    }

    [Fact]
    public void Allocations_BelongToTheScopeThatIsInnermost()
    {
        using (this.tree.Enter("outer"))
        {
            using (this.tree.Enter("inner"))
            {
                GC.KeepAlive(new byte[1 << 20]);
            }

            GC.KeepAlive(new byte[1 << 18]);
        }

        GC.KeepAlive(new byte[1 << 22]);
        var rows = this.tree.Summary().Rows;
        Assert.InRange(rows[1].AllocatedBytes!.Value, 1 << 20, (1 << 20) + 4096);
        Assert.InRange(rows[0].AllocatedBytes!.Value - rows[1].AllocatedBytes!.Value, 1 << 18, (1 << 18) + 4096);
    }

    [Fact]
    public void Allocations_OfMeasuringItself_BelongToNobody()
    {
        using (this.tree.Enter("outer"))
        {
            for (var i = 0; i < 1000; i++)
            {
                using (this.tree.Enter("inner"))
                {
                }
            }
        }

        Assert.Equal([0L, 0L], this.tree.Summary().Rows.Select(row => row.AllocatedBytes));
    }

    [Fact]
    public async Task Allocations_AcrossAwaits_BelongToTheirFlow()
    {
        const int Large = 1 << 22;
        using (var ready = new SemaphoreSlim(0))
        {
            var other = Task.Run(async () =>
            {
                await ready.WaitAsync();
                GC.KeepAlive(new byte[Large]);
            });
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            {
                using (this.tree.Enter("flow " + i))
                {
                    await Task.Yield();
                    GC.KeepAlive(new byte[1 << 18]);
                    await Task.Yield();
                    ready.Release();
                    GC.KeepAlive(new byte[1 << 18]);
                }
            }));
            await other;
        }

        // What the flow without a scope allocated on the same threads is in none.
        Assert.All(this.tree.Summary().Rows, row => Assert.InRange(row.AllocatedBytes!.Value, 1 << 19, (1 << 19) + (1 << 17)));
    }

    /// <summary>In one flow, every tick belongs to exactly one scope: what is within and the rest make up the whole.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_TreesOfScopes_AddUp(int seed)
    {
        var random = new Random(seed);
        var opened = 0;
        for (var i = 0; i < 40; i++)
        {
            Open(0);
        }

        var rows = this.tree.Summary().Rows;
        Assert.Equal(opened, rows.Sum(row => row.Calls));
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var below = rows.Skip(i + 1).TakeWhile(other => other.Depth > row.Depth).Where(other => other.Depth == row.Depth + 1).ToList();
            Assert.Equal(row.TotalSeconds, row.SelfSeconds + below.Sum(other => other.TotalSeconds), Rounding);
            Assert.True(row.MinSeconds <= row.MedianSeconds && row.MedianSeconds <= row.MaxSeconds && row.MaxSeconds <= row.TotalSeconds + Rounding);
            Assert.InRange(row.Share, below.Select(other => other.Share).DefaultIfEmpty(0).Max() - Rounding, 1);
        }

        void Open(int depth)
        {
            opened++;
            using (this.tree.Enter("s" + random.Next(3)))
            {
                for (var i = random.Next(4); depth < 5 && i > 0; i--)
                {
                    Open(depth + 1);
                }
            }
        }
    }

    [Fact]
    public async Task Threads_ManyAtOnce_LoseNothing()
    {
        const int Each = 2000;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                using (this.tree.Enter("a"))
                using (this.tree.Enter("b"))
                {
                }
            }
        })));

        Assert.Equal([("a", 0, 8 * Each), ("b", 1, 8 * Each)], this.Lines());
        Assert.All(this.tree.Summary().Rows, row => Assert.Equal(0, row.Open));
    }

    [Fact]
    public void Median_OfManyDurations_IsWithinOnePercent()
    {
        var random = new Random(5);
        for (var round = 0; round < 50; round++)
        {
            var durations = new Durations();
            var all = Enumerable.Range(0, 1 + random.Next(2000)).Select(_ => (long)Math.Exp(random.NextDouble() * 40)).ToList();
            all.ForEach(durations.Add);

            all.Sort();
            var exact = all[(all.Count - 1) / 2];
            Assert.InRange(durations.Median(), exact * 0.99 - 0.5, exact * 1.01 + 0.5);
            Assert.Equal((all[0], all[^1]), (durations.Least, durations.Most));
        }

        Assert.Equal(0, new Durations().Median());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Name_Missing_IsAnArgumentException(string? name) => Assert.Throws<ArgumentException>(() => Measure.Scope(name!));

    [Fact]
    public void Summary_OfNothing_SaysWhatToDo() => Assert.Contains("Measure.Scope", this.tree.Summary().ToString(), StringComparison.Ordinal);

    [Fact]
    public void Summary_Table_HasALineEach()
    {
        using (this.tree.Enter("one\nline"))
        using (this.tree.Enter("below"))
        {
        }

        var lines = this.tree.Summary().ToString().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("scope", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("one line ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  below ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("share is of the ", lines[3], StringComparison.Ordinal);
    }

    private async Task InnerAsync()
    {
        using (this.tree.Enter("inner"))
        {
            await Task.Yield();
        }
    }

    private void Recurse(int depth)
    {
        using (this.tree.Enter("r"))
        {
            if (depth > 1)
            {
                this.Recurse(depth - 1);
            }
        }
    }

    private IEnumerable<(string Name, int Depth, int Calls)> Lines() =>
        [.. this.tree.Summary().Rows.Select(row => (row.Name, row.Depth, (int)row.Calls)).OrderBy(line => line.Name, StringComparer.Ordinal).ThenBy(line => line.Depth)];
}
