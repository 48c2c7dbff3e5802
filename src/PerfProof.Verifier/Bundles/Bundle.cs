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

/// <summary>One finding in a bundle, and the experiments that stand for it.</summary>
/// <param name="Id">Of the finding.</param>
/// <param name="Rule">The rule.</param>
/// <param name="File">Relative to the root.</param>
/// <param name="Line">From 1.</param>
/// <param name="Symbol">The member.</param>
/// <param name="Message">What the rule says.</param>
/// <param name="Fix"><c>safe</c>, <c>offered</c> or <c>by-hand</c>.</param>
/// <param name="OnDevice">The experiment for every device that ILGPU finds there; null when it cannot be had.</param>
/// <param name="OnHost">The experiment for the processor there; null when the cost is a device's.</param>
/// <param name="Kinds">Element types that a device must have.</param>
/// <param name="Costs">What both launch plans ask for, at each size.</param>
public sealed record BundledFinding(
    string Id, string Rule, string File, int Line, string Symbol, string Message, string? Fix, Experiment? OnDevice, Experiment? OnHost, ImmutableArray<ElementKind> Kinds, ImmutableArray<SizeCost> Costs);

/// <summary>What both launch plans ask for at a size.</summary>
/// <param name="Size">The size.</param>
/// <param name="Before">As it is.</param>
/// <param name="After">As it should be.</param>
public sealed record SizeCost(int Size, PlanCost Before, PlanCost After);

/// <summary>What a bundle holds.</summary>
/// <param name="Schema">Version of the format.</param>
/// <param name="Tool">Name and version of the tool that made it.</param>
/// <param name="Devices">The assembly that lists devices, relative to the bundle; null where ILGPU could not be had.</param>
/// <param name="DeviceLibraries">What it needs.</param>
/// <param name="Ilgpu">Version of ILGPU; null likewise.</param>
/// <param name="Findings">The findings.</param>
public sealed record BundleManifest(
    int Schema, string Tool, string? Devices, ImmutableArray<string> DeviceLibraries, string? Ilgpu, ImmutableArray<BundledFinding> Findings)
{
    /// <summary>Version of the format that this tool writes and reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Name of the file in a bundle.</summary>
    public const string FileName = "bundle.json";
}

/// <summary>What one device brought for one finding.</summary>
/// <param name="Finding">Id of the finding.</param>
/// <param name="Device">Id of the device.</param>
/// <param name="Experiment">What was run.</param>
/// <param name="Run">What it brought; null when it could not be run.</param>
/// <param name="Problem">Why it could not be run; null when it could.</param>
public sealed record BundleRun(string Finding, string Device, Experiment Experiment, Execution.RawRun? Run, string? Problem);

/// <summary>What comes back from where a bundle was run. Nothing is judged in it.</summary>
/// <param name="Schema">Version of the format.</param>
/// <param name="Tool">Name and version of the tool that ran it.</param>
/// <param name="Created">When.</param>
/// <param name="Machine">Where.</param>
/// <param name="Findings">The findings, as they were exported.</param>
/// <param name="Runs">What was run.</param>
public sealed record BundleResults(
    int Schema, string Tool, DateTimeOffset Created, DeviceFingerprint Machine, ImmutableArray<BundledFinding> Findings, ImmutableArray<BundleRun> Runs);

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
