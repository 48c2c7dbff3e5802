using System.Runtime.InteropServices;
using System.Text;

namespace PerfProof.KernelHost;

/// <summary>What a leaf of an observation holds.</summary>
public enum LeafKind : byte
{
    /// <summary>Text, compared exactly: strings, names of types, null.</summary>
    Text,

    /// <summary>Whole numbers, characters, booleans, enums: exact.</summary>
    Integer,

    /// <summary>Half precision, kept as float64.</summary>
    Half,

    /// <summary>Single precision, kept as float64.</summary>
    Single,

    /// <summary>Double precision.</summary>
    Double,
}

/// <summary>One value or one run of values that code produced, and where it was found (<c>return.Items[3].Vector</c>).</summary>
/// <param name="Path">Where.</param>
/// <param name="Kind">What.</param>
/// <param name="Numbers">The numbers, for the numeric kinds; whole numbers beyond 2^53 come as text.</param>
/// <param name="Text">The text, for <see cref="LeafKind.Text"/>.</param>
public sealed record Leaf(string Path, LeafKind Kind, double[] Numbers, string? Text)
{
    /// <summary>Whether the call made it, rather than being given it.</summary>
    public bool IsResult => Observation.Made.Any(made => this.Path.StartsWith(made, StringComparison.Ordinal));
}

/// <summary>Everything that a call produced: its result, and what it was given, afterwards.</summary>
/// <param name="Leaves">The values.</param>
/// <param name="IsTruncated">Whether there was more than could be kept.</param>
public sealed record Observation(IReadOnlyList<Leaf> Leaves, bool IsTruncated)
{
    /// <summary>Where paths of what was returned begin.</summary>
    public const string Returned = "return";

    /// <summary>Where paths of what was printed begin.</summary>
    public const string Printed = "printed";

    /// <summary>Where paths of files begin that a program wrote beside itself.</summary>
    public const string Written = "file";

    /// <summary>Where paths of values begin that a test asserts.</summary>
    public const string Asserted = "asserted";

    /// <summary>Where paths of what a call makes begin.</summary>
    internal static IReadOnlyList<string> Made { get; } = [Returned, Printed, Written, Asserted];

    /// <summary>Where paths of settings of the process that have changed begin.</summary>
    public const string Process = "process";

    /// <summary>The same without settings of the process, which are changed for all code in it whoever changes them.</summary>
    public Observation WithoutProcess() => this with { Leaves = [.. this.Leaves.Where(leaf => !leaf.Path.StartsWith(Process, StringComparison.Ordinal))] };

    /// <summary>To bytes.</summary>
    public byte[] Serialize()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(this.IsTruncated);
        writer.Write(this.Leaves.Count);
        foreach (var leaf in this.Leaves)
        {
            writer.Write(leaf.Path);
            writer.Write((byte)leaf.Kind);
            if (leaf.Kind == LeafKind.Text)
            {
                writer.Write(leaf.Text!);
            }
            else
            {
                writer.Write(leaf.Numbers.Length);
                writer.Write(Packed(leaf));
            }
        }

        return stream.ToArray();
    }

    /// <summary>Several to bytes.</summary>
    public static byte[] SerializeAll(IReadOnlyList<Observation> all)
    {
        using var stream = new MemoryStream();
        foreach (var bytes in all.Select(one => one.Serialize()))
        {
            stream.Write(BitConverter.GetBytes(bytes.Length));
            stream.Write(bytes);
        }

        return stream.ToArray();
    }

    /// <summary>The bytes of each of several.</summary>
    /// <exception cref="InvalidDataException">The bytes are no observations.</exception>
    public static IReadOnlyList<byte[]> Split(byte[] bytes)
    {
        var all = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = at + sizeof(int) <= bytes.Length ? BitConverter.ToInt32(bytes, at) : -1;
            at += sizeof(int);
            if (length < 0 || length > bytes.Length - at)
            {
                throw new InvalidDataException("the child sent observations that cannot be read");
            }

            all.Add(bytes[at..(at + length)]);
            at += length;
        }

        return all;
    }

    /// <summary>From bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are no observation.</exception>
    public static Observation Deserialize(byte[] bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            var truncated = reader.ReadBoolean();
            var leaves = new Leaf[CheckedCount(reader.ReadInt32())];
            for (var i = 0; i < leaves.Length; i++)
            {
                var path = reader.ReadString();
                var kind = (LeafKind)reader.ReadByte();
                if (kind == LeafKind.Text)
                {
                    leaves[i] = new(path, kind, [], reader.ReadString());
                    continue;
                }

                leaves[i] = new(path, kind, Unpacked(reader, kind, CheckedCount(reader.ReadInt32())), null);
            }

            return new(leaves, truncated);
        }
        catch (Exception exception) when (exception is IOException or FormatException or OverflowException)
        {
            throw new InvalidDataException("the child sent an observation that cannot be read", exception);
        }

        int CheckedCount(int count) =>
            count >= 0 && count <= bytes.Length ? count : throw new EndOfStreamException();
    }

    // In the type that they came in, which holds them to the bit: half the bytes for float, a quarter for half.
    private static ReadOnlySpan<byte> Packed(Leaf leaf) => leaf.Kind switch
    {
        LeafKind.Single => MemoryMarshal.AsBytes(Array.ConvertAll(leaf.Numbers, number => (float)number).AsSpan()),
        LeafKind.Half => MemoryMarshal.AsBytes(Array.ConvertAll(leaf.Numbers, number => (Half)number).AsSpan()),
        _ => MemoryMarshal.AsBytes(leaf.Numbers.AsSpan()),
    };

    private static double[] Unpacked(BinaryReader reader, LeafKind kind, int count) => kind switch
    {
        LeafKind.Single => Array.ConvertAll(Read<float>(reader, count), number => (double)number),
        LeafKind.Half => Array.ConvertAll(Read<Half>(reader, count), number => (double)number),
        _ => Read<double>(reader, count),
    };

    private static T[] Read<T>(BinaryReader reader, int count)
        where T : unmanaged
    {
        var numbers = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
