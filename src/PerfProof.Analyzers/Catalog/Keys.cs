using System.Collections.Immutable;

namespace PerfProof.Catalog;

/// <summary>The keys of catalog lines. docs/catalog.md says which role reads which.</summary>
public static class Keys
{
    /// <summary>The parameter that takes the text.</summary>
    public const string Text = "text";

    /// <summary>The parameter that takes the item, or the list of items.</summary>
    public const string Input = "input";

    /// <summary>The member that counts what this one encodes, with the same arguments and the same outcome.</summary>
    public const string Count = "count";

    /// <summary>As <see cref="Count"/>, but the member named also counts texts on which this one throws.</summary>
    public const string CountUnchecked = "count-unchecked";

    /// <summary>The member that does for a list what this one does for one item, in the same order.</summary>
    public const string Batch = "batch";

    /// <summary><c>none</c>: the list overload works one by one inside, so that calling it gains nothing.</summary>
    public const string BatchGain = "batch-gain";

    /// <summary>The member of the batch's element that holds what the call for one item returns.</summary>
    public const string Result = "result";

    /// <summary>The member of the returned object, of one item and of the batch alike, that holds what was asked for.</summary>
    public const string Value = "value";

    /// <summary><c>yes</c>: never throws for a text that is not null.</summary>
    public const string Total = "total";

    /// <summary>What a synchronisation waits for: <c>device</c> or <c>stream</c>.</summary>
    public const string Scope = "scope";

    /// <summary><c>yes</c>: a launch that returns only when the device is done.</summary>
    public const string Blocking = "blocking";

    /// <summary>Measured time with half over time with float.</summary>
    public const string Ratio = "ratio";

    /// <summary>Measured time with half over time of converting to float, computing there, and converting back.</summary>
    public const string ViaFloat = "via-float";

    /// <summary>The version of the library from which the line no longer holds.</summary>
    public const string Below = "below";

    /// <summary><c>ieee</c>: a half type that converts to and from float bit by bit as <c>System.Half</c> does, rounding to even.</summary>
    public const string Conversions = "conversions";

    /// <summary>Format of the bits of a half type: <c>binary16</c> can be viewed as <c>System.Half</c> without conversion.</summary>
    public const string Layout = "layout";

    /// <summary><c>to-host</c>: the line applies only where an argument names the host (a <c>host-device</c> line, or the string "cpu").</summary>
    public const string When = "when";

    /// <summary>A <c>bool</c> parameter: the line applies only where it is false or not given.</summary>
    public const string Unless = "unless";

    /// <summary>For a property or an indexer: <c>get</c> where it is read, <c>set</c> where it is written.</summary>
    public const string Access = "access";

    /// <summary><c>view</c>: costs nothing where the data already is on the host.</summary>
    public const string OnHost = "on-host";

    /// <summary>The property that limits the tokens of a generation; with <see cref="OptionName"/>, the method that sets an option.</summary>
    public const string Limit = "limit";

    /// <summary>The option that limits the tokens of a generation, by its name.</summary>
    public const string OptionName = "option";

    /// <summary>The property with the texts at which a generation ends.</summary>
    public const string Stops = "stops";

    /// <summary>The parameter that takes the options of a generation, and may be left out.</summary>
    public const string Options = "options";

    /// <summary>Of half precision: the same in bfloat16.</summary>
    public const string BFloat16 = "bfloat16";

    /// <summary>The device that a member names: <c>host</c> or <c>accelerator</c>.</summary>
    public const string Device = "device";

    /// <summary>The member that copies everything at once, where this one does it element by element.</summary>
    public const string Whole = "whole";

    /// <summary>The member that copies into an array it is given, where this one makes a new array.</summary>
    public const string Into = "into";

    /// <summary>How the names of those members end that change the object they are called on.</summary>
    public const string InPlace = "in-place";

    /// <summary>Words, joined by commas, of which one stands in any source that chooses a device for this type.</summary>
    public const string Signs = "signs";

    /// <summary>
    /// What is made, where it is not what the role says: <c>context</c>, the state of one run or conversation; <c>plan</c>, a plan for data of
    /// one size; <c>constant</c>, data of the host put on a device;
    /// <c>device</c>, an open device.
    /// </summary>
    public const string Makes = "makes";

    /// <summary><c>kept</c>: the library reads the vocabulary once; what is made anew is the tokenizer around it, and its cache of words.</summary>
    public const string Vocabulary = "vocabulary";

    /// <summary><c>yes</c>: what is made may be used by several threads at once.</summary>
    public const string Shared = "shared";

    /// <summary><c>yes</c>: the library keeps what it loaded, and looks it up when asked again.</summary>
    public const string Cached = "cached";

    /// <summary>The parameter by which the member gives what it makes.</summary>
    public const string Out = "out";

    /// <summary>A parameter: the line applies only where it is given something.</summary>
    public const string Given = "given";

    /// <summary>The last version of the library that had the member.</summary>
    public const string Until = "until";

    /// <summary>The property of a dense tensor that gives the memory of its elements, row by row.</summary>
    public const string Buffer = "buffer";

    /// <summary>The member, of the same object and with the same type argument, that gives the tensor which this one shows.</summary>
    public const string Tensor = "tensor";

    /// <summary>The parameter of the factories of a type that says where the new object lies; on the host, where it is left out.</summary>
    public const string Place = "place";

    /// <summary>A member by which a program changes where objects lie that are made without a <see cref="Place"/>.</summary>
    public const string Ambient = "ambient";

    /// <summary>The dimension of a view in which neighbouring elements are neighbours in memory: <c>x</c> or <c>y</c>.</summary>
    public const string Dense = "dense";

    /// <summary>The member that does, or names, in float what this one does in double or half; it may be another overload of the same member.</summary>
    public const string Single = "single";

    /// <summary>What asks the same logger whether the level is on: a property, or a method with its argument, where <c>*</c> is the level that the call names.</summary>
    public const string Guard = "guard";

    /// <summary>The values of those keys that have only some.</summary>
    public static ImmutableDictionary<string, ImmutableArray<string>> Values { get; } = new Dictionary<string, ImmutableArray<string>>
    {
        [BatchGain] = ImmutableArray.Create("none"),
        [Total] = ImmutableArray.Create("yes"),
        [Scope] = ImmutableArray.Create("device", "stream"),
        [Device] = ImmutableArray.Create("host", "accelerator"),
        [Blocking] = ImmutableArray.Create("yes"),
        [Layout] = ImmutableArray.Create("binary16"),
        [Conversions] = ImmutableArray.Create("ieee"),
        [When] = ImmutableArray.Create("to-host"),
        [Dense] = ImmutableArray.Create("x", "y"),
        [Access] = ImmutableArray.Create("get", "set"),
        [OnHost] = ImmutableArray.Create("view"),
        [Makes] = ImmutableArray.Create("context", "plan", "constant", "device"),
        [Cached] = ImmutableArray.Create("yes"),
        [Shared] = ImmutableArray.Create("yes"),
        [Vocabulary] = ImmutableArray.Create("kept"),
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>Every key that this version knows.</summary>
    public static ImmutableHashSet<string> All { get; } = Constants.Of(typeof(Keys));
}
