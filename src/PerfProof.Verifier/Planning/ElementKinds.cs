using System.Globalization;

namespace PerfProof.Planning;

/// <summary>Element types, as facts name them and as kernels write them.</summary>
public static class ElementKinds
{
    /// <summary>The types, for messages.</summary>
    public const string Names = "Half, float, double, or whole numbers (sbyte, byte, short, ushort, int, uint, long, ulong)";

    /// <summary>The type that a fact names; null for one that kernels here do not know.</summary>
    public static ElementKind? Parse(string? type) => type switch
    {
        "System.Half" or "ILGPU.Half" or "Half" => ElementKind.Half,
        "float" => ElementKind.Single,
        "double" => ElementKind.Double,
        "int" => ElementKind.Int32,
        "byte" => ElementKind.Byte,
        "sbyte" => ElementKind.SByte,
        "short" => ElementKind.Int16,
        "ushort" => ElementKind.UInt16,
        "uint" => ElementKind.UInt32,
        "long" => ElementKind.Int64,
        "ulong" => ElementKind.UInt64,
        _ => null,
    };

    /// <summary>The type as a kernel writes it.</summary>
    public static string InKernel(this ElementKind kind) => kind switch
    {
        ElementKind.Half => "Half",
        ElementKind.Single => "float",
        ElementKind.Double => "double",
        ElementKind.Int32 => "int",
        ElementKind.Byte => "byte",
        ElementKind.SByte => "sbyte",
        ElementKind.Int16 => "short",
        ElementKind.UInt16 => "ushort",
        ElementKind.UInt32 => "uint",
        ElementKind.Int64 => "long",
        ElementKind.UInt64 => "ulong",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Bytes of a value.</summary>
    public static int Bytes(this ElementKind kind) => kind switch
    {
        ElementKind.Half or ElementKind.Int16 or ElementKind.UInt16 => 2,
        ElementKind.Double or ElementKind.Int64 or ElementKind.UInt64 => 8,
        ElementKind.Byte or ElementKind.SByte => 1,
        _ => 4,
    };

    /// <summary>The type as the host writes it.</summary>
    public static string OnHost(this ElementKind kind) => kind == ElementKind.Half ? "global::System.Half" : kind.InKernel();

    /// <summary>The number of turns that the flagged code states, within what can be run; otherwise a usual one.</summary>
    public static int Trips(this ProofContext context, int usual, int most) =>
        int.TryParse(context.Fact(Facts.TripCount), NumberStyles.None, CultureInfo.InvariantCulture, out var trips) && trips > 1 ? Math.Min(trips, most) : usual;
}
