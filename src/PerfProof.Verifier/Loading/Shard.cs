using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PerfProof.Loading;

/// <summary>
/// One of several equal parts of the findings. Which part a finding belongs to follows from its id alone, so every machine
/// comes to the same parts, and new findings move none of the others.
/// </summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Of">Of how many.</param>
public readonly record struct Shard(int Number, int Of)
{
    /// <summary>Reads <c>2/4</c>; null when it is no such thing.</summary>
    public static Shard? Parse(string text) =>
        text.Split('/') is [var number, var of]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var i)
        && int.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && i >= 1 && i <= n
            ? new(i, n)
            : null;

    /// <summary>Whether a finding belongs to it.</summary>
    /// <param name="id">The finding's id.</param>
    public bool Holds(string id) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id))) % (ulong)this.Of == (ulong)(this.Number - 1);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{this.Number}/{this.Of}");
}
