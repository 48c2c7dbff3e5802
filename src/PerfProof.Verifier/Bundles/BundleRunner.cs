using System.Collections.Immutable;
using System.Text.Json;
using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof.Bundles;

/// <summary>
/// Runs a bundle where it was carried to. The seeds are drawn there, after everything was compiled, by the part of the
/// tool that keeps them from the child; what comes back is judged where it was exported.
/// </summary>
public static class BundleRunner
{
    private const string OnProcessor = "managed";

    /// <summary>Runs it, and writes the results file: each experiment as it ends. What the file has already is not run again.</summary>
    /// <param name="bundle">The folder of the bundle.</param>
    /// <param name="results">The file to write.</param>
    /// <param name="effort">How much effort an experiment may take.</param>
    /// <param name="progress">Told what is going on, a line each.</param>
    /// <param name="cancellation">Stops it; what was measured until then is written.</param>
    /// <exception cref="BundleException">It is no bundle, or the results cannot be written.</exception>
    /// <returns>What the bundle holds.</returns>
    public static async Task<BundleManifest> RunAsync(string bundle, string results, Effort effort, IProgress<string> progress, CancellationToken cancellation)
    {
        var manifest = Read(bundle);
        using var scratch = new ScratchFolder();
        var devices = await DevicesAsync(manifest, bundle, scratch, progress, cancellation).ConfigureAwait(false);
        var measured = ImmutableArray.CreateBuilder<BundleDevice>();
        foreach (var device in devices)
        {
            measured.Add(await MeasuredAsync(manifest, bundle, device, scratch, cancellation).ConfigureAwait(false));
            progress.Report($"{device.Id}: {(measured[^1].Speed is { } speed ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"memory {speed.GigabytesPerSecond:0.0} GB/s, link {speed.LinkGigabytesPerSecond:0.0} GB/s, a launch {speed.LaunchMicroseconds:0.0} us") : measured[^1].Problem)}");
        }

        var (file, known) = ResultsFile.Open(
            results, new(BundleManifest.CurrentSchema, RunEvidence.Tool, manifest.Bundle, DateTimeOffset.UtcNow, Machine.Fingerprint(), measured.ToImmutable(), manifest.Findings));
        using (file)
        {
            if (known.Length > 0)
            {
                progress.Report($"{known.Length} experiments are in {Path.GetFileName(results)} already, and are not run again.");
            }

            try
            {
                await RunAsync(manifest, bundle, devices, file, known, new ExperimentRunner(effort, scratch), progress, cancellation).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new BundleException($"The results cannot be written to {results} ({exception.Message.TrimEnd('.')}); what was written before is whole. Make room and run the same again: it goes on there.");
            }
        }

        return manifest;
    }

    private static async Task RunAsync(
        BundleManifest manifest, string bundle, ImmutableArray<DeviceInfo> devices, ResultsFile file, ImmutableArray<BundleRun> known, ExperimentRunner runner, IProgress<string> progress, CancellationToken cancellation)
    {
        foreach (var finding in manifest.Findings)
        {
            foreach (var device in devices.Prepend(null))
            {
                var number = 0;
                foreach (var (experiment, problem) in Experiments(finding, device, bundle))
                {
                    if (cancellation.IsCancellationRequested)
                    {
                        return;
                    }

                    var name = device?.Id ?? OnProcessor;
                    var run = known.LastOrDefault(run => run.Finding == finding.Id && run.Device == name && run.Number == number && run.Run is not { IsCut: true });
                    if (run is null)
                    {
                        progress.Report($"{finding.Rule} {finding.File}:{finding.Line} on {name}{(problem is null ? "" : ": " + problem)}");
                        var raw = problem is not null ? null : await runner.RunAsync(experiment, Judge.Of(experiment), DirectProgress<string>.Unwatched, cancellation).ConfigureAwait(false);
                        raw = raw is null ? null : Judge.Telling(experiment, raw);
                        file.Add(run = new(finding.Id, name, number, experiment, raw, problem, Machine.Load()));
                    }

                    number++;
                    if (run.Run is { } brought && Judge.OnRun(experiment, brought).Kind != VerdictKind.NotApplicable)
                    {
                        break;
                    }
                }
            }
        }
    }

