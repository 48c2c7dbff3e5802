using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using PerfProof.Build.Repositories;
using PerfProof.Loading;

namespace PerfProof.Build.Corpus;

/// <summary>What came of one repository.</summary>
/// <param name="Repo">owner/name.</param>
/// <param name="Findings">Every finding, once, by place.</param>
/// <param name="Files">Files that were read, below the checkout.</param>
/// <param name="Lines">How many lines they have.</param>
/// <param name="Programs">How many programs they were read as.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Failures">What went wrong, a line each; empty when all was looked at.</param>
/// <param name="Notes">What could not be understood, a line each.</param>
public sealed record RepositoryResult(
    string Repo,
    ImmutableArray<CorpusFinding> Findings,
    ImmutableHashSet<string> Files,
    long Lines,
    int Programs,
    TimeSpan Took,
    ImmutableArray<string> Failures,
    ImmutableArray<string> Notes)
{
    /// <summary>A repository of which nothing was read.</summary>
    public static RepositoryResult Unread(string repo, string why) => new(repo, [], [], 0, 0, TimeSpan.Zero, [why], []);
}

/// <summary>Looks at one program of a repository, and at what the rules found in it.</summary>
/// <param name="Repo">owner/name.</param>
/// <param name="Code">The program.</param>
/// <param name="Found">What the rules found.</param>
public sealed record ProgramResult(string Repo, LoadedCode Code, FindResult Found);

/// <summary>Runs every rule over checked-out repositories.</summary>
/// <param name="reader">Loads programs.</param>
/// <param name="checkouts">The folder of checkouts.</param>
/// <param name="excluded">Patterns of folders that are not read.</param>
/// <param name="progress">Gets a line for each step.</param>
public sealed class CorpusRun(RepositoryReader reader, string checkouts, ImmutableArray<string> excluded, TextWriter progress)
{
    // Compiling is concurrent in itself, except for small programs, of which most repositories are made.
    private static readonly int atOnce = Math.Clamp(Environment.ProcessorCount / 2, 2, 8);

    private static readonly FindOptions everything = new() { Rules = [.. Finder.Rules.Keys], WithoutCompilerErrors = true };

    /// <summary>Runs the rules over a repository.</summary>
    /// <param name="repo">owner/name.</param>
    /// <param name="look">Called for each of its programs, several at once; null for nothing besides the findings.</param>
    /// <param name="cancellation">Cancellation.</param>
    public async Task<RepositoryResult> RunAsync(string repo, Func<ProgramResult, Task>? look, CancellationToken cancellation)
    {
        if (this.Folder(repo) is not { } root)
        {
            return RepositoryResult.Unread(repo, $"{repo} is not below {checkouts}: check it out as {repo.Replace('/', '+')} or {repo}.");
        }

        var watch = Stopwatch.StartNew();
        var failures = new ConcurrentQueue<string>();
        var notes = new ConcurrentQueue<string>();
        var found = new ConcurrentDictionary<(string, int, int, string), CorpusFinding>();
        try
        {
            var patterns = excluded.Select(Excluded.Create).ToList();
            var units = RepositoryLayout.Read(root, path => patterns.Exists(pattern => pattern.Matches(path))).Units(reader.AssemblyNames).ToList();
            var files = units.SelectMany(unit => unit.Own).Distinct(StringComparer.Ordinal).ToList();
            var done = 0;
            await Parallel.ForEachAsync(
                units,
                new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation },
                async (unit, _) =>
                {
                    try
                    {
                        var code = await reader.LoadAsync(root, unit, cancellation).ConfigureAwait(false);
                        var result = await Finder.FindAsync(code, everything, cancellation).ConfigureAwait(false);
                        foreach (var problem in code.Problems.Concat(result.Problems))
                        {
                            (problem.Severity >= LoadSeverity.Warning ? failures : notes).Enqueue(problem.Message);
                        }

                        foreach (var finding in result.Findings)
                        {
                            found.TryAdd((finding.File, finding.Line, finding.Column, finding.Rule), Describe(repo, finding));
                        }

                        if (look is not null)
                        {
                            await look(new ProgramResult(repo, code, result)).ConfigureAwait(false);
                        }
                    }
                    catch (Exception exception) when (exception is not OperationCanceledException)
                    {
                        // One program that cannot be read must not hide what the others show.
                        failures.Enqueue($"{unit.Name}: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
                    }

                    var now = Interlocked.Increment(ref done);
                    if (now % 10 == 0 && now < units.Count)
                    {
                        await progress.WriteLineAsync($"{repo}: {now} of {units.Count} programs, {watch.Elapsed.TotalSeconds:0} s").ConfigureAwait(false);
                    }
                }).ConfigureAwait(false);
            return new RepositoryResult(
                repo,
                [.. found.Values.OrderBy(finding => finding.Path, StringComparer.Ordinal).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column).ThenBy(finding => finding.Rule, StringComparer.Ordinal)],
                [.. files.Select(file => ProjectPaths.Slashed(Path.GetRelativePath(root, file)))],
                files.Sum(CountLines),
                units.Count,
                watch.Elapsed,
                [.. failures.Order(StringComparer.Ordinal)],
                [.. notes.Order(StringComparer.Ordinal)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return RepositoryResult.Unread(repo, $"{repo} cannot be read ({exception.Message.TrimEnd('.')}).");
        }
    }

    private string? Folder(string repo) => new[] { Path.Combine(checkouts, repo.Replace('/', '+')), Path.Combine(checkouts, repo) }.FirstOrDefault(Directory.Exists);

    private static CorpusFinding Describe(string repo, Finding finding) => new(
        repo,
        finding.File,
        finding.Line,
        finding.Column,
        finding.Rule,
        finding.Diagnostic.Descriptor.DefaultSeverity.ToString().ToLowerInvariant(),
        finding.Symbol,
        finding.Message);

    private static long CountLines(string file)
    {
        try
        {
            return File.ReadLines(file).LongCount();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Reported where it was to be read as source.
            return 0;
        }
    }
}
