using System.Collections.Immutable;
using System.CommandLine;
using Microsoft.CodeAnalysis;
using PerfProof.Loading;

namespace PerfProof.Build.Overhead;

/// <summary>What <c>overhead</c> is asked to do.</summary>
public sealed record OverheadRequest(ImmutableArray<string> Sources, ImmutableArray<string> References, int Rounds, string? Out)
{
    /// <summary>Whether the analyzers of others are compared with.</summary>
    public bool ComparesOthers { get; init; } = true;

    /// <summary>What the sources are compiled as: some compile only under the name that lets them see internals of what they reference.</summary>
    public CompileAs As { get; init; } = CompileAs.Tree;
}

/// <summary><c>overhead</c>: what our analyzers cost a build, beside the analyzers that people already run.</summary>
public static class OverheadCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        var sources = new Option<string[]>("--source") { Description = "A folder of C# sources; what does not compile is left out. Can be repeated.", Required = true, HelpName = "folder" };
        var references = new Option<string[]>("--reference") { Description = "An assembly, or a folder of assemblies, to compile against. Can be repeated.", HelpName = "dll or folder" };
        var rounds = new Option<int>("--runs") { Description = "How many rounds; five are the fewest that give bounds.", DefaultValueFactory = _ => 7 };
        var name = new Option<string>("--assembly-name") { Description = "Compile under this name: where references let it see their internals.", DefaultValueFactory = _ => CompileAs.Tree.Name, HelpName = "name" };
        var defines = new Option<string[]>("--define") { Description = "A preprocessor symbol. Can be repeated.", HelpName = "symbol" };
        var outFile = new Option<string?>("--out") { Description = "Write the report here too.", HelpName = "file.md" };
        var oursOnly = new Option<bool>("--ours-only") { Description = "Leave out the analyzers of others, which are restored from the feed." };
        var command = new Command("overhead", "Compiles a large tree with no analyzers, with ours and with those of others, in turn, and compares what they cost.") { sources, references, rounds, name, defines, outFile, oursOnly };
        command.SetAction((parsed, cancellation) => RunAsync(
            new OverheadRequest([.. parsed.GetValue(sources)!], [.. parsed.GetValue(references) ?? []], parsed.GetValue(rounds), parsed.GetValue(outFile)) 
            {
                ComparesOthers = !parsed.GetValue(oursOnly),
                As = new(parsed.GetValue(name)!, [.. parsed.GetValue(defines) ?? []]),
            },
            output,
            error,
            cancellation));
        return command;
    }

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(OverheadRequest request, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var scratch = Directory.CreateTempSubdirectory("perfproof-overhead-").FullName;
        try
        {
            return await MeasureAsync(request, scratch, output, error, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MeasuringException or LoadException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"overhead: {exception.Message}").ConfigureAwait(false);
            return 2;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(OverheadRequest request, string scratch, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (request.Rounds < 1)
        {
            throw new MeasuringException("--runs is a number of rounds: 1 or more.");
        }

        if (request.Sources.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            throw new MeasuringException($"--source {missing} does not exist.");
        }

        var files = request.Sources.SelectMany(folder => SourceFolder.Files(Path.GetFullPath(folder), ".cs")).Distinct().ToList();
        var tree = CleanTree.Create(files, References(request.References, error), request.As, null, cancellation);
        if (tree.Files.IsEmpty)
        {
            throw new MeasuringException($"Nothing of {string.Join(", ", request.Sources)} compiles: name what it needs with --reference.");
        }

        var plain = CleanTree.Create(files, References([], error), CompileAs.Tree, "Half", cancellation);
        await error.WriteLineAsync($"{tree.Lines} lines compile ({tree.LeftOut} files left out); {plain.Lines} lines against the framework alone").ConfigureAwait(false);
        var ours = AnalyzerSet.All(scratch);
        ImmutableArray<AnalyzerSet> sets = [AnalyzerSet.None, ours, .. request.ComparesOthers ? await AnalyzerSet.RestoreAsync(scratch, cancellation).ConfigureAwait(false) : []];
        var compiler = new CompilerRun(scratch);
        var runs = sets.ToDictionary(set => set.Name, _ => ImmutableArray.CreateBuilder<CompilerCost>());
        var plainRuns = ImmutableArray.CreateBuilder<CompilerCost>();
        for (var round = 0; round < request.Rounds; round++)
        {
            // Whoever comes first finds the colder caches: each in turn.
            for (var i = 0; i < sets.Length; i++)
            {
                var set = sets[(i + round) % sets.Length];
                var cost = await compiler.RunAsync(tree, set, cancellation).ConfigureAwait(false);
                runs[set.Name].Add(cost);
                await error.WriteLineAsync($"round {round + 1} of {request.Rounds}, {set.Name}: analyzers {cost.Analyzers.TotalMilliseconds:0} ms, CPU {cost.Cpu.TotalMilliseconds:0} ms").ConfigureAwait(false);
            }

            if (!plain.Files.IsEmpty)
            {
                plainRuns.Add(await compiler.RunAsync(plain, ours, cancellation).ConfigureAwait(false));
            }
        }

        var (text, isMet) = OverheadReport.Write(
            tree,
            [.. sets.Select(set => new OverheadSeries(set.Name, runs[set.Name].ToImmutable()))],
            plain.Files.IsEmpty ? null : plain,
            plain.Files.IsEmpty ? null : new OverheadSeries(ours.Name, plainRuns.ToImmutable()),
            Host.Line());
        await output.WriteAsync(text).ConfigureAwait(false);
        if (request.Out is { } path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            await File.WriteAllTextAsync(path, text, CancellationToken.None).ConfigureAwait(false);
        }

        return isMet ? 0 : 1;
    }

    private static IReadOnlyList<MetadataReference> References(IEnumerable<string> references, TextWriter error) =>
        AssemblyReferences.Load(references, problem => error.WriteLine($"overhead: {problem.Message}"));
}
