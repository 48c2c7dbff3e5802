using PerfProof.Pairs;

/// <summary>Cross-entropy by way of all probabilities, against the one that is needed.</summary>
[Sizes(200)]
public static class P18CrossEntropy
{
    private const int Classes = 32;

    [Before]
    public static float[] Before([Length("32*n"), Between(-4, 4)] float[] logits, [Between(0, 31)] int[] target)
    {
        var loss = new float[target.Length];
        for (var row = 0; row < target.Length; row++)
        {
            var raised = new double[Classes];
            for (var i = 0; i < Classes; i++)
            {
                raised[i] = Math.Exp(logits[(row * Classes) + i]);
            }

            var sum = raised.Sum();
            var chances = raised.Select(value => value / sum).ToArray();
            loss[row] = (float)-Math.Log(chances[target[row]]);
        }

        return loss;
    }

    [After]
    public static float[] After(float[] logits, int[] target)
    {
        var loss = new float[target.Length];
        for (var row = 0; row < target.Length; row++)
        {
            double sum = 0;
            for (var i = 0; i < Classes; i++)
            {
                sum += Math.Exp(logits[(row * Classes) + i]);
            }

            loss[row] = (float)(Math.Log(sum) - logits[(row * Classes) + target[row]]);
        }

        return loss;
    }
}
