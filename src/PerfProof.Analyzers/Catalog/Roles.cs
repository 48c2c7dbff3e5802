using System.Collections.Immutable;
using System.Reflection;

namespace PerfProof.Catalog;

/// <summary>
/// What a member of a library does, as far as a rule cares. Rules ask for roles and never name a library;
/// the catalog files (<c>src/Catalog</c>, and the user's <c>PerfProof.Apis.txt</c>) say which member plays which role.
/// docs/catalog.md describes each, with its keys (<see cref="Keys"/>).
/// </summary>
public static class Roles
{
    /// <summary>Counts the tokens of a text. Key <c>text</c>: the parameter that takes the text (default: the first string or span).</summary>
    public const string CountTokens = "count-tokens";

    /// <summary>Encodes a text to token ids. Keys <c>text</c> as above; <c>count</c>: the counting counterpart that takes the same arguments.</summary>
    public const string EncodeTokens = "encode-tokens";

    /// <summary>Gives the index at which a text must be cut to keep a number of tokens. Key <c>text</c> as above.</summary>
    public const string CutByTokens = "cut-by-tokens";

    /// <summary>Makes a tokenizer with the tables of its vocabulary. Keys <c>shared</c>; <c>vocabulary</c>: what is left of the cost.</summary>
    public const string CreateTokenizer = "create-tokenizer";

    /// <summary>Decodes token ids to a text.</summary>
    public const string DecodeTokens = "decode-tokens";

    /// <summary>
    /// Embeds one input. Keys <c>input</c>: the parameter; <c>batch</c>: the member that takes a list; <c>result</c>: member of the
    /// batch's element that holds what this call returns; <c>value</c>: member of both results that holds the payload.
    /// </summary>
    public const string EmbedOne = "embed-one";

    /// <summary>
    /// Embeds a list of inputs, results in the order of the inputs. On a type (a <c>T:</c> line): a generator with a list overload;
    /// with <c>batch-gain=none</c> where that overload loops inside.
    /// </summary>
    public const string EmbedBatch = "embed-batch";

    /// <summary>
    /// Runs a model on what it is given. Keys <c>input</c>: the parameter that holds it (otherwise any argument may); <c>batch</c>: the member
    /// that takes many items, where it is another one. On a type (a <c>T:</c> line) with <c>batch-gain=none</c>: one that keeps a state.
    /// </summary>
    public const string Infer = "infer";

    /// <summary>Asks a language model for an answer, and returns a task of it.</summary>
    public const string Ask = "ask";

    /// <summary>A type that holds the values of one item or of many, which it does not tell (a <c>T:</c> line).</summary>
    public const string Tensor = "tensor";

    /// <summary>A step of training: where one stands, a model is not only run.</summary>
    public const string Train = "train";

    /// <summary>Gives the same values in another shape or order.</summary>
    public const string Rearrange = "rearrange";

    /// <summary>Puts several tensors into one.</summary>
    public const string Concatenate = "concatenate";

    /// <summary>Copies from a device to the host and waits for it. Keys <c>when</c>, <c>unless</c>, <c>access</c>, <c>on-host</c>, <c>whole</c>, <c>into</c>.</summary>
    public const string DeviceToHost = "device-to-host";

    /// <summary>Copies from the host to a device and waits for it. Keys <c>unless</c>, <c>access</c>.</summary>
    public const string HostToDevice = "host-to-device";

    /// <summary>Queues a copy to the host and returns at once; the host may read it after a <see cref="Synchronize"/> only.</summary>
    public const string QueueDeviceToHost = "queue-device-to-host";

    /// <summary>A type whose data lies on the host or on a device, and whose members compute where it lies. Keys <c>signs</c>, <c>in-place</c>.</summary>
    public const string AnyDevice = "any-device";

    /// <summary>A value that names the host as the place where data shall go; see the key <c>when</c>.</summary>
    public const string HostDevice = "host-device";

    /// <summary>Tells whether its object lies on a device.</summary>
    public const string IsOnDevice = "is-on-device";

    /// <summary>Waits until a device or a stream has finished. Keys <c>scope</c>: <c>device</c> or <c>stream</c>; <c>signs</c>.</summary>
    public const string Synchronize = "synchronize";

    /// <summary>A member of a device's library, or a type all of whose members do (a <c>T:</c> line), that queues no work on the device.</summary>
    public const string QueuesNothing = "queues-nothing";

    /// <summary>Queues work on a device. Key <c>blocking=yes</c> where the call itself waits.</summary>
    public const string Launch = "launch";

    /// <summary>Compiles or looks up a kernel and returns the delegate that launches it; invoking that delegate is a <see cref="Launch"/>. Key <c>cached</c>.</summary>
    public const string LoadKernel = "load-kernel";

    /// <summary>A type that says over how many elements a kernel runs: a delegate that takes it first, or after a stream, launches one.</summary>
    public const string KernelIndex = "kernel-index";

    /// <summary>A method that runs on a device, once per element, where a type of the user implements or overrides it.</summary>
    public const string KernelBody = "kernel-body";

    /// <summary>Which element a kernel's thread is at, along the dimension in which neighbouring threads are neighbours.</summary>
    public const string ThreadIndex = "thread-index";

    /// <summary>Makes later launches of the same list wait for what earlier ones wrote.</summary>
    public const string Barrier = "barrier";

