using System.Globalization;

namespace PerfProof.Planning;

/// <summary>Element types, as facts name them and as kernels write them.</summary>
public static class ElementKinds
{
    /// <summary>The type that a fact names; null for one that kernels here do not know.</summary>
    public static ElementKind? Parse(string? type) => type switch
    {
        "System.Half" or "ILGPU.Half" or "Half" => ElementKind.Half,
        "float" => ElementKind.Single,
        "double" => ElementKind.Double,
        "int" => ElementKind.Int32,
        "byte" => ElementKind.Byte,
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
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Bytes of a value.</summary>
    public static int Bytes(this ElementKind kind) => kind switch
    {
        ElementKind.Half => 2,
        ElementKind.Double => 8,
        ElementKind.Byte => 1,
        _ => 4,
    };

    /// <summary>The type as the host writes it.</summary>
    public static string OnHost(this ElementKind kind) => kind == ElementKind.Half ? "global::System.Half" : kind.InKernel();

    /// <summary>The number of turns that the flagged code states, within what can be run; otherwise a usual one.</summary>
    public static int Trips(this ProofContext context, int usual, int most) =>
        int.TryParse(context.Fact(Facts.TripCount), NumberStyles.None, CultureInfo.InvariantCulture, out var trips) && trips > 1 ? Math.Min(trips, most) : usual;
}
