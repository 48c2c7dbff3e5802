using Microsoft.CodeAnalysis;
using PerfProof.Applying;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>Fixes one finding after the other, each on what those before it made of the code.</summary>
internal sealed class FixSession(FixOptions options, LoadedCode code, CodeViews views) : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly StageClock clock = new();
    private readonly VerifyOptions proof = new(options.Source) { Host = options.Host, Entry = options.Entry, Effort = options.Effort };
    private readonly List<(string Path, string Before, string After)> changes = [];
    private readonly List<FixOutcome> outcomes = [];
    private readonly List<string> failures = [];
    private CodeViews views = views;

    /// <summary>What was changed so far.</summary>
    public ChangedFiles Files { get; } = new();

    /// <summary>What came of each.</summary>
    public IReadOnlyList<FixOutcome> Outcomes => this.outcomes;

    /// <summary>Where the tool itself failed, a line each.</summary>
    public IReadOnlyList<string> Failures => this.failures;

    /// <summary>Fixes a finding of the code as it was loaded; every problem ends in an outcome with its reason.</summary>
    public async Task FixAsync(Finding finding, IProgress<string> progress, CancellationToken cancellation)
    {
        string? title = null;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            progress.Report($"{finding.Rule} {finding.File}:{finding.Line}: computing the fix");
            if (await this.LocateAsync(finding, cancellation).ConfigureAwait(false) is not { } now)
            {
                this.Leave(finding, null, "it is gone with a fix before it");
                return;
            }

            if (await FixRunner.ApplyAsync(now.Document!, now.Diagnostic, cancellation).ConfigureAwait(false) is not { } fix)
            {
                this.Leave(finding, null, "no automatic fix applies here; the rule's page says what to do by hand");
                return;
            }

            title = fix.Title;
            var texts = await this.Files.TextsAsync(this.views, fix.Solution, cancellation).ConfigureAwait(false);
            var next = this.views.With(texts);
            if (await next.NewErrorAsync(this.views, code, cancellation).ConfigureAwait(false) is { } error)
            {
                this.Leave(finding, title, $"the code would not compile with it: {error}");
                return;
            }

            var measured = options is { IsDryRun: false, Reverifies: true } ? await this.ProveAsync(now, progress, cancellation).ConfigureAwait(false) : null;
            if (measured is not null && measured is not { Verdict: "Confirmed", Subject: "code" or "program" })
            {
                this.Leave(finding, title, $"measured again, it is {measured.Verdict} ({measured.Reason}){(measured.Subject is "code" or "program" || options.Entry is not null ? "" : "; if it was confirmed on your whole program, name its --entry")}");
                return;
            }

            // From here on it is done as a whole.
            var moved = await this.ChangesAsync(texts).ConfigureAwait(false);
            this.Files.Take(texts, writes: !options.IsDryRun);
            this.changes.AddRange(moved);
            this.views = next;
            this.outcomes.Add(new(finding, title, IsApplied: true, measured is null ? "" : $"measured again {(measured.Speedup is { } speedup ? Words.Interval(speedup) : measured.Reason)}"));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            this.Leave(finding, title, "the run was stopped before it was measured again");
        }
        catch (SourceFileException exception)
        {
            this.Leave(finding, title, exception.Message);
        }
    }

    /// <summary>Loads what was written as the SDK sees it; where it does not compile although it did in memory, every file becomes what it was.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        string? error = null;
        try
        {
            var written = await CodeLoader.LoadAsync(options.Source with { Restore = false }, cancellation).ConfigureAwait(false);
            foreach (var project in code.Projects)
            {
                var same = written.Projects.FirstOrDefault(other => (other.FilePath, other.Framework, other.Name) == (project.FilePath, project.Framework, project.Name));
                error ??= same is null ? $"{project.Name} cannot be loaded any more"
                    : await CodeViews.NewErrorAsync(code.Solution.GetProject(project.Id)!, written.Solution.GetProject(same.Id)!, code, cancellation).ConfigureAwait(false);
            }
        }
        catch (LoadException exception)
        {
            error = exception.Message;
        }

        if (error is null)
        {
            return;
        }

        this.failures.AddRange(this.Files.Undo().Select(problem => $"a fix could not be undone: {problem}"));
        foreach (var (i, outcome) in this.outcomes.Index().Where(pair => pair.Item.IsApplied).ToList())
        {
            this.outcomes[i] = outcome with { IsApplied = false, What = $"undone, since what was written does not compile: {error}" };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => this.scratch.Dispose();

    private void Leave(Finding finding, string? title, string why) => this.outcomes.Add(new(finding, title, IsApplied: false, why));

    /// <summary>The finding in the code as it is now: where it has moved to, or, if the lines around it have changed, by its id.</summary>
    private async Task<Finding?> LocateAsync(Finding finding, CancellationToken cancellation)
    {
        if (this.changes.Count == 0)
        {
            return finding;
        }

        int? position = finding.Diagnostic.Location.SourceSpan.Start;
        foreach (var (_, before, after) in this.changes.Where(change => CompilerCommands.PathComparer.Equals(change.Path, finding.Document!.FilePath)))
        {
            position = position is { } from ? ChangedFiles.Moved(from, before, after) : null;
        }

        var found = await Finder.FindAsync(
            code with { Solution = this.views.Main, Projects = [finding.Project] },
            new FindOptions { Rules = [finding.Rule], WithoutCompilerErrors = true },
            cancellation).ConfigureAwait(false);
        return position is null
            ? found.Findings.FirstOrDefault(other => other.Id == finding.Id)
            : found.Findings.FirstOrDefault(other => other.Document?.Id == finding.Document!.Id && other.Diagnostic.Location.SourceSpan.Start == position);
    }

    private async Task<FindingEvidence> ProveAsync(Finding finding, IProgress<string> progress, CancellationToken cancellation)
    {
        var current = code with { Solution = this.views.Main };
        var entry = options.Entry is { } name and not EntryNames.Automatic ? await EntryNames.FindAsync(current, name, cancellation).ConfigureAwait(false) : null;
        var prover = new FindingProver(current, [finding], this.proof, entry, new KernelHosts(options.Host, [], code.Root, this.scratch), this.scratch, this.clock);
        var proved = await prover.ProveAsync(finding, progress, cancellation).ConfigureAwait(false);
        this.failures.AddRange(prover.Failures);
        cancellation.ThrowIfCancellationRequested();
        return proved.Evidence;
    }

    private async Task<IReadOnlyList<(string Path, string Before, string After)>> ChangesAsync(IReadOnlyDictionary<string, string> texts)
    {
        var all = new List<(string, string, string)>();
        foreach (var (path, text) in texts)
        {
            all.Add((path, (await this.views.TextOfAsync(path, CancellationToken.None).ConfigureAwait(false))!, text));
        }

        return all;
    }
}
