using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Planning;

namespace PerfProof.Generation;

/// <summary>A device that ILGPU found.</summary>
/// <param name="Id">How it is called: <c>OpenCL:0</c>.</param>
/// <param name="Name">What its driver calls it.</param>
/// <param name="HasHalf">Whether kernels may use half precision.</param>
/// <param name="HasDouble">Whether kernels may use double precision.</param>
public sealed record DeviceInfo(string Id, string Name, bool HasHalf, bool HasDouble)
{
    /// <summary>Whether it simulates a device on this CPU: right outputs, meaningless times.</summary>
    public bool IsSimulated => this.Id.StartsWith("CPU:", StringComparison.Ordinal);

    /// <summary>The environment variable that names the device to kernels that were compiled elsewhere.</summary>
    public const string Variable = "DEVICE";

    /// <summary>A device of the machine that the kernels are carried to: which one is told there.</summary>
    public static DeviceInfo Elsewhere { get; } = new("", "a device elsewhere", HasHalf: true, HasDouble: true);

    /// <summary>Whether the name of a device means the processor.</summary>
    public static bool IsProcessor(string wanted) => wanted.Equals("managed", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a device is meant by an id (<c>OpenCL:0</c>) or a kind (<c>OpenCL</c>).</summary>
    public static bool IsMeant(string id, string wanted) => id.Equals(wanted, StringComparison.OrdinalIgnoreCase) || id.StartsWith(wanted + ":", StringComparison.OrdinalIgnoreCase);

    /// <summary>What of these element types it lacks, in words; null when it has them all.</summary>
    public string? WhyNot(IEnumerable<ElementKind> kinds)
    {
        var needed = kinds.ToHashSet();
        return !this.HasHalf && needed.Contains(ElementKind.Half) ? $"{this.Name} has no half precision"
            : !this.HasDouble && needed.Contains(ElementKind.Double) ? $"{this.Name} has no double precision"
            : null;
    }

    /// <summary>Reads what the host in the child process writes; null when it is no device.</summary>
    public static DeviceInfo? Parse(string line) => line.Split('\t') is [var id, var name, var half, var @double]
        ? new(id, name, half == bool.TrueString, @double == bool.TrueString)
        : null;
}

/// <summary>Kernels run by ILGPU on one of its devices.</summary>
/// <param name="package">ILGPU.</param>
/// <param name="device">The device; null for what runs on none, such as listing them.</param>
public sealed class IlgpuTarget(IlgpuPackage package, DeviceInfo? device) : KernelTarget
{
    private const int SimulatedMaximum = 1024;

    /// <inheritdoc/>
    public override string Host => "ilgpu";

    /// <inheritdoc/>
    public override string Device => device?.Id ?? "";

    /// <inheritdoc/>
    public override string? Described => device is null ? null : $"{device.Id} {device.Name}";

    /// <inheritdoc/>
    public override string? WhyUntimed => device is { IsSimulated: true } ? "ILGPU's CPU accelerator simulates a device, so its times say nothing" : null;

    /// <inheritdoc/>
    public override int? MaximumSize => device is { IsSimulated: true } ? SimulatedMaximum : null;

    /// <inheritdoc/>
    internal override string Usings =>
        "using System;\nusing ILGPU;\nusing ILGPU.Runtime;\nusing ILGPU.Util;\nusing Half = ILGPU.Half;\n" + (package.HasAlgorithms ? "using ILGPU.Algorithms;\n" : "");

    /// <inheritdoc/>
    internal override ImmutableArray<string> Libraries => package.Assemblies;

    /// <inheritdoc/>
    internal override IEnumerable<string> Symbols => package.HasAlgorithms ? ["ILGPU_ALGORITHMS"] : [];

    /// <inheritdoc/>
    public override string? WhyNot(KernelPattern pattern)
    {
        var plans = new[] { pattern.Before, pattern.After, pattern.Oracle }.OfType<LaunchPlan>();
        return device?.WhyNot(plans.SelectMany(plan => plan.Buffers).Select(buffer => buffer.Kind));
    }

    /// <inheritdoc/>
    internal override IEnumerable<SyntaxTree> HostSources(CSharpParseOptions options) => [.. Carried("PerfProof.Generation.Shared.", options), .. Carried("PerfProof.Generation.Ilgpu.", options)];

    /// <inheritdoc/>
    internal override string Launcher(KernelShape kernel)
    {
        var types = string.Join(", ", kernel.Parameters.Prepend(kernel.Index).OfType<string>());
        var parameters = string.Concat(kernel.Parameters.Select((type, i) => $", {type} p{i}"));
        var arguments = string.Concat(kernel.Parameters.Select((_, i) => $", p{i}"));
        var (extents, any, how, load, launched) = kernel switch
        {
            { Index: null } => ("int extentX, int extentY, int groupX, int groupY", "extentX > 0 && extentY > 0",
                "global::PerfProof.Hosting.PlanHost.Groups(extentX, extentY, groupX, groupY)", "LoadStreamKernel", types.Length == 0 ? "KernelConfig" : "KernelConfig, " + types),
            { IsFlat: true } => ("int extentX, int extentY", "extentX > 0 && extentY > 0", "new Index2D(extentX, extentY)", "LoadAutoGroupedStreamKernel", types),
            _ => ("int extent", "extent > 0", "extent", "LoadAutoGroupedStreamKernel", types),
        };
        // Compiled for the device once a process, at the first launch; an empty launch is refused by drivers.
        return $$"""
            private static global::System.Action<{{launched}}> launch_{{kernel.Name}};
            private static void Launch_{{kernel.Name}}({{extents}}{{parameters}})
            {
                launch_{{kernel.Name}} ??= global::PerfProof.Hosting.PlanHost.Accelerator.{{load}}<{{types}}>({{kernel.Name}});
                if ({{any}}) { launch_{{kernel.Name}}({{how}}{{arguments}}); }
            }
            """;
    }

    /// <summary>Compiles the host alone, to list devices with.</summary>
    /// <returns>The assembly, or why it does not compile.</returns>
    public static (string? Path, string? Problem) CompileHost(IlgpuPackage package, Func<string, string> newFolder)
    {
        var path = Path.Combine(newFolder("devices"), "devices.dll");
        var problem = KernelCompiler.Emit(new IlgpuTarget(package, null), [], _ => [], path);
        return problem is null ? (path, null) : (null, problem);
    }
}