    /// <summary>A type that says how a view lies in memory. Key <c>dense</c>: the dimension in which neighbouring elements are neighbours.</summary>
    public const string ViewLayout = "view-layout";

    /// <summary>A function that computes in double. Key <c>single</c>: the one that does the same in float, with as many parameters.</summary>
    public const string DoubleMath = "double-math";

    /// <summary>
    /// A 16-bit floating-point type whose arithmetic a CPU emulates. Keys <c>layout</c>: the format of its bits;
    /// <c>conversions</c>: how it converts to and from float.
    /// </summary>
    public const string HalfType = "half-type";

    /// <summary>A function on a half type that converts to float and back; float has one of the same name.</summary>
    public const string HalfMath = "half-math";

    /// <summary>Gives the bits of a half value as a 16-bit integer.</summary>
    public const string HalfToBits = "half-to-bits";

    /// <summary>Gives the half value that has these bits.</summary>
    public const string HalfFromBits = "half-from-bits";

    /// <summary>
    /// A vectorised operation that falls back to scalar code on a half type. Keys <c>ratio</c>: measured time of half over float;
    /// <c>via-float</c>: over converting and computing in float; <c>below</c>: the version that no longer falls back.
    /// </summary>
    public const string HalfFallback = "half-fallback";

    /// <summary>A value that names half precision as the type of data. Keys <c>single</c>, <c>bfloat16</c>: the values that name float and bfloat16.</summary>
    public const string HalfData = "half-data";

    /// <summary>Turns a model to half precision, in place. Keys as of <see cref="HalfData"/>: the members that turn it to those.</summary>
    public const string MakeHalf = "make-half";

    /// <summary>Moves a model to a device, in place. Key <c>device</c> where the member says which; otherwise an argument does.</summary>
    public const string MoveToDevice = "move-to-device";

    /// <summary>
    /// Makes the options of a generation. Keys <c>limit</c>: the property that limits its tokens, or, with <c>option</c>, the method that sets the
    /// option of that name; <c>stops</c>: the property with the texts that end it.
    /// </summary>
    public const string GenerationOptions = "generation-options";

    /// <summary>Generates text with a model that runs here. Key <c>options</c>: the parameter that may be left out.</summary>
    public const string GenerateText = "generate-text";

    /// <summary>Converts a whole span of half to float.</summary>
    public const string ConvertToSingle = "convert-to-single";

    /// <summary>Converts a whole span of float to half.</summary>
    public const string ConvertToHalf = "convert-to-half";

    /// <summary>Loads a model into memory, or makes a session or context to run it in: dear to make, cheap to run.</summary>
    public const string CreateModel = "create-model";

    /// <summary>
    /// Shows the elements of a model's output where they lie, without a copy. Keys <c>buffer</c>: the property of the dense tensor behind
    /// it that gives its memory; <c>tensor</c>: the member of the same object that gives that tensor.
    /// </summary>
    public const string OutputView = "output-view";

    /// <summary>A type that is the list of a model's outputs.</summary>
    public const string OutputList = "output-list";

    /// <summary>Copies a tensor in the memory of the host to another.</summary>
    public const string TensorCopy = "tensor-copy";

    /// <summary>
    /// An indexer of a tensor that works out the place of one element from several indices, at the cost of an array and a call.
    /// Key <c>buffer</c>: the property of a dense tensor that gives its elements, row by row.
    /// </summary>
    public const string StridedIndexer = "strided-indexer";

    /// <summary>
    /// Allocates memory on a device, or what a device needs to work on data of one size. Keys <c>makes</c>; <c>out</c>: the parameter that
    /// gives it; <c>given</c>.
    /// </summary>
    public const string AllocateDevice = "allocate-device";

    /// <summary>Builds an engine that predicts one row at a time, and that one thread at a time may use.</summary>
    public const string CreateEngine = "create-engine";

    /// <summary>Opens a device, or makes the client of a service. Key <c>makes</c>: <c>device</c>; <c>shared</c>.</summary>
    public const string CreateClient = "create-client";
    /// <summary>Turns the recording of gradients off until the object that it returns is disposed.</summary>
    public const string GradientsOff = "gradients-off";

    /// <summary>Uses gradients, or decides whether they are recorded: code around it needs them.</summary>
    public const string UsesGradients = "uses-gradients";

    /// <summary>Sets a module to evaluate rather than to train.</summary>
    public const string EvaluationMode = "evaluation-mode";

    /// <summary>Opens a scope at whose end the native objects that were made in it are disposed of.</summary>
    public const string DisposeScope = "dispose-scope";

    /// <summary>Returns its object in another place or type, and leaves the object as it was.</summary>
    public const string ReturnsMoved = "returns-moved";

    /// <summary>Writes to a log at a level that is often off. Key <c>guard</c>: what asks the same logger for the level.</summary>
    public const string LogCall = "log-call";

    /// <summary>A property that makes its value anew whenever it is read, by a call of native code.</summary>
    public const string CostlyGetter = "costly-getter";

    /// <summary>Every role that this version knows.</summary>
    public static ImmutableHashSet<string> All { get; } = Constants.Of(typeof(Roles));
}

/// <summary>The constants of a class, so that a list of them cannot fall behind.</summary>
internal static class Constants
{
    internal static ImmutableHashSet<string> Of(Type type) =>
        type.GetTypeInfo().DeclaredFields
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetValue(null)!)
            .ToImmutableHashSet(StringComparer.Ordinal);
}
