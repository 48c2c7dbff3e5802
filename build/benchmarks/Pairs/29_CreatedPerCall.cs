using PerfProof.Pairs;

/// <summary>Something costly to create, as an accelerator is, created for each call, against once.</summary>
[Sizes(100)]
public static class P29CreatedPerCall
{
    private sealed class Engine
    {
        private readonly float[] table = new float[512];

        public Engine()
        {
            for (var i = 0; i < this.table.Length; i++)
            {
                this.table[i] = MathF.Sin(i * 0.0123f);
            }
        }

        public float Run(float value) => this.table[(int)(MathF.Abs(value) * 100) % this.table.Length] + value;
    }

    [Before]
    public static float[] Before([Between(-3, 3)] float[] x)
    {
        var y = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = new Engine().Run(x[i]);
        }

        return y;
    }

    [After]
    public static float[] After(float[] x)
    {
        var y = new float[x.Length];
        var engine = new Engine();
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = engine.Run(x[i]);
        }

        return y;
    }
}
