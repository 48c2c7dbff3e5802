using System.Numerics;

namespace PerfProof.KernelHost;

/// <summary>Arrays of numbers and characters, by distribution.</summary>
/// <param name="lane">The distribution.</param>
/// <param name="keepsIndices">Whether whole numbers stay in range as indices, whatever the distribution: a device reads beyond its memory where the host would throw.</param>
internal sealed class RandomArrays(Lane lane, bool keepsIndices)
{
    /// <summary>Fills an array; false for elements that are neither.</summary>
    public bool TryFill(Array array, SeededRandom random)
    {
        switch (array)
        {
            case float[] numbers: this.Floats(numbers, random); break;
            case double[] numbers: this.Floats(numbers, random); break;
            case Half[] numbers: this.Floats(numbers, random); break;
            case int[] numbers: this.Integers(numbers, random, int.MinValue, int.MaxValue); break;
            case long[] numbers: this.Integers(numbers, random, -Numbers.MaximumExact, Numbers.MaximumExact); break;
            case uint[] numbers: this.Integers(numbers, random, uint.MinValue, uint.MaxValue); break;
            case short[] numbers: this.Integers(numbers, random, short.MinValue, short.MaxValue); break;
            case ushort[] numbers: this.Integers(numbers, random, ushort.MinValue, ushort.MaxValue); break;
            case char[] characters: MadeUp.Text(random, "", characters.Length).AsSpan(0, characters.Length).CopyTo(characters); return true;
            default: return false;
        }

        if (lane == Lane.Sorted)
        {
            Array.Sort(array);
        }

        return true;
    }

    private void Floats<T>(T[] numbers, SeededRandom random)
        where T : IFloatingPointIeee754<T>
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = T.CreateTruncating(random.Number(lane, double.CreateTruncating(T.Epsilon)));
        }

        // What a distribution is for must be there, also where chance would have left it out.
        ReadOnlySpan<T> sure = lane switch { Lane.Special => [T.NaN], Lane.Infinite => [T.NegativeInfinity, T.PositiveInfinity], _ => [] };
        foreach (var number in numbers.Length > 0 ? sure : [])
        {
            numbers[random.Below(numbers.Length)] = number;
        }
    }

    private void Integers<T>(T[] numbers, SeededRandom random, long least, long most)
        where T : IBinaryInteger<T>
    {
        var distribution = keepsIndices ? Lane.Normal : lane;
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = T.CreateSaturating(random.Whole(distribution, numbers.Length, least, most));
        }
    }
}
