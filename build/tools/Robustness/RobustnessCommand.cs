using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using PerfProof.Build.Repositories;
using PerfProof.Loading;

namespace PerfProof.Build.Robustness;

/// <summary>What <c>robustness</c> is asked to do.</summary>
public sealed record RobustnessRequest
{
    /// <summary>Folders of sources.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>Assemblies, or folders of them, to compile against.</summary>
    public ImmutableArray<string> References { get; init; } = [];

    /// <summary>How many mutants.</summary>
    public int Mutants { get; init; } = 1000;

    /// <summary>What decides which mutants.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many lines of the sources are enough.</summary>
    public long Lines { get; init; } = long.MaxValue;

    /// <summary>The state file; null to remember nothing.</summary>
    public string? Resume { get; init; }

    /// <summary>Where the report goes besides the output; null for nowhere.</summary>
    public string? Out { get; init; }

    /// <summary>The request as the state file has it.</summary>
    public string Line => string.Create(
        CultureInfo.InvariantCulture, $"robustness: sources {string.Join(' ', this.Sources)}; references {string.Join(' ', this.References)}; seed {this.Seed}");
}

/// <summary><c>robustness</c>: all rules and fixes over real and over mutated sources; nothing may throw or hang.</summary>
public static class RobustnessCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(Checkout checkout, TextWriter output, TextWriter error)
    {
        var sources = new Option<string[]>("--source") { Description = "A folder of C# sources. Can be repeated.", HelpName = "folder" };
        var references = new Option<string[]>("--reference") { Description = "An assembly, or a folder of assemblies, to compile against. Can be repeated.", HelpName = "dll or folder" };
        var mutants = new Option<int>("--mutants") { Description = "How many mutated sources.", DefaultValueFactory = _ => 1000 };
        var seed = new Option<int>("--seed") { Description = "What decides which mutants: the same seed, the same mutants.", DefaultValueFactory = _ => 1 };
        var lines = new Option<long?>("--lines") { Description = "Stop when this many lines of the sources were looked at." };
        var resume = new Option<string?>("--resume") { Description = "Keep here what was done; run again with it to go on.", HelpName = "file" };
        var outFile = new Option<string?>("--out") { Description = "Write the report here too.", HelpName = "file.md" };
        var command = new Command("robustness", "Runs every rule and every fix over real sources and over mutated ones: nothing may throw or hang.") { sources, references, mutants, seed, lines, resume, outFile };
        command.SetAction((parsed, cancellation) => RunAsync(
            checkout,
            new RobustnessRequest
            {
                Sources = [.. (parsed.GetValue(sources) ?? []).Select(Path.GetFullPath)],
                References = [.. parsed.GetValue(references) ?? []],
                Mutants = parsed.GetValue(mutants),
                Seed = parsed.GetValue(seed),
                Lines = parsed.GetValue(lines) ?? long.MaxValue,
                Resume = parsed.GetValue(resume),
                Out = parsed.GetValue(outFile),
            },
            output,
            error,
            cancellation));
        return command;
    }

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(Checkout checkout, RobustnessRequest request, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            if (request.Sources.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
            {
                throw new MeasuringException($"--source {missing} does not exist.");
            }

            var state = RunState.Open(request.Resume, request.Line);
            var reader = new RepositoryReader(request.References, problem => error.WriteLine($"robustness: {problem.Message}"));
            var run = new RobustnessRun(state, error.WriteLine);
            await run.SourcesAsync(reader, request.Sources, request.Lines, cancellation).ConfigureAwait(false);
            var samples = SourceFolder.Files(checkout.PathOf("samples", "rules"), ".cs");
            await run.MutantsAsync(RobustnessRun.Pool(samples, request.Sources, reader.AssemblyNames), [.. reader.References], request.Mutants, request.Seed, cancellation).ConfigureAwait(false);
            var text = Report(state, request.Seed);
            await output.WriteAsync(text).ConfigureAwait(false);
            if (request.Out is { } path)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                await File.WriteAllTextAsync(path, text, CancellationToken.None).ConfigureAwait(false);
            }

            return state.Done.Any(step => step.Problems.Count > 0) ? 1 : 0;
        }
        catch (Exception exception) when (exception is MeasuringException or LoadException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"robustness: {exception.Message}").ConfigureAwait(false);
            return 2;
        }
    }

    /// <summary>What was done, for people.</summary>
    public static string Report(RunState state, int seed)
    {
        var steps = state.Done.ToList();
        var problems = steps.SelectMany(step => step.Problems.Select(problem => $"- {step.Step}: {problem}")).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Robustness\n\n{Host.Line()}\n\n");
        text.Append("Every rule and every fix that is offered, over real sources and over mutated ones (tokens dropped, doubled, swapped, taken from elsewhere;\nlines and files cut off). A problem is an exception, or something that does not end in time.\n\n");
        text.Append("| | Real sources | Mutated sources |\n|---|---|---|\n");
        Row("Programs", steps.Count(step => step.Mutants == 0), steps.Sum(step => step.Mutants));
        Row("Lines", steps.Sum(step => step.Lines), null);
        Row("Findings", steps.Where(step => step.Mutants == 0).Sum(step => step.Findings), steps.Where(step => step.Mutants > 0).Sum(step => step.Findings));
        Row("Fixes applied", steps.Where(step => step.Mutants == 0).Sum(step => step.Fixes), steps.Where(step => step.Mutants > 0).Sum(step => step.Fixes));
        Row("Problems", steps.Where(step => step.Mutants == 0).Sum(step => step.Problems.Count), steps.Where(step => step.Mutants > 0).Sum(step => step.Problems.Count));
        text.Append(CultureInfo.InvariantCulture, $"\nSeed {seed}.\n");
        if (problems.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## Problems: {problems.Count}\n\n{string.Join('\n', problems)}\n");
        }

        return text.ToString();

        void Row(string what, long real, long? mutated) => text.Append(CultureInfo.InvariantCulture, $"| {what} | {real} | {(mutated is { } number ? number.ToString(CultureInfo.InvariantCulture) : "")} |\n");
    }
}
