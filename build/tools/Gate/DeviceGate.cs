using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Rules;

namespace PerfProof.Build.Gate;

/// <summary>Puts the models of all rules, and the pairs that can run there, through the gate on one device.</summary>
internal sealed class DeviceGate : IDisposable
{
    private readonly PairGate pairs;
    private readonly KernelTarget target;
    private readonly ExperimentRunner runner;

    private DeviceGate(PairGate pairs, KernelTarget target, Effort effort)
    {
        (this.pairs, this.target, this.runner) = (pairs, target, new(effort, pairs.Scratch));
        this.Names = [.. RuleModels.All.Select(model => model.Name), .. pairs.Names.Where(name => this.IsHost || pairs.PlanAfter(name) is not null).Order(StringComparer.Ordinal)];
    }

    /// <summary>The device by id and name.</summary>
    public string Device => this.target.Described ?? $"{this.target.Device} {Reporting.Machine.Identity().Processor}";

    /// <summary>What there is to run on it.</summary>
    public ImmutableArray<string> Names { get; }

    private bool IsHost => this.target.Host == "managed";

    /// <summary>A gate for each device that is meant.</summary>
    /// <param name="folder">Where the pairs lie.</param>
    /// <param name="device">Id or kind.</param>
    /// <param name="effort">How much effort a run may take.</param>
    /// <param name="cancellation">Cancellation.</param>
    /// <exception cref="MeasuringException">There is no such device here.</exception>
    public static async Task<ImmutableArray<DeviceGate>> OpenAsync(string folder, string device, Effort effort, CancellationToken cancellation)
    {
        using var any = await PairGate.OpenAsync(folder, effort, cancellation, "auto", device).ConfigureAwait(false);
        var (targets, problem) = await any.Hosts.NamedAsync(device, any.Project, cancellation).ConfigureAwait(false);
        if (problem is not null)
        {
            throw new MeasuringException($"--device {device}: {problem}");
        }

        var gates = ImmutableArray.CreateBuilder<DeviceGate>();
        foreach (var target in targets)
        {
            gates.Add(new(await PairGate.OpenAsync(folder, effort, cancellation, "auto", target.Device).ConfigureAwait(false), target, effort));
        }

        return gates.ToImmutable();
    }

    /// <summary>What the device does in a second, measured now; null where times mean nothing.</summary>
    public async Task<DeviceSpeed?> SpeedAsync(CancellationToken cancellation) =>
        (await DeviceProbe.MeasureAsync(this.target, this.pairs.Scratch, cancellation).ConfigureAwait(false)).Speed;

    /// <summary>Puts a model or a pair through the gate.</summary>
    public async Task<Verdict> RunAsync(string name, CancellationToken cancellation)
    {
        if (RuleModels.All.FirstOrDefault(model => model.Name == name) is not { } model)
        {
            return await this.pairs.RunAsync(name, cancellation).ConfigureAwait(false);
        }

        var (experiment, problem) = KernelCompiler.Compile(model.Pattern, this.target, this.pairs.Scratch.NewFolder);
        var attempt = await Attempt.RunAsync(this.runner, new Planned(experiment, problem), new StageClock(), DirectProgress<string>.Unwatched, cancellation).ConfigureAwait(false);
        return attempt.Verdict;
    }

    /// <summary>A run with its device, and the least time that the rewrite could take there.</summary>
    public GateRecord Complete(GateRecord record, DeviceSpeed? speed)
    {
        var noted = record with { Device = this.Device, Speed = speed };
        var plan = RuleModels.All.FirstOrDefault(model => model.Name == record.Pair)?.Pattern.After ?? this.pairs.PlanAfter(record.Pair);
        if (record.Size is not { } size || plan is null)
        {
            return this.IsHost ? PairsCommand.WithFloor(noted) : noted;
        }

        var cost = PlanCost.Of(plan, size);
        // On this processor a copy to the device reads and writes memory, as any copy does.
        return noted with { FloorSeconds = this.IsHost ? HostRoofline.Floor((long)(cost.Touched + (2 * cost.Bytes)), 0) : speed?.Floor(cost) };
    }

    /// <inheritdoc/>
    public void Dispose() => this.pairs.Dispose();
}
