using PerfProof.Pairs;

/// <summary>Steps of a recurrence that copy state and weights, against state that stays.</summary>
[Sizes(4_000)]
public static class P26RnnResident
{
    private static void Step(float[] state, float[] weights, float value)
    {
        for (var i = 0; i < state.Length; i++)
        {
            state[i] = (state[i] * weights[i]) + value;
        }
    }

    [Before]
    public static float[] Before(float[] start, [Between(-1, 1)] float[] decay, [Length("16")] float[] input)
    {
        var state = start;
        foreach (var value in input)
        {
            // As an upload of everything before each step, and a download after it.
            var onDevice = (float[])state.Clone();
            var weights = (float[])decay.Clone();
            Step(onDevice, weights, value);
            state = (float[])onDevice.Clone();
        }

        return state;
    }

    [After]
    public static float[] After(float[] start, float[] decay, float[] input)
    {
        var state = (float[])start.Clone();
        foreach (var value in input)
        {
            Step(state, decay, value);
        }

        return state;
    }
}
