using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Execution;

/// <summary>What code is called with reaches what a wrong rewrite may leave out: both signs, both states of a switch, items that differ. Seeds are fixed: what they give does not vary.</summary>
public sealed class MadeUpInputsTests : IAsyncLifetime
{
    private const string Types = "public enum Mode { None, Some, All } public sealed record Item(string Name, int Score, bool IsKept);";

    private const string Facts = """
        public static double[] M(int[] whole, long[] large, short[] small, sbyte[] signed, uint[] unsigned, bool[] mask, Mode[] modes, System.Collections.Generic.List<Item> items, float[] x, bool flag, Mode mode, int n) =>
            System.Linq.Enumerable.ToArray(new double[]
            {
                System.Linq.Enumerable.Min(whole), System.Linq.Enumerable.Max(whole), System.Linq.Enumerable.Min(large),
                Distinct(small), System.Linq.Enumerable.Min(System.Linq.Enumerable.Select(signed, value => (int)value)), Distinct(unsigned), Distinct(mask), Distinct(modes),
                Distinct(System.Linq.Enumerable.Select(items, item => item.Score)), Distinct(System.Linq.Enumerable.Select(items, item => item.IsKept)),
                System.Linq.Enumerable.Min(x), System.Linq.Enumerable.Max(x), flag ? 1 : 0, (int)mode, n,
            });

        private static int Distinct<T>(System.Collections.Generic.IEnumerable<T> items) => System.Linq.Enumerable.Count(System.Linq.Enumerable.Distinct(items));
        """;

    private const int Size = 40;

    private readonly MethodPairs pairs = new();
    private Worker worker = null!;
    private VariantSpec side = null!;

    public async Task InitializeAsync()
    {
        this.side = this.pairs.Experiment(Facts, Facts, SizePlan.None, Types).After;
        this.worker = Worker.Start(new(Tiered: false, [], 1L << 30, this.pairs.Scratch.NewFolder("run")));
        await this.worker.AskAsync(new Request("load") { Variants = [this.side] }, MethodPairs.Quick.CallLimit, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await this.worker.DisposeAsync();
        this.pairs.Dispose();
    }

    [Fact]
    public async Task Inputs_DifferWhereCodeMayLook()
    {
        var ordinary = await this.FactsAsync(Lane.Normal, 1);
        Assert.InRange(ordinary[0], 0, Size - 1);
        Assert.InRange(ordinary[1], 1, Size - 1);
        Assert.InRange(ordinary[3], 2, Size);
        Assert.InRange(ordinary[4], -128, -1);
        Assert.InRange(ordinary[5], 2, Size);
        Assert.Equal((2, 3), (ordinary[6], ordinary[7]));
        Assert.InRange(ordinary[8], 2, Size);
        Assert.Equal((2, 0, 0, Size), (ordinary[9], ordinary[12], ordinary[13], ordinary[14]));

        var negative = await this.FactsAsync(Lane.Negative, 1);
        Assert.InRange(negative[0], -Size, -1);
        Assert.InRange(negative[1], -Size, -1);
        Assert.InRange(negative[2], -Size, -1);
        Assert.InRange(negative[10], -1e6, -100);
        Assert.InRange(negative[11], -1e6, -100);

        var varied = new List<double[]>();
        for (ulong seed = 1; seed <= 8; seed++)
        {
            varied.Add(await this.FactsAsync(Lane.Wide, seed));
        }

        Assert.Equal([0, 1], varied.Select(facts => facts[12]).Distinct().Order());
        Assert.Equal([0, 1, 2], varied.Select(facts => facts[13]).Distinct().Order());
    }

    private async Task<double[]> FactsAsync(Lane lane, ulong seed)
    {
        var (_, body, _) = await this.worker.AskAsync(
            new Request("observe") { Variant = this.side.Name, Size = Size, Seed = seed, Lane = lane }, MethodPairs.Quick.CallLimit, CancellationToken.None);
        return Observation.Deserialize(body).Leaves.Single(leaf => leaf.Path == "return").Numbers;
    }
}
