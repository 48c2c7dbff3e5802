using System.Collections.Immutable;
using System.CommandLine;
using PerfProof.Build.Repositories;
using PerfProof.Loading;

namespace PerfProof.Build.Corpus;

/// <summary>What <c>corpus</c> is asked to do.</summary>
public sealed record CorpusRequest(string Labels, string Checkouts)
{
    /// <summary>Assemblies, or folders of them, to compile against.</summary>
    public ImmutableArray<string> References { get; init; } = [];

    /// <summary>Only these repositories; empty for all that are labelled.</summary>
    public ImmutableArray<string> Repositories { get; init; } = [];

    /// <summary>Folders that are not read.</summary>
    public ImmutableArray<string> Excluded { get; init; } = [];

    /// <summary>A file of judgements; null for none.</summary>
    public string? Judgements { get; init; }

    /// <summary>Where the Markdown goes besides the output; null for nowhere.</summary>
    public string? Out { get; init; }

    /// <summary>Where the JSON goes; null for nowhere.</summary>
    public string? Json { get; init; }

    /// <summary>Where the precision of each rule goes, for the index of rules; null for nowhere.</summary>
    public string? Precision { get; init; }

    /// <summary>Whether every fix is tried.</summary>
    public bool TriesFixes { get; init; }

    /// <summary>Where the report on fixes goes besides the output; null for nowhere.</summary>
    public string? FixesOut { get; init; }

    /// <summary>How many lines a finding may be away from the labelled ones.</summary>
    public int Tolerance { get; init; } = 1;
}

