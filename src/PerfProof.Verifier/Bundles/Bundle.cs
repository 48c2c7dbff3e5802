using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using PerfProof.Generation;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof.Bundles;

/// <summary>A bundle or its results cannot be made, read or run. The message is one line for the user.</summary>
/// <param name="message">What, where, what to do next.</param>
public sealed class BundleException(string message) : Exception(message);

/// <summary>One finding or pair in a bundle, and the experiments that stand for it.</summary>
/// <param name="Id">Of the finding.</param>
/// <param name="Rule">The rule; <c>pair</c> for a pair.</param>
/// <param name="File">Relative to the root.</param>
/// <param name="Line">From 1.</param>
/// <param name="Symbol">The member.</param>
/// <param name="Message">What the rule says.</param>
/// <param name="Fix"><c>safe</c>, <c>offered</c> or <c>by-hand</c>; null for a pair.</param>
/// <param name="OnDevice">The experiment for every device that ILGPU finds there; null when it cannot be had.</param>
/// <param name="OnHost">The experiments for the processor there, most faithful first: the next is run where the one before comes to nothing.</param>
/// <param name="Kinds">Element types that a device must have.</param>
/// <param name="Costs">What both launch plans ask for, at each size.</param>
public sealed record BundledFinding(
    string Id,
    string Rule,
    string File,
    int Line,
    string Symbol,
    string Message,
    string? Fix,
    Experiment? OnDevice,
    ImmutableArray<Experiment> OnHost,
    ImmutableArray<ElementKind> Kinds,
    ImmutableArray<SizeCost> Costs)
{
    /// <summary>What evidence says it is about.</summary>
    [JsonIgnore]
    internal Reported About => new(this.Id, this.Rule, this.File, this.Line, this.Symbol, this.Message);
}

/// <summary>What both launch plans ask for at a size.</summary>
/// <param name="Size">The size.</param>
/// <param name="Before">As it is.</param>
/// <param name="After">As it should be.</param>
public sealed record SizeCost(int Size, PlanCost Before, PlanCost After);

/// <summary>What a bundle holds.</summary>
/// <param name="Schema">Version of the format.</param>
/// <param name="Tool">Name and version of the tool that made it.</param>
/// <param name="Bundle">Drawn when it was made: tells bundles apart.</param>
/// <param name="Devices">The assembly that lists devices, relative to the bundle; null where ILGPU could not be had.</param>
/// <param name="DeviceLibraries">What it needs.</param>
/// <param name="Ilgpu">Version of ILGPU; null likewise.</param>
/// <param name="Probes">What measures a device there; null likewise.</param>
/// <param name="Findings">The findings.</param>
public sealed record BundleManifest(
    int Schema, string Tool, string Bundle, string? Devices, ImmutableArray<string> DeviceLibraries, string? Ilgpu, Execution.DeviceProbes? Probes, ImmutableArray<BundledFinding> Findings)
{
    /// <summary>Version of the format that this tool writes and reads.</summary>
    public const int CurrentSchema = 3;

    /// <summary>Whether it was made by <c>compare</c>.</summary>
    [JsonIgnore]
    public bool IsOfPairs => this.Findings.All(finding => finding.Rule == Reported.PairRule);

    /// <summary>Ids or kinds of the devices that kernels are to run on there; all that there are when empty.</summary>
    public ImmutableArray<string> Wanted { get; init; } = [];

    /// <summary>Name of the file in a bundle.</summary>
    public const string FileName = "bundle.json";
}

/// <summary>A device where a bundle was run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What its driver calls it.</param>
/// <param name="Speed">What it does in a second; null where that could not be measured.</param>
/// <param name="Problem">Why not; null when it could.</param>
public sealed record BundleDevice(string Id, string Name, Execution.DeviceSpeed? Speed, string? Problem);

/// <summary>What one device brought for one finding.</summary>
/// <param name="Finding">Id of the finding.</param>
/// <param name="Device">Id of the device.</param>
/// <param name="Number">Which of the experiments for that device it was, from 0.</param>
/// <param name="Experiment">What was run.</param>
/// <param name="Run">What it brought; null when it could not be run.</param>
/// <param name="Problem">Why it could not be run; null when it could.</param>
/// <param name="Load">Load of the machine when it ended; null where that is not known.</param>
public sealed record BundleRun(string Finding, string Device, int Number, Experiment Experiment, Execution.RawRun? Run, string? Problem, double? Load);

/// <summary>What comes back from where a bundle was run. Nothing is judged in it.</summary>
/// <param name="Schema">Version of the format.</param>
/// <param name="Tool">Name and version of the tool that ran it.</param>
/// <param name="Bundle">Which bundle it was.</param>
/// <param name="Created">When.</param>
/// <param name="Machine">Where.</param>
/// <param name="Devices">The devices there.</param>
/// <param name="Findings">The findings, as they were exported.</param>
public sealed record BundleResults(
    int Schema, string Tool, string Bundle, DateTimeOffset Created, DeviceFingerprint Machine, ImmutableArray<BundleDevice> Devices, ImmutableArray<BundledFinding> Findings)
{
    /// <summary>What was run, in order; where one experiment was run twice, since the first was stopped, the last counts.</summary>
    [JsonIgnore]
    public ImmutableArray<BundleRun> Runs { get; init; } = [];
}

/// <summary>How bundles are written as JSON.</summary>
internal static class BundleJson
{
    /// <summary>The options, with what else must be written in a way of its own.</summary>
    public static JsonSerializerOptions With(params JsonConverter[] converters)
    {
        var options = new JsonSerializerOptions(EvidenceFile.Json) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
        options.Converters.Add(new JsonStringEnumConverter());
        foreach (var converter in converters)
        {
            options.Converters.Add(converter);
        }

        return options;
    }

    /// <summary>The same experiment with its files elsewhere.</summary>
    public static Experiment Move(Experiment experiment, Func<string, string> move)
    {
        KernelHost.VariantSpec One(KernelHost.VariantSpec side) => side with { Assembly = move(side.Assembly), Probing = [.. side.Probing.Select(move)] };
        return experiment with
        {
            Before = One(experiment.Before),
            After = One(experiment.After),
            Oracle = experiment.Oracle is { } oracle ? One(oracle) : null,
            CheckedBefore = experiment.CheckedBefore is { } before ? One(before) : null,
            CheckedAfter = experiment.CheckedAfter is { } after ? One(after) : null,
        };
    }
}
