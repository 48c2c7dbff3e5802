using System.Numerics;
using System.Runtime.InteropServices;

namespace PerfProof.KernelHost;

/// <summary>Numbers of any primitive type as float64, alone and in runs.</summary>
internal static class Numbers
{
    /// <summary>Whole numbers up to here are exact as float64.</summary>
    public const long MaximumExact = 9007199254740992;

    public static bool TryGet(object value, out LeafKind kind, out double[] numbers)
    {
        (kind, var number) = value switch
        {
            float single => (LeafKind.Single, single),
            double @double => (LeafKind.Double, @double),
            Half half => (LeafKind.Half, (double)half),
            int integer => (LeafKind.Integer, integer),
            bool boolean => (LeafKind.Integer, boolean ? 1 : 0),
            char character => (LeafKind.Integer, character),
            byte or sbyte or short or ushort or uint => (LeafKind.Integer, Convert.ToDouble(value, null)),
            long number64 when Math.Abs((double)number64) < MaximumExact => (LeafKind.Integer, number64),
            ulong number64 when number64 < MaximumExact => (LeafKind.Integer, number64),
            nint native => (LeafKind.Integer, native),
            nuint native => (LeafKind.Integer, native),
            Enum member => (LeafKind.Integer, Convert.ToDouble(Convert.ChangeType(member, Enum.GetUnderlyingType(member.GetType()), null), null)),
            _ => (LeafKind.Text, default(double?)),
        };
        numbers = number is { } found ? [found] : [];
        return number is not null;
    }

    public static bool TryGetAll(object value, out LeafKind kind, out double[] numbers)
    {
        switch (value)
        {
            case float[] items: return Widen(LeafKind.Single, items.AsSpan(), out kind, out numbers);
            case double[] items: return Widen(LeafKind.Double, items.AsSpan(), out kind, out numbers);
            case Half[] items: return Widen(LeafKind.Half, items.AsSpan(), out kind, out numbers);
            case int[] items: return Widen(LeafKind.Integer, items.AsSpan(), out kind, out numbers);
            // Beyond what float64 holds they are taken one by one.
            case long[] items when Array.TrueForAll(items, item => item is >= -MaximumExact and <= MaximumExact): return Widen(LeafKind.Integer, items.AsSpan(), out kind, out numbers);
            case ulong[] items when Array.TrueForAll(items, item => item <= MaximumExact): return Widen(LeafKind.Integer, items.AsSpan(), out kind, out numbers);
            case short[] items: return Widen(LeafKind.Integer, items.AsSpan(), out kind, out numbers);
            case ushort[] items: return Widen(LeafKind.Integer, items.AsSpan(), out kind, out numbers);
            case byte[] items: return Widen(LeafKind.Integer, items.AsSpan(), out kind, out numbers);
            case sbyte[] items: return Widen(LeafKind.Integer, items.AsSpan(), out kind, out numbers);
            case uint[] items: return Widen(LeafKind.Integer, items.AsSpan(), out kind, out numbers);
            case ReadOnlyMemory<float> memory: return Widen(LeafKind.Single, memory.Span, out kind, out numbers);
            case Memory<float> memory: return Widen(LeafKind.Single, memory.Span, out kind, out numbers);
            case ReadOnlyMemory<double> memory: return Widen(LeafKind.Double, memory.Span, out kind, out numbers);
            case ReadOnlyMemory<Half> memory: return Widen(LeafKind.Half, memory.Span, out kind, out numbers);
            case Memory<Half> memory: return Widen(LeafKind.Half, memory.Span, out kind, out numbers);
            case ReadOnlyMemory<byte> memory: return Widen(LeafKind.Integer, memory.Span, out kind, out numbers);
            case List<float> items: return Widen(LeafKind.Single, items.ToArray().AsSpan(), out kind, out numbers);
            case List<double> items: return Widen(LeafKind.Double, items.ToArray().AsSpan(), out kind, out numbers);
            case List<Half> items: return Widen(LeafKind.Half, items.ToArray().AsSpan(), out kind, out numbers);
            case List<int> items: return Widen(LeafKind.Integer, items.ToArray().AsSpan(), out kind, out numbers);
            default:
                (kind, numbers) = (LeafKind.Text, []);
                return false;
        }
    }

    /// <summary>The bytes of an array of the common types; none of others.</summary>
    public static ReadOnlySpan<byte> Bytes(Array numbers) => numbers switch
    {
        float[] items => MemoryMarshal.AsBytes(items.AsSpan()),
        double[] items => MemoryMarshal.AsBytes(items.AsSpan()),
        Half[] items => MemoryMarshal.AsBytes(items.AsSpan()),
        // To the runtime, an array of unsigned numbers is one of signed ones as well; a span of it is not.
        _ when numbers.GetType() == typeof(int[]) => MemoryMarshal.AsBytes(((int[])numbers).AsSpan()),
        _ when numbers.GetType() == typeof(byte[]) => ((byte[])numbers).AsSpan(),
        _ => [],
    };

    /// <summary>Whether a type holds whole numbers only.</summary>
    public static bool IsWhole(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64 && !type.IsEnum;

    /// <summary>A number as a primitive type, or the nearest that the type has.</summary>
    public static object ToType(double number, Type type) => Type.GetTypeCode(type) switch
    {
        _ when type == typeof(Half) => (Half)number,
        _ when type == typeof(nint) => (nint)number,
        _ when type == typeof(nuint) => (nuint)number,
        TypeCode.Single => (float)number,
        TypeCode.Boolean => number != 0,
        TypeCode.Char => (char)number,
        _ => Convert.ChangeType(Math.Clamp(number, Least(type), Most(type)), type, null),
    };

    private static double Least(Type type) => type == typeof(double) ? double.MinValue : Convert.ToDouble(type.GetField(nameof(int.MinValue))!.GetValue(null), null);

    // The largest float64 that the 64-bit types can hold is below their largest number.
    private static double Most(Type type) => type == typeof(double) ? double.MaxValue
        : Type.GetTypeCode(type) is TypeCode.Int64 or TypeCode.UInt64 ? MaximumExact
        : Convert.ToDouble(type.GetField(nameof(int.MaxValue))!.GetValue(null), null);

    private static bool Widen<T>(LeafKind from, ReadOnlySpan<T> items, out LeafKind kind, out double[] numbers)
        where T : INumberBase<T>
    {
        kind = from;
        numbers = new double[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            numbers[i] = double.CreateChecked(items[i]);
        }

        return true;
    }
}
