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
        // By the exact type: to the runtime, an array of uint or of an enumeration is one of int as well.
        var element = array.GetType().GetElementType()!;
        switch (element.IsEnum ? TypeCode.Empty : Type.GetTypeCode(element))
        {
            case TypeCode.Single: this.Floats((float[])array, random); break;
            case TypeCode.Double: this.Floats((double[])array, random); break;
            case TypeCode.SByte: this.Integers((sbyte[])array, random, sbyte.MinValue, sbyte.MaxValue); break;
            case TypeCode.Byte: this.Integers((byte[])array, random, byte.MinValue, byte.MaxValue); break;
            case TypeCode.Int16: this.Integers((short[])array, random, short.MinValue, short.MaxValue); break;
            case TypeCode.UInt16: this.Integers((ushort[])array, random, ushort.MinValue, ushort.MaxValue); break;
            case TypeCode.Int32: this.Integers((int[])array, random, int.MinValue, int.MaxValue); break;
            case TypeCode.UInt32: this.Integers((uint[])array, random, uint.MinValue, uint.MaxValue); break;
            case TypeCode.Int64: this.Integers((long[])array, random, -Numbers.MaximumExact, Numbers.MaximumExact); break;
            case TypeCode.UInt64: this.Integers((ulong[])array, random, 0, Numbers.MaximumExact); break;
            case TypeCode.Char: MadeUp.Text(random, "", array.Length).AsSpan(0, array.Length).CopyTo((char[])array); return true;
            case TypeCode.Boolean: Switches((bool[])array, random); break;
            case TypeCode.Object when element == typeof(Half): this.Floats((Half[])array, random); break;
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
        // What holds few numbers holds no indices: bytes are pixels, weights, text.
        var isSmall = most <= byte.MaxValue;
        var distribution = keepsIndices && !isSmall ? Lane.Normal : lane;
        for (var i = 0; i < numbers.Length; i++)
        {
            var number = isSmall && distribution is not (Lane.SmallIntegers or Lane.Sparse or Lane.Special or Lane.Tiny)
                ? least + random.Below((int)(most - least) + 1)
                : Math.Clamp(random.Whole(distribution, numbers.Length, least, most), least, most);
            numbers[i] = T.CreateChecked(number);
        }
    }

    private static void Switches(bool[] switches, SeededRandom random)
    {
        for (var i = 0; i < switches.Length; i++)
        {
            switches[i] = random.Below(2) == 1;
        }
    }
}