/// <summary><c>corpus</c>: runs the rules over checked-out repositories and holds the findings against labels.</summary>
public static class CorpusCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        var labels = new Option<string>("--labels") { Description = "The labels: a table with the columns repo, commit, path, line, pattern, label, note.", Required = true, HelpName = "file.csv" };
        var checkouts = new Option<string>("--checkouts") { Description = "The folder of checkouts: owner+name or owner/name.", Required = true, HelpName = "folder" };
        var references = new Option<string[]>("--reference") { Description = "An assembly, or a folder of assemblies, to compile against. Can be repeated.", HelpName = "dll or folder" };
        var repositories = new Option<string[]>("--repo") { Description = "Only this repository, labelled or not. Can be repeated.", HelpName = "owner/name" };
        var excluded = new Option<string[]>("--exclude-folder") { Description = "Folders that are not read: a path below the repository, or a name; with * and **. Can be repeated.", HelpName = "pattern" };
        var judgements = new Option<string?>("--judgements") { Description = "What was said about findings without a label: a table with the columns repo, path, line, rule, verdict, note.", HelpName = "file.csv" };
        var outFile = new Option<string?>("--out") { Description = "Write the report here too.", HelpName = "file.md" };
        var json = new Option<string?>("--json") { Description = "Write it as JSON here too, with every finding.", HelpName = "file.json" };
        var precision = new Option<string?>("--precision") { Description = "Write the precision of each rule here, for 'docs' (docs/results/precision.csv).", HelpName = "file.csv" };
        var fixes = new Option<string?>("--fixes") { Description = "Apply every fix that is offered, one by one and with Fix All, and report on it, here too.", HelpName = "file.md", Arity = ArgumentArity.ZeroOrOne };
        var tolerance = new Option<int>("--tolerance") { Description = "How many lines a finding may be away from the labelled ones.", DefaultValueFactory = _ => 1 };
        var command = new Command("corpus", "Runs every rule over checked-out repositories and holds the findings against labels: recall, precision, misses, unlabelled findings.")
        {
            labels, checkouts, references, repositories, excluded, judgements, outFile, json, precision, fixes, tolerance,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new CorpusRequest(parsed.GetValue(labels)!, parsed.GetValue(checkouts)!)
            {
                References = [.. parsed.GetValue(references) ?? []],
                Repositories = [.. parsed.GetValue(repositories) ?? []],
                Excluded = [.. parsed.GetValue(excluded) ?? []],
                Judgements = parsed.GetValue(judgements),
                Out = parsed.GetValue(outFile),
                Json = parsed.GetValue(json),
                Precision = parsed.GetValue(precision),
                TriesFixes = parsed.GetResult(fixes) is not null,
                FixesOut = parsed.GetValue(fixes),
                Tolerance = parsed.GetValue(tolerance),
            },
            output,
            error,
            cancellation));
        return command;
    }

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(CorpusRequest request, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            return await MeasureAsync(request, output, TextWriter.Synchronized(error), cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MeasuringException or LoadException)
        {
            await error.WriteLineAsync($"corpus: {exception.Message}").ConfigureAwait(false);
            return 2;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"corpus: {exception.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    private static async Task<int> MeasureAsync(CorpusRequest request, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var labels = Labels.Read(request.Labels);
        var judgements = request.Judgements is { } file ? JudgedFinding.Read(file) : [];
        if (request.Repositories.FirstOrDefault(repo => !Labels.IsRepo(repo)) is { } misnamed)
        {
            throw new MeasuringException($"--repo '{misnamed}' is no repository: write owner/name.");
        }

        if (!Directory.Exists(request.Checkouts))
        {
            throw new MeasuringException($"--checkouts {request.Checkouts} does not exist.");
        }

        if (request.Tolerance < 0)
        {
            throw new MeasuringException("--tolerance is a number of lines: 0 or more.");
        }

        var wanted = request.Repositories.IsEmpty ? labels.Select(label => label.Repo).Distinct().ToList() : [.. request.Repositories.Distinct()];
        var reader = new RepositoryReader(request.References, problem => error.WriteLine($"corpus: {problem.Message}"));
        var run = new CorpusRun(reader, Path.GetFullPath(request.Checkouts), request.Excluded, error);
        var trial = request.TriesFixes ? new FixTrial() : null;
        var results = new List<RepositoryResult>();
        foreach (var repo in wanted)
        {
            await error.WriteLineAsync($"{repo} ({results.Count + 1} of {wanted.Count})").ConfigureAwait(false);
            var result = await run.RunAsync(repo, trial is null ? null : program => trial.RunAsync(program, cancellation), cancellation).ConfigureAwait(false);
            await error.WriteLineAsync($"{repo}: {result.Lines} lines in {result.Programs} programs, {result.Findings.Length} findings, {result.Took.TotalSeconds:0} s").ConfigureAwait(false);
            results.Add(result);
        }

        var byRepo = results.ToDictionary(result => result.Repo);
        var score = Scoring.Create(
            [.. labels.Where(label => byRepo.ContainsKey(label.Repo))],
            [.. results.SelectMany(result => result.Findings)],
            label => byRepo[label.Repo].Files.Contains(label.Path),
            [.. judgements.Where(judgement => byRepo.ContainsKey(judgement.Repo))],
            request.Tolerance);
        var on = Host.Line();
        var text = CorpusReport.Write(score, results, request.Tolerance, on);
        await output.WriteAsync(text).ConfigureAwait(false);
        Write(request.Out, text);
        Write(request.Json, CorpusJson.Write(score, results, request.Tolerance, on));
        Write(request.Precision, PrecisionFile.Text(score));
        if (trial is not null)
        {
            var fixes = FixReport.Write(trial.Attempts, results.Count, on);
            await output.WriteAsync("\n" + fixes).ConfigureAwait(false);
            Write(request.FixesOut, fixes);
        }

        return results.Exists(result => !result.Failures.IsEmpty) || score.Labels.Any(label => label.Outcome == Outcome.NotRead) || trial?.Attempts.Any(FixReport.IsBad) == true ? 1 : 0;
    }

    private static void Write(string? path, string text)
    {
        if (path is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, text);
        }
    }
}
