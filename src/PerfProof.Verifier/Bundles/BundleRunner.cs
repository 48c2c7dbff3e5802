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
    /// <summary>Runs it, and writes the results file.</summary>
    /// <param name="bundle">The folder of the bundle.</param>
    /// <param name="results">The file to write.</param>
    /// <param name="effort">How much effort an experiment may take.</param>
    /// <param name="progress">Told what is going on, a line each.</param>
    /// <param name="cancellation">Stops it; what was measured until then is written.</param>
    /// <exception cref="BundleException">It is no bundle, or the results cannot be written.</exception>
    public static async Task RunAsync(string bundle, string results, Effort effort, IProgress<string> progress, CancellationToken cancellation)
    {
        var manifest = Read(bundle);
        using var scratch = new ScratchFolder();
        ImmutableArray<DeviceInfo> devices = [];
        if (manifest.Devices is { } lister)
        {
            var path = Path.Combine(bundle, lister);
            (devices, var problem) = await DeviceList.ListAsync(path, [path, .. manifest.DeviceLibraries.Select(file => Path.Combine(bundle, file))], scratch, cancellation).ConfigureAwait(false);
            progress.Report(problem is not null ? $"No devices: ILGPU {manifest.Ilgpu}: {problem}" : $"ILGPU {manifest.Ilgpu} finds {string.Join(", ", devices.Select(device => $"{device.Id} {device.Name}"))}.");
        }

        var runner = new ExperimentRunner(effort, scratch);
        var runs = ImmutableArray.CreateBuilder<BundleRun>();
        foreach (var finding in manifest.Findings)
        {
            foreach (var (device, experiment, problem) in Experiments(finding, devices, bundle))
            {
                if (cancellation.IsCancellationRequested)
                {
                    break;
                }

                progress.Report($"{finding.Rule} {finding.File}:{finding.Line} on {device}{(problem is null ? "" : ": " + problem)}");
                var run = problem is not null ? null : await runner.RunAsync(
                    experiment, run => Judge.OnOutputs(experiment, run) is null, Judge.Decide, DirectProgress<string>.Unwatched, cancellation).ConfigureAwait(false);
                runs.Add(new(finding.Id, device, experiment, run, problem));
            }
        }

        try
        {
            ResultsFile.Write(results, new(BundleManifest.CurrentSchema, RunEvidence.Tool, DateTimeOffset.UtcNow, Machine.Fingerprint(), manifest.Findings, runs.ToImmutable()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"The results cannot be written to {results} ({exception.Message.TrimEnd('.')}): give ./run.sh another file.");
        }
    }

    private static IEnumerable<(string Device, Experiment Experiment, string? Problem)> Experiments(BundledFinding finding, ImmutableArray<DeviceInfo> devices, string bundle)
    {
        if (finding.OnHost is { } host)
        {
            yield return ("managed", Here(host), null);
        }

        foreach (var device in devices.Where(device => !device.IsSimulated))
        {
            if (finding.OnDevice is not { } onDevice)
            {
                continue;
            }

            var experiment = Here(onDevice) with
            {
                Device = $"{device.Id} {device.Name}",
                Environment = ImmutableDictionary<string, string>.Empty.Add(DeviceInfo.Variable, device.Id),
            };
            yield return (device.Id, experiment, device.WhyNot(finding.Kinds));
        }

        Experiment Here(Experiment experiment) => BundleJson.Move(experiment, file => Path.Combine(bundle, file)) with
        {
            Plans = size => finding.Costs.First(cost => cost.Size == size) is var cost ? (cost.Before, cost.After) : default,
        };
    }

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
