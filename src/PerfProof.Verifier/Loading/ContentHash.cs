using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PerfProof.Loading;

/// <summary>A SHA-256 over a sequence of texts. Each is preceded by its length, so that no two sequences run into each other.</summary>
internal sealed class ContentHash
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds texts; null differs from an empty one.</summary>
    public ContentHash Add(params IEnumerable<string?> texts)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in texts)
        {
            var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : bytes.Length);
            this.hash.AppendData(length);
            this.hash.AppendData(bytes);
        }

        return this;
    }

    /// <summary>The hash of all that was added, in hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(this.hash.GetCurrentHash());

    /// <summary>The hash of a file; of nothing else in the world where it cannot be read, so that nothing is taken to be equal to it.</summary>
    public static string OfFile(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{exception.GetType().Name} {Guid.NewGuid()}";
        }
    }
}
