using System.CommandLine;
using System.Diagnostics;
using PerfProof.Execution;
using PerfProof.Reporting;

namespace PerfProof.Build.Gate;

/// <summary><c>devices</c>: the models of all rules and the pairs of kernels on named devices.</summary>
public static class DevicesCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Checkout checkout, TextWriter output, TextWriter error)
    {
        var devices = new Option<string[]>("--device") { Description = "Id or kind of a device, such as OpenCL:0 or Cuda; managed is this processor. Can be repeated. Without one, only the report is written.", HelpName = "id or kind" };
        var only = new Option<string[]>("--only") { Description = "Only what has this in its name, again where the file has it already: PP3001, SumTree. Can be repeated.", HelpName = "text" };
        var minutes = new Option<double?>("--minutes") { Description = "Begin no run after so many minutes; the next call goes on where this one stopped." };
        var processes = new Option<int>("--processes")
        {
            Description = "Most child processes that time one pair: 20 as everywhere, or 8 or 12 where time is short; what is not decided by then is Inconclusive.",
            DefaultValueFactory = _ => Effort.Default.MaximumForks,
        };
        var outFile = new Option<string?>("--out") { Description = "The file of results, a line each: what it has is not run again, and new runs are added.", HelpName = "file.jsonl" };
        var reportFile = new Option<string?>("--report") { Description = "Write the report here too.", HelpName = "file.md" };
        var note = new Option<string?>("--note") { Description = "A sentence about the devices for the report." };
        var export = new Option<string?>("--export") { Description = "Run nothing: write all of it, and all pairs of methods, into this folder, with all that it needs on a machine without .NET, and pack it.", HelpName = "folder" };
        var import = new Option<string?>("--import") { Description = "Add what such a bundle brought back.", HelpName = "results.perfproof" };
        var command = new Command("devices", "Puts the models of all rules and the pairs of kernels through the gate on named devices.") { devices, only, minutes, processes, outFile, reportFile, note, export, import };
        command.SetAction((parsed, cancellation) => SeriesCommand.GuardAsync("devices", error, async () =>
        {
            var pairs = checkout.PathOf("build", "benchmarks", "Pairs");
            if (parsed.GetValue(export) is { } folder)
            {
                var exported = await DeviceBundle.ExportAsync(pairs, folder, error.WriteLine, cancellation).ConfigureAwait(false);
                exported.Left.ToList().ForEach(left => error.WriteLine($"devices: not exported: {left}"));
                await output.WriteLineAsync($"{exported.Exported} exported: {exported.Archive}, {exported.Bytes / 1_000_000} MB. Run ./run.sh results.perfproof in it, bring that file back, and add it by --import.").ConfigureAwait(false);
                return 0;
            }

            using var log = ResultLog<GateRecord>.Open(parsed.GetValue(outFile) ?? throw new MeasuringException("--out is missing: name the file of results."));
            if (parsed.GetValue(import) is { } results)
            {
                // The same file twice is the same runs.
                foreach (var record in DeviceBundle.Import(results).Where(record => !log.Records.Any(known => (known.Date, known.Device, known.Pair) == (record.Date, record.Device, record.Pair))).ToList())
                {
                    log.Add(record);
                }
            }

            var clock = Stopwatch.StartNew();
            var limit = parsed.GetValue(minutes) is { } number ? TimeSpan.FromMinutes(number) : (TimeSpan?)null;
            foreach (var device in parsed.GetValue(devices) ?? [])
            {
                foreach (var gate in await DeviceGate.OpenAsync(pairs, device, Effort.Default with { MaximumForks = parsed.GetValue(processes) }, cancellation).ConfigureAwait(false))
                {
                    using (gate)
                    {
                        await RunAsync(log, gate, Chosen(log, gate, parsed.GetValue(only) ?? []), () => limit - clock.Elapsed, error, cancellation).ConfigureAwait(false);
                    }
                }
            }

            return await SeriesCommand.ReportAsync(DeviceSuite.Report(log.Records, parsed.GetValue(note)), parsed.GetValue(reportFile), output).ConfigureAwait(false);
        }));
        return command;
    }

    private static async Task RunAsync(ResultLog<GateRecord> log, DeviceGate gate, List<string> names, Func<TimeSpan?> left, TextWriter error, CancellationToken cancellation)
    {
        if (names.Count == 0)
        {
            return;
        }

        var speed = await gate.SpeedAsync(cancellation).ConfigureAwait(false);
        var series = new GateSeries(log, gate.RunAsync, Machine.Fingerprint, complete: record => gate.Complete(record, speed));
        await series.RunEachAsync(names, left(), line => error.WriteLine($"{gate.Device}: {line}"), cancellation).ConfigureAwait(false);
    }

    private static List<string> Chosen(ResultLog<GateRecord> log, DeviceGate gate, string[] only)
    {
        if (only.FirstOrDefault(wanted => !gate.Names.Any(name => name.Contains(wanted, StringComparison.OrdinalIgnoreCase))) is { } missing)
        {
            throw new MeasuringException($"Nothing that runs on {gate.Device} has '{missing}' in its name; there are {string.Join(", ", gate.Names)}.");
        }

        return only.Length > 0
            ? [.. gate.Names.Where(name => only.Any(wanted => name.Contains(wanted, StringComparison.OrdinalIgnoreCase)))]
            : [.. gate.Names.Where(name => !log.Records.Any(record => record.Pair == name && record.Device == gate.Device))];
    }
}
