using System.CommandLine;
using System.CommandLine.Parsing;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;
using PerfProof.Tool.Commands;

namespace PerfProof.Tool;

/// <summary>The command line: parses, runs, and turns every failure into one line and an exit code.</summary>
public static class CommandLine
{
    // After Ctrl+C, child processes are stopped and what was measured is written.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    // A trace of a long run takes its time to be read.
    private static readonly TimeSpan patienceWithTraces = TimeSpan.FromMinutes(5);

    /// <summary>Runs the tool.</summary>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var parsed = Create(output, error).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            var command = string.Join(' ', Names(parsed.CommandResult).Reverse());
            await error.WriteLineAsync($"perfproof: {OneLine(parsed.Errors[0].Message)} See '{command} --help'.").ConfigureAwait(false);
            return ExitCodes.WrongUsage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = parsed.CommandResult.Command.Name == ProfileCommand.Name ? patienceWithTraces : patience,
        };
        try
        {
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is LoadException or Profiling.ProfileException)
        {
            await error.WriteLineAsync($"perfproof: {exception.Message}").ConfigureAwait(false);
            return ExitCodes.NotLoaded;
        }
        catch (Exception exception) when (exception is UsageException or EvidenceException or EntryException or Reporting.Costs.CostException or Bundles.BundleException)
        {
            await error.WriteLineAsync($"perfproof: {exception.Message}").ConfigureAwait(false);
            return ExitCodes.WrongUsage;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("perfproof: stopped.").ConfigureAwait(false);
            return ExitCodes.Stopped;
        }
        catch (Exception exception) when (!System.Diagnostics.Debugger.IsAttached)
        {
            await error.WriteLineAsync($"perfproof: internal error ({exception.GetType().Name}: {OneLine(exception.Message)}){Place(exception)}. Please report it with the command that led to it.").ConfigureAwait(false);
            return ExitCodes.InternalError;
        }
    }

    /// <summary>The commands, as they are parsed: what a command that the documentation shows is held against.</summary>
    public static RootCommand Create(TextWriter output, TextWriter error) => Create(new Terminal(output, error));

    private static RootCommand Create(Terminal terminal) => new("Finds slow AI code in C#, fixes it, and proves the fix by measuring it.")
    {
        CheckCommand.Create(terminal),
        ProfileCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        FixCommand.Create(terminal),
        MergeCommand.Create(terminal),
        ReportCommand.Create(terminal),
        CompareCommand.Create(terminal),
        DevicesCommand.Create(terminal),
        CatalogCommand.Create(terminal),
    };

    private static IEnumerable<string> Names(CommandResult result)
    {
        for (var command = result; command is not null; command = command.Parent as CommandResult)
        {
            yield return command.Command is RootCommand ? "perfproof" : command.Command.Name;
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Place(Exception exception) =>
        exception.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("PerfProof", StringComparison.Ordinal)) is { } frame ? $" {frame.Trim()}" : "";
}

/// <summary>An option has a value that cannot be used. The message is one line for the user.</summary>
public sealed class UsageException(string message) : Exception(message);
