using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Applying;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>What to fix, and how.</summary>
/// <param name="Source">The code.</param>
public sealed record FixOptions(LoadRequest Source)
{
    /// <summary>Which rules.</summary>
    public FindOptions Find { get; init; } = new();

    /// <summary>The evidence that says what is confirmed.</summary>
    public string EvidencePath { get; init; } = EvidenceFile.DefaultName;

    /// <summary>Changes no file.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Goes on where Git has changes that are not committed.</summary>
    public bool AllowsDirty { get; init; }

    /// <summary>Measures each fix again, on the code as it is once those before it are applied.</summary>
    public bool Reverifies { get; init; } = true;

    /// <summary><c>auto</c>, <c>managed</c> or <c>ilgpu</c>.</summary>
    public string Host { get; init; } = "auto";

    /// <summary>A method that runs the program, as <c>Namespace.Type.Method</c>; null to measure single methods.</summary>
    public string? Entry { get; init; }

    /// <summary>How much effort an experiment may take.</summary>
    public Effort Effort { get; init; } = Effort.Default;
}

/// <summary>What came of a finding that was confirmed.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Title">What its fix does; null when there is none.</param>
/// <param name="IsApplied">Whether it is in the files, or would be.</param>
/// <param name="What">What was measured again, or why it is left.</param>
public sealed record FixOutcome(Finding Finding, string? Title, bool IsApplied, string What);

/// <summary>What a run came to.</summary>
/// <param name="Outcomes">Of the findings that were confirmed.</param>
/// <param name="Others">Of the others: how many, by why.</param>
/// <param name="Diff">All changes as a unified diff.</param>
/// <param name="Problems">What could not be loaded, analysed, or told by Git.</param>
/// <param name="Failures">Where the tool itself failed, a line each.</param>
/// <param name="IsIncomplete">Whether something that was asked for could not be loaded.</param>
public sealed record FixResult(
    ImmutableArray<FixOutcome> Outcomes, ImmutableSortedDictionary<string, int> Others, string Diff, ImmutableArray<LoadProblem> Problems, ImmutableArray<string> Failures, bool IsIncomplete);

/// <summary>Fixes must not be applied here. The message is one line for the user: why, and what to do.</summary>
public sealed class FixRefusedException(string message) : Exception(message);

/// <summary>
/// Applies what is proved: each fix is computed and measured on the code as it is with those before it, in memory, and written only when it
/// still holds. So nothing is in the user's files at any time that was not measured.
/// </summary>
public static class FixRun
{
    private const int Named = 3;

    /// <summary>Fixes what evidence confirms.</summary>
    /// <param name="options">What and how.</param>
    /// <param name="progress">Told what is going on.</param>
    /// <param name="cancellation">Stops after the fix that is being written; what was applied until then stays.</param>
    /// <exception cref="LoadException">Nothing could be loaded.</exception>
    /// <exception cref="EvidenceException">The evidence cannot be read.</exception>
    /// <exception cref="EntryException">The entry cannot be run.</exception>
    /// <exception cref="FixRefusedException">The working tree has changes that are not committed.</exception>
    public static async Task<FixResult> RunAsync(FixOptions options, IProgress<VerifyProgress> progress, CancellationToken cancellation)
    {
        var evidence = EvidenceFile.Read(options.EvidencePath);
        progress.Report(new(0, 0, "loading"));
        var code = await CodeLoader.LoadAsync(options.Source, cancellation).ConfigureAwait(false);
        progress.Report(new(0, 0, "analysing"));
        var found = await Finder.FindAsync(code, options.Find, cancellation).ConfigureAwait(false);
        var selection = FixSelection.Of(evidence, found.Findings);
        var problems = code.Problems.AddRange(found.Problems).ToBuilder();
        var tree = selection.Chosen.IsEmpty ? null : await TreeAsync(options, selection.Chosen, problems.Add, cancellation).ConfigureAwait(false);
        var views = await CodeViews.LoadAsync(code, options.Source, problems.Add, cancellation).ConfigureAwait(false);
        using var session = new FixSession(options, code, views);
        foreach (var (i, finding) in selection.Chosen.Index())
        {
            await session.FixAsync(finding, new DirectProgress<string>(what => progress.Report(new(i + 1, selection.Chosen.Length, what))), cancellation).ConfigureAwait(false);
        }

        if (!options.IsDryRun && session.Files.Paths.Any())
        {
            progress.Report(new(0, 0, "checking that what was written compiles"));
            // Whoever stops now has fixes in the files that were each measured and compiled.
            await session.CheckAsync(CancellationToken.None).ConfigureAwait(false);
        }

        var (diff, notUtf8) = session.Files.Diff(path => Path.GetRelativePath(tree?.Root ?? code.Root, path).Replace('\\', '/'));
        problems.AddRange(notUtf8.Select(file => new LoadProblem(LoadSeverity.Note, $"{file} is not in UTF-8, so that 'git apply' takes it for binary.")));
        return new(
            [.. selection.Left.Where(left => left.IsStale).Select(left => new FixOutcome(left.Finding, null, false, $"{left.Reason}: run 'perfproof verify' again")), .. session.Outcomes],
            selection.Left.Where(left => !left.IsStale).GroupBy(left => left.Reason).ToImmutableSortedDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal),
            diff,
            problems.ToImmutable(),
            [.. session.Failures],
            code.IsIncomplete);
    }

    private static async Task<WorkingTree> TreeAsync(FixOptions options, ImmutableArray<Finding> chosen, Action<LoadProblem> report, CancellationToken cancellation)
    {
        var files = chosen.Select(finding => finding.Document!.FilePath!).Distinct().ToList();
        var tree = await WorkingTree.OfAsync(files, cancellation).ConfigureAwait(false);
        if (options.IsDryRun || options.AllowsDirty)
        {
            return tree;
        }

        if (tree.Problem is { } problem)
        {
            if (!tree.IsOutside)
            {
                throw new FixRefusedException($"Whether the working tree is clean cannot be told: {files[0]} {problem}. Say --allow-dirty to go on all the same.");
            }

            report(new(LoadSeverity.Note, $"{files[0]} {problem}, which could take the fixes back; --dry-run shows them before they are applied."));
        }

        return tree.Unsaved is not { Count: > 0 } unsaved ? tree : throw new FixRefusedException(
            $"The working tree has changes that are not committed ({string.Join(", ", unsaved.Take(Named))}{(unsaved.Count > Named ? $" and {unsaved.Count - Named} more" : "")}): commit or stash them, so that the fixes can be told apart and taken back, or say --allow-dirty.");
    }
}
