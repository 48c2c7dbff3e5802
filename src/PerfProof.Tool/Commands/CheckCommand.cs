using System.CommandLine;
using Microsoft.CodeAnalysis;
using PerfProof.Loading;
using PerfProof.Profiling;
using PerfProof.Tool.Output;

namespace PerfProof.Tool.Commands;

/// <summary><c>perfproof check</c>: runs the rules and prints what they find.</summary>
internal static class CheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("check", "Run the rules over code and print what they find, suggestions (info) too, which 'dotnet build' does not print.");
        var source = new SourceOptions(command);
        var json = new Option<bool>("--json") { Description = "Print JSON instead of text." };
        var sarif = new Option<FileInfo?>("--sarif") { Description = "Write SARIF 2.1.0 to this file.", HelpName = "file" };
        var noInfo = new Option<bool>("--no-info") { Description = "Leave suggestions (info) out." };
        var failOn = new Option<string?>("--fail-on") { Description = "Exit with 1 when there is a finding of this severity or above.", HelpName = "warning|info|any" };
        failOn.AcceptOnlyFromAmong("error", "warning", "info", "any");
        command.Options.Add(json);
        command.Options.Add(sarif);
        command.Options.Add(noInfo);
        command.Options.Add(failOn);
        var profile = new ProfileOption(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            terminal,
            source.Load(parsed),
            source.Find(parsed) with { WithVerdicts = true },
            new CheckOutput(parsed.GetValue(json), parsed.GetValue(sarif)?.FullName, !parsed.GetValue(noInfo), Gate(parsed.GetValue(failOn)), profile.Read(parsed)),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, LoadRequest request, FindOptions options, CheckOutput output, CancellationToken cancellation)
    {
        var code = await CodeLoader.LoadAsync(request, cancellation).ConfigureAwait(false);
        terminal.Write(code.Problems);
        var result = await Finder.FindAsync(code, options, cancellation).ConfigureAwait(false);
        terminal.Write(result.Problems);
        result = output.Profile is { } profile ? result with { Findings = ProfileRanking.Apply(result.Findings, profile) } : result;
        result = result with { Findings = [.. result.Findings.Where(finding => output.ShowsInfo || finding.Severity > DiagnosticSeverity.Info)] };
        if (output.SarifFile is { } file)
        {
            ResultFile.Write(file, "--sarif", SarifLog.Create(code, result));
        }

        if (output.Json)
        {
            JsonReport.Write(terminal.Output, code, result);
        }
        else
        {
            TextReport.Write(terminal.Console, code, result);
        }

        var failed = result.Findings.Count(finding => finding.Severity >= output.Gate);
        if (failed > 0)
        {
            terminal.Error.WriteLine($"perfproof: {failed} {(failed == 1 ? "finding reaches" : "findings reach")} the limit of --fail-on.");
        }

        return code.IsIncomplete ? ExitCodes.NotLoaded : failed > 0 ? ExitCodes.GateFailed : ExitCodes.Done;
    }

    private static DiagnosticSeverity? Gate(string? failOn) => failOn switch
    {
        null => null,
        "error" => DiagnosticSeverity.Error,
        "warning" => DiagnosticSeverity.Warning,
        _ => DiagnosticSeverity.Info,
    };

    private sealed record CheckOutput(bool Json, string? SarifFile, bool ShowsInfo, DiagnosticSeverity? Gate, Profile? Profile);
}
