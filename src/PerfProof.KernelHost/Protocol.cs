using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfProof.KernelHost;

/// <summary>One side of what is compared: a method in an assembly.</summary>
/// <param name="Name"><c>before</c>, <c>after</c> or <c>oracle</c>.</param>
/// <param name="Assembly">Path of the assembly that declares the method.</param>
/// <param name="Probing">Paths of the assemblies it may need, framework excluded.</param>
/// <param name="Type">Full metadata name of the declaring type.</param>
/// <param name="Method">Name of the method.</param>
/// <param name="Parameters">Full names of the parameter types, to choose among overloads; null for any.</param>
public sealed record VariantSpec(
    string Name,
    string Assembly,
    IReadOnlyList<string> Probing,
    string Type,
    string Method,
    IReadOnlyList<string>? Parameters)
{
    /// <summary>How it is called, where it is the entry of a program; null for a method that is called for itself.</summary>
    public EntrySpec? Entry { get; init; }
}

/// <summary>How a program's entry is called: as the framework does that it is written for.</summary>
/// <param name="Values">Values of members of its object, in invariant culture, by name.</param>
/// <param name="SizedMember">The member that is given the size; null for none.</param>
/// <param name="Setup">Methods without parameters that are called before it, in order.</param>
public sealed record EntrySpec(IReadOnlyDictionary<string, string> Values, string? SizedMember, IReadOnlyList<string> Setup)
{
    /// <summary>
    /// Where a program finds the list that it hands the values to which its tests assert: the data of this name of its domain. There is none while it
    /// is timed.
    /// </summary>
    public const string AssertedData = "asserted";
}

/// <summary>What the parent asks. One request at a time; the child answers each.</summary>
/// <param name="Op"><c>load</c>, <c>observe</c>, <c>prepare</c>, <c>refresh</c>, <c>overwrite</c>, <c>run</c>, <c>reveal</c> or <c>exit</c>.</param>
public sealed record Request(string Op)
{
    /// <summary>The hint that whole numbers of arrays are in range as indices, whatever the distribution. No parameter has such a name.</summary>
    public const string IndicesHint = "*.Indices";

    /// <summary>Drawn for each request; the answer must carry it, so that nothing else passes for one.</summary>
    public string? Id { get; init; }

    /// <summary>For <c>load</c>: the sides.</summary>
    public IReadOnlyList<VariantSpec>? Variants { get; init; }

    /// <summary>For <c>load</c>: values that the user's own code gives these parameters, in invariant culture, by parameter name.</summary>
    public IReadOnlyDictionary<string, string>? Hints { get; init; }

    /// <summary>For <c>observe</c>, <c>prepare</c> and <c>overwrite</c>: the distribution of random inputs.</summary>
    public Lane Lane { get; init; }

    /// <summary>For <c>observe</c>, <c>run</c> and <c>refresh</c>: which side.</summary>
    public string? Variant { get; init; }

    /// <summary>Seed of the inputs; drawn by the parent after everything is compiled.</summary>
    public ulong Seed { get; init; }

    /// <summary>For <c>observe</c>: by what share of itself (standard deviation) every floating-point number of the inputs is moved at random; 0 for none.</summary>
    public double Moves { get; init; }

    /// <summary>For <c>observe</c>: what decides how each is moved.</summary>
    public ulong MoveSeed { get; init; }

    /// <summary>Size of the inputs: elements of a collection, words of a text.</summary>
    public int Size { get; init; }

    /// <summary>For <c>prepare</c>: how many different inputs; for <c>run</c>: how many calls.</summary>
    public int Count { get; init; }

    /// <summary>For <c>prepare</c> and <c>refresh</c>: seed of the inputs after the first, which has <see cref="Seed"/>.</summary>
    public ulong OtherSeed { get; init; }

    /// <summary>For <c>run</c>: which of the inputs is first.</summary>
    public int Start { get; init; }

    /// <summary>For <c>run</c>: whether to answer with what the last call produced, looked at as soon as the clock has stopped.</summary>
    public bool Observes { get; init; }

    /// <summary>For <c>run</c> that is looked at: whether one more call is made before looking, which must leave the result alone.</summary>
    public bool Holds { get; init; }

    /// <summary>For <c>run</c>: which of the calls' results are kept, in ascending order; a <c>reveal</c> that follows tells them.</summary>
    public IReadOnlyList<int>? Keeps { get; init; }
}

/// <summary>What the child answers.</summary>
/// <param name="Error">What went wrong, for a person; null when nothing did.</param>
public sealed record Response(string? Error = null)
{
    /// <summary>The request that it answers.</summary>
    public string? Id { get; init; }

    /// <summary>Whether the error came out of the code under test rather than from not being able to call it.</summary>
    public bool FromCode { get; init; }

