using System.Collections.Immutable;
using System.CommandLine;
using PerfProof.Loading;
using PerfProof.Profiling;
using PerfProof.Reporting.Pages;
using PerfProof.Tool.Output;

namespace PerfProof.Tool.Commands;

/// <summary><c>perfproof profile</c>: runs a program, and ranks its findings by the share of the run that they account for.</summary>
internal static class ProfileCommand
{
    /// <summary>How it is called.</summary>
    public const string Name = "profile";

    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string[]>("command") { Description = "The command that runs the program, after '--': -- dotnet run -c Release.", Arity = ArgumentArity.ZeroOrMore };
        var project = new Option<string>("--project") { Description = "The program whose findings are ranked: a solution, a project or a folder. Default: the current folder.", HelpName = "path", DefaultValueFactory = _ => "." };
        var framework = new Option<string?>("--framework") { Description = "The target framework to look at, where a project has several.", HelpName = "net10.0" };
        var restore = new Option<bool>("--restore") { Description = "Restore the projects first ('dotnet restore', which writes into their obj folders)." };
        var rules = new Option<string[]>("--rule") { Description = "Only this rule. Can be repeated.", HelpName = "PP1001" };
        var attach = new Option<int?>("--attach") { Description = "Sample a process that runs, until it ends, --duration is over or Ctrl+C.", HelpName = "PID" };
        var duration = new Option<int?>("--duration") { Description = "How long to watch an attached process.", HelpName = "seconds" };
        var trace = new Option<FileInfo?>("--trace") { Description = "Read a .nettrace file that was recorded before.", HelpName = "file.nettrace" };
        var exact = new Option<bool>("--exact") { Description = "Time and count the flagged calls themselves, in a copy of the tree: also what is awaited. Your tree is not touched." };
        var json = new Option<bool>("--json") { Description = "Print the profile as JSON instead of a table." };
        var outFile = new Option<FileInfo>("--out") { Description = $"Where the profile goes. Default: {ProfileFile.DefaultName}.", HelpName = "file", DefaultValueFactory = _ => new FileInfo(ProfileFile.DefaultName) };
        var flame = new Option<FileInfo?>("--flame") { Description = "Write a flame graph as SVG to this file.", HelpName = "file.svg" };
        var command = new Command(Name, "Run a program and rank its findings by the share of the run that they account for.")
        {
            run, project, framework, restore, rules, attach, duration, trace, exact, json, outFile, flame,
        };
        duration.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var seconds) && seconds <= 0)
            {
                result.AddError("--duration needs a positive number of seconds.");
            }
        });
        command.Validators.Add(result =>
        {
            var ways = (result.GetValue(run) is { Length: > 0 } ? 1 : 0) + (result.GetValue(attach) is null ? 0 : 1) + (result.GetValue(trace) is null ? 0 : 1);
            if (ways != 1)
            {
                result.AddError("Name one thing to profile: a command after '--', --attach PID, or --trace file.nettrace.");
            }
            else if (result.GetValue(exact) && result.GetValue(run) is not { Length: > 0 })
            {
                result.AddError("--exact runs a copy of the program, so it needs the command after '--'.");
            }
        });
        command.SetAction((parsed, cancellation) => RunAsync(
            terminal,
            new ProfileOptions(new LoadRequest(parsed.GetValue(project)!) { Framework = parsed.GetValue(framework), Restore = parsed.GetValue(restore) })
            {
                Find = new() { Rules = [.. parsed.GetValue(rules) ?? []] },
                Command = [.. parsed.GetValue(run) ?? []],
                Process = parsed.GetValue(attach),
                Duration = parsed.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Trace = parsed.GetValue(trace)?.FullName,
                Exact = parsed.GetValue(exact),
            },
            parsed.GetValue(outFile)!.FullName,
            parsed.GetValue(flame)?.FullName,
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, ProfileOptions options, string path, string? flame, bool json, CancellationToken cancellation)
    {
        var result = await ProfileRun.RunAsync(options, terminal.Error, cancellation).ConfigureAwait(false);
        terminal.Write(result.Problems);
        ProfileFile.Write(path, result.Profile);
        if (flame is not null)
        {
            ResultFile.Write(flame, "--flame", FlameGraph.Text(result.Profile.Stacks));
        }

        if (json)
        {
            await terminal.Output.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(result.Profile, ProfileFile.Json)).ConfigureAwait(false);
        }
        else
        {
            ProfileTable.Write(terminal.Console, result.Profile, path);
        }

        // A process that is watched until Ctrl+C was watched as asked.
        if (cancellation.IsCancellationRequested && options.Process is null)
        {
            await terminal.Error.WriteLineAsync($"perfproof: stopped; what was seen until then is in {path}.").ConfigureAwait(false);
            return ExitCodes.Stopped;
        }

        if (result.ExitCode is not (null or 0))
        {
            await terminal.Error.WriteLineAsync($"perfproof: '{string.Join(' ', options.Command)}' ended with exit code {result.ExitCode}; the profile is of that run.").ConfigureAwait(false);
            return ExitCodes.NotLoaded;
        }

        return result.Problems.Any(problem => problem.Severity == LoadSeverity.Error) ? ExitCodes.NotLoaded : ExitCodes.Done;
    }
}
