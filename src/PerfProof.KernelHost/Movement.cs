using System.Numerics;

namespace PerfProof.KernelHost;

/// <summary>Moves floating-point inputs at random by a small share of themselves; zeros, NaN and infinities stay, and so do numbers that a range keeps.</summary>
/// <param name="by">The share, as a standard deviation; 0 to leave all as it is.</param>
/// <param name="seed">What decides how each is moved.</param>
internal sealed class Movement(double by, ulong seed)
{
    /// <summary>Nothing is moved.</summary>
    public static Movement None { get; } = new(0, 0);

    /// <summary>A number after the movement; anything else as it is.</summary>
    public object Of(object value, string path, NumberRange? range) => by == 0 ? value : value switch
    {
        float number => Moved(number, new(seed, path), range),
        double number => Moved(number, new(seed, path), range),
        Half number => Moved(number, new(seed, path), range),
        _ => value,
    };

    /// <summary>Moves the numbers of an array.</summary>
    public void Apply(Array array, string path, NumberRange? range, bool staysSorted)
    {
        switch (array)
        {
            case float[] numbers when by > 0: Move(numbers); break;
            case double[] numbers when by > 0: Move(numbers); break;
            case Half[] numbers when by > 0: Move(numbers); break;
        }

        void Move<T>(T[] numbers)
            where T : IFloatingPointIeee754<T>
        {
            var random = new SeededRandom(seed, path);
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = this.Moved(numbers[i], random, range);
            }

            if (staysSorted)
            {
                Array.Sort(numbers);
            }
        }
    }

    private T Moved<T>(T number, SeededRandom random, NumberRange? range)
        where T : IFloatingPointIeee754<T>
    {
        // Even over an interval, so that a coarse type rounds it to its neighbours and no further.
        var moved = double.CreateTruncating(number) * (1 + (by * Math.Sqrt(3) * ((2 * random.Uniform()) - 1)));
        return double.IsFinite(moved) ? T.CreateTruncating(range?.Clamp(moved) ?? moved) : number;
    }
}