    /// <summary>
    /// For <c>run</c> and <c>observe</c>: time of the calls by the child's clock, in seconds. For <c>prepare</c> and <c>refresh</c>: time to make
    /// an object to call the method on, where that is made from inputs; 0 where it is not. For <c>reveal</c>: time to read a result.
    /// </summary>
    public double Seconds { get; init; }

    /// <summary>For <c>reveal</c>: whether reading the results ran no code but the base library's.</summary>
    public bool IsInert { get; init; }

    /// <summary>For <c>observe</c>: whether the call changed what it was given.</summary>
    public bool ChangesArguments { get; init; }

    /// <summary>For <c>observe</c>: whether anything had to be made up, so that other seeds give other inputs.</summary>
    public bool HasInputs { get; init; }

    /// <summary>For <c>observe</c>: bytes of the arrays of floating-point numbers in the result that the call was not given.</summary>
    public long MadeBytes { get; init; }

    /// <summary>For <c>observe</c>: the most memory that the process has had resident, when the call ended.</summary>
    public long PeakBytes { get; init; }

    /// <summary>For <c>run</c>: calls that were made.</summary>
    public int Calls { get; init; }

    /// <summary>For <c>run</c> and <c>observe</c>: bytes allocated on the managed heap meanwhile, by all threads.</summary>
    public long AllocatedBytes { get; init; }
}

/// <summary>Distribution of random floating-point inputs.</summary>
public enum Lane
{
    /// <summary>Standard normal.</summary>
    Normal,

    /// <summary>Integers from -2 to 2, on which linear operations are exact.</summary>
    SmallIntegers,

    /// <summary>Standard normal shifted by three.</summary>
    Offset,

    /// <summary>Nearly all zeros.</summary>
    Sparse,

    /// <summary>Standard normal in ascending order.</summary>
    Sorted,

    /// <summary>Magnitudes from 1e-6 to 1e6, both signs.</summary>
    Wide,

    /// <summary>Standard normal with NaN among them, at least once in each array, and negative zeros.</summary>
    Special,

    /// <summary>Standard normal with infinities of both signs among them. Apart from NaN, in which a sum or a maximum of all would drown.</summary>
    Infinite,

    /// <summary>Denormal numbers, both signs.</summary>
    Tiny,

    /// <summary>Negative numbers only, magnitudes from 1e2 to 1e6; whole numbers from -1 down to minus how many there are.</summary>
    Negative,
}

/// <summary>How messages are written. Generated, since every process pays for what is found out by reflection, and there are many.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Request))]
[JsonSerializable(typeof(Response))]
internal sealed partial class Messages : JsonSerializerContext;

/// <summary>Length-prefixed frames over a pair of streams: a JSON head, and a body of bytes that may be empty.</summary>
public sealed class Channel(Stream input, Stream output) : IDisposable
{
    // A frame beyond this comes from a broken peer; believing its length would exhaust memory.
    private const int MaximumFrame = 1 << 30;

    /// <summary>Sends a message.</summary>
    public async Task SendAsync<T>(T head, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(head, typeof(T), Messages.Default);
        var lengths = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(lengths, json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(lengths.AsSpan(4), body.Length);
        await output.WriteAsync(lengths, cancellation).ConfigureAwait(false);
        await output.WriteAsync(json, cancellation).ConfigureAwait(false);
        await output.WriteAsync(body, cancellation).ConfigureAwait(false);
        await output.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Receives a message.</summary>
    /// <exception cref="EndOfStreamException">The other side is gone.</exception>
    /// <exception cref="InvalidDataException">The other side sent something that is no message.</exception>
    public async Task<(T Head, byte[] Body)> ReceiveAsync<T>(CancellationToken cancellation)
    {
        var lengths = new byte[8];
        await input.ReadExactlyAsync(lengths, cancellation).ConfigureAwait(false);
        var headLength = BinaryPrimitives.ReadInt32LittleEndian(lengths);
        var bodyLength = BinaryPrimitives.ReadInt32LittleEndian(lengths.AsSpan(4));
        if (headLength is <= 0 or > MaximumFrame || bodyLength is < 0 or > MaximumFrame)
        {
            throw new InvalidDataException($"a frame of {headLength} and {bodyLength} bytes");
        }

        var head = new byte[headLength];
        await input.ReadExactlyAsync(head, cancellation).ConfigureAwait(false);
        var body = new byte[bodyLength];
        await input.ReadExactlyAsync(body, cancellation).ConfigureAwait(false);
        try
        {
            return (JsonSerializer.Deserialize(head, typeof(T), Messages.Default) is T message ? message : throw new InvalidDataException("an empty message"), body);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("a message that is not JSON: " + exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        input.Dispose();
        output.Dispose();
    }
}
