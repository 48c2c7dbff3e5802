using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PerfProof.Loading;
using PerfProof.Reporting;
using Spectre.Console;

namespace PerfProof.Tool.Commands;

/// <summary><c>perfproof devices</c>: what kernels can run on here, and what each is good for.</summary>
internal static class DevicesCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<DirectoryInfo>("folder")
        {
            Description = "The folder whose NuGet configuration says where ILGPU can be had. Default: the current one.",
            DefaultValueFactory = _ => new DirectoryInfo(Environment.CurrentDirectory),
        };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var command = new Command("devices", "List what kernels can run on here, measure it, and say what each is good for.") { folder, json };
        command.SetAction((parsed, cancellation) => RunAsync(terminal, parsed.GetValue(folder)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, DirectoryInfo folder, bool json, CancellationToken cancellation)
    {
        if (!folder.Exists)
        {
            throw new LoadException($"There is no folder {folder.FullName}: name an existing one.");
        }

        using var progress = new Output.ProgressLine(terminal);
        var report = await DeviceReport.CreateAsync(folder.FullName, new DirectProgress<string>(what => progress.Report(new(0, 0, what))), cancellation).ConfigureAwait(false);
        progress.Clear();
        if (json)
        {
            await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(report, EvidenceFile.Json)).ConfigureAwait(false);
            return ExitCodes.Done;
        }

        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("Device", "Name", "Good for", "Memory", "Link", "Launch", "Half", "Double");
        foreach (var device in report.Devices)
        {
            table.AddRow(new[]
            {
                device.Id,
                device.Name,
                string.Join(", ", device.GoodFor),
                device.GigabytesPerSecond is { } speed ? string.Create(CultureInfo.InvariantCulture, $"{speed:0.0} GB/s") : "",
                device.LinkGigabytesPerSecond is { } link ? string.Create(CultureInfo.InvariantCulture, $"{link:0.0} GB/s") : "",
                device.LaunchMicroseconds is { } launch ? string.Create(CultureInfo.InvariantCulture, $"{launch:0.0} µs") : "",
                device.HasHalf ? "yes" : "no",
                device.HasDouble ? "yes" : "no",
            }.Select(Markup.Escape).ToArray());
        }

        terminal.Console.Write(table);
        foreach (var device in report.Devices.Where(device => device.Note is not null))
        {
            terminal.Console.WriteLine($"{device.Id}: {device.Note}.");
        }

        terminal.Console.WriteLine(report.Ilgpu is { } ilgpu ? $"ILGPU {ilgpu}." : "Without ILGPU, kernels run on the managed host only.");
        if (report.Problem is { } problem)
        {
            terminal.Console.WriteLine($"{problem.TrimEnd('.')}. A package source that has ILGPU can be named in {Generation.IlgpuRestore.FeedVariable} or in a nuget.config.");
        }

        terminal.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Measured on {report.Machine.Name}, load {report.Machine.Load?.ToString("0.0", CultureInfo.InvariantCulture) ?? "not known"}."));
        return ExitCodes.Done;
    }
}