    private static async Task<ImmutableArray<DeviceInfo>> DevicesAsync(BundleManifest manifest, string bundle, ScratchFolder scratch, IProgress<string> progress, CancellationToken cancellation)
    {
        var real = await RealDevicesAsync(manifest, bundle, scratch, progress, cancellation).ConfigureAwait(false);
        return manifest.Wanted.FirstOrDefault(wanted => !DeviceInfo.IsProcessor(wanted) && !real.Any(device => DeviceInfo.IsMeant(device.Id, wanted))) is { } missing
            ? throw new BundleException(
                $"The bundle is for {missing}, and there is no such device here{(real.IsEmpty ? "" : $", only {string.Join(", ", real.Select(device => device.Id))}")}: run it where there is one, or export without --device, for all that there are.")
            : [.. real.Where(device => manifest.Wanted.IsEmpty || manifest.Wanted.Any(wanted => DeviceInfo.IsMeant(device.Id, wanted)))];
    }

    private static async Task<ImmutableArray<DeviceInfo>> RealDevicesAsync(BundleManifest manifest, string bundle, ScratchFolder scratch, IProgress<string> progress, CancellationToken cancellation)
    {
        if (manifest.Devices is not { } lister)
        {
            return [];
        }

        var path = Path.Combine(bundle, lister);
        var (devices, problem) = await DeviceList.ListAsync(path, [path, .. manifest.DeviceLibraries.Select(file => Path.Combine(bundle, file))], scratch, cancellation).ConfigureAwait(false);
        progress.Report(problem is not null ? $"No devices: ILGPU {manifest.Ilgpu}: {problem}" : $"ILGPU {manifest.Ilgpu} finds {string.Join(", ", devices.Select(device => $"{device.Id} {device.Name}"))}.");
        return [.. devices.Where(device => !device.IsSimulated)];
    }

    private static async Task<BundleDevice> MeasuredAsync(BundleManifest manifest, string bundle, DeviceInfo device, ScratchFolder scratch, CancellationToken cancellation)
    {
        var (speed, problem) = manifest.Probes is { } probes
            ? await DeviceProbe.MeasureAsync(probes.With(probe => On(device, Here(probe, bundle))), scratch, cancellation).ConfigureAwait(false)
            : (null, "there is nothing in the bundle that measures it");
        return new(device.Id, device.Name, speed, problem);
    }

    /// <summary>The experiments on a device, or on the processor where there is none, in the order to try them; each may have a reason why it cannot be run.</summary>
    private static IEnumerable<(Experiment Experiment, string? Problem)> Experiments(BundledFinding finding, DeviceInfo? device, string bundle) =>
        (device is null ? finding.OnHost.Select(experiment => (experiment, (string?)null))
            : finding.OnDevice is { } onDevice ? [(On(device, onDevice), device.WhyNot(finding.Kinds))]
            : Enumerable.Empty<(Experiment, string?)>())
        .Select(pair => (WithCosts(Here(pair.Item1, bundle), finding), pair.Item2));

    private static Experiment On(DeviceInfo device, Experiment experiment) => experiment with
    {
        Device = $"{device.Id} {device.Name}",
        Environment = ImmutableDictionary<string, string>.Empty.Add(DeviceInfo.Variable, device.Id),
    };

    private static Experiment Here(Experiment experiment, string bundle) => BundleJson.Move(experiment, file => Path.Combine(bundle, file));

    private static Experiment WithCosts(Experiment experiment, BundledFinding finding) => experiment.Kind != ExperimentKind.Kernel ? experiment : experiment with
    {
        Plans = size => finding.Costs.First(cost => cost.Size == size) is var cost ? (cost.Before, cost.After) : default,
    };

    private static BundleManifest Read(string bundle)
    {
        var path = Path.Combine(bundle, BundleManifest.FileName);
        try
        {
            return JsonSerializer.Deserialize<BundleManifest>(File.ReadAllText(path), BundleJson.With()) is { Findings.IsDefault: false, Schema: BundleManifest.CurrentSchema } manifest
                ? manifest
                : throw new BundleException($"{path} is of another version of the tool: export the bundle anew.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            throw new BundleException($"{bundle} is no bundle ({exception.Message.Split('\n')[0].TrimEnd('.')}): make one with 'perfproof verify --export'.");
        }
    }
}
