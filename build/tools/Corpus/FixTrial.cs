using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Build.Rules;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Build.Corpus;

/// <summary>What came of a fix at one place, or of Fix All in one program.</summary>
/// <param name="Place">Where: repository, file and line, or repository and program.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Fix">The fix's class.</param>
/// <param name="IsFixAll">Whether it was Fix All.</param>
/// <param name="IsOffered">Whether there was something to apply.</param>
/// <param name="Before">How many findings of the rule there were: in the file, or in the program.</param>
/// <param name="After">How many there are now.</param>
/// <param name="NewErrors">Compiler errors that were not there before.</param>
/// <param name="Failure">What the fix threw; null when it did not.</param>
public sealed record FixAttempt(
    string Place, string Rule, string Fix, bool IsFixAll, bool IsOffered, int Before, int After, ImmutableArray<string> NewErrors, string? Failure)
{
    /// <summary>Whether what was reported is not reported any more.</summary>
    public bool IsGone => this.IsOffered && this.Failure is null && this.After < this.Before;
}

/// <summary>
/// Applies every fix that is offered, one by one, each to the code as it was, and Fix All of the safe ones. After each, the changed files
/// are compiled again (after Fix All the whole program), and the rule runs over them again.
/// </summary>
public sealed class FixTrial
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    private static readonly ImmutableDictionary<string, RuleEntry> rules = RuleBook.All.ToImmutableDictionary(rule => rule.Id, StringComparer.Ordinal);

    private readonly ConcurrentQueue<FixAttempt> attempts = new();
    private readonly ConcurrentDictionary<(string Repo, string Path, int Line, int Column, string Rule), bool> tried = new();

    /// <summary>What was tried so far, in a stable order.</summary>
    public ImmutableArray<FixAttempt> Attempts => [.. this.attempts
        .OrderBy(attempt => attempt.IsFixAll)
        .ThenBy(attempt => attempt.Rule, StringComparer.Ordinal)
        .ThenBy(attempt => attempt.Place, StringComparer.Ordinal)
        .ThenBy(attempt => attempt.Fix, StringComparer.Ordinal)];

    /// <summary>Tries the fixes of a program's findings.</summary>
    public async Task RunAsync(ProgramResult program, CancellationToken cancellation)
    {
        var fixable = program.Found.Findings
            .Where(finding => finding.Document is not null && rules.TryGetValue(finding.Rule, out var rule) && !rule.Fixes.IsEmpty)
            // A file that several programs share is tried in the first.
            .Where(finding => this.tried.TryAdd((program.Repo, finding.File, finding.Line, finding.Column, finding.Rule), true))
            .ToList();
        foreach (var finding in fixable)
        {
            foreach (var fix in rules[finding.Rule].Fixes)
            {
                await this.AttemptAsync(
                    new FixAttempt($"{program.Repo} {finding.File}:{finding.Line}", finding.Rule, fix.GetType().Name, false, false, 0, 0, [], null),
                    (attempt, limit) => OneAsync(attempt, fix, finding, limit),
                    cancellation).ConfigureAwait(false);
            }
        }

        foreach (var group in fixable.GroupBy(finding => finding.Rule))
        {
            foreach (var fix in rules[group.Key].Fixes.Where(fix => fix.GetFixAllProvider() is not null))
            {
                await this.AttemptAsync(
                    new FixAttempt($"{program.Repo} ({program.Code.Projects[0].Name})", group.Key, fix.GetType().Name, true, false, 0, 0, [], null),
                    (attempt, limit) => AllAsync(attempt, fix, program.Code.Solution.GetProject(program.Code.Projects[0].Id)!, [.. group], limit),
                    cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task AttemptAsync(FixAttempt attempt, Func<FixAttempt, CancellationToken, Task<FixAttempt>> run, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(attempt.IsFixAll ? 10 * patience : patience);
        try
        {
            this.attempts.Enqueue(await run(attempt, limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            this.attempts.Enqueue(attempt with { IsOffered = true, Failure = "did not end in time" });
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            this.attempts.Enqueue(attempt with { IsOffered = true, Failure = $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}{Frame(exception)}" });
        }
    }

    private static async Task<FixAttempt> OneAsync(FixAttempt attempt, RuleFix fix, Finding finding, CancellationToken cancellation)
    {
        if (await FixRunner.ApplyAsync(fix, finding.Document!, finding.Diagnostic, cancellation).ConfigureAwait(false) is not { } applied)
        {
            return attempt;
        }

        return await CompareAsync(attempt, finding.Document!.Project, applied.Solution, cancellation).ConfigureAwait(false);
    }

    private static async Task<FixAttempt> AllAsync(FixAttempt attempt, RuleFix fix, Project project, ImmutableArray<Finding> findings, CancellationToken cancellation)
    {
        // What the light bulb would hand over: the key of the first place where the fix is offered.
        string? key = null;
        foreach (var finding in findings)
        {
            await fix.RegisterCodeFixesAsync(new CodeFixContext(finding.Document!, finding.Diagnostic, (action, _) => key ??= action.EquivalenceKey, cancellation)).ConfigureAwait(false);
        }

        if (key is null)
        {
            return attempt;
        }

        var context = new FixAllContext(project, fix, FixAllScope.Project, key, fix.FixableDiagnosticIds, new Findings(findings), cancellation);
        if (await fix.GetFixAllProvider()!.GetFixAsync(context).ConfigureAwait(false) is not { } action)
        {
            return attempt;
        }

        var operations = await action.GetOperationsAsync(project.Solution, new Progress<CodeAnalysisProgress>(), cancellation).ConfigureAwait(false);
        return operations.OfType<ApplyChangesOperation>().FirstOrDefault() is { } change
            ? await CompareAsync(attempt, project, change.ChangedSolution, cancellation).ConfigureAwait(false)
            : attempt;
    }

    private static async Task<FixAttempt> CompareAsync(FixAttempt attempt, Project project, Solution changed, CancellationToken cancellation)
    {
        var after = changed.GetProject(project.Id)!;
        var documents = after.GetChanges(project).GetChangedDocuments().ToImmutableArray();
        return attempt with
        {
            IsOffered = true,
            Before = await CountAsync(project, documents, attempt.Rule, cancellation).ConfigureAwait(false),
            After = await CountAsync(after, documents, attempt.Rule, cancellation).ConfigureAwait(false),
            NewErrors = await NewErrorsAsync(project, after, attempt.IsFixAll ? null : documents, cancellation).ConfigureAwait(false),
        };
    }

    private static async Task<int> CountAsync(Project project, ImmutableArray<DocumentId> documents, string rule, CancellationToken cancellation)
    {
        var compilation = (await project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(
            compilation.Options.SpecificDiagnosticOptions.SetItem(rule, ReportDiagnostic.Warn)));
        var run = compilation.WithAnalyzers([(DiagnosticAnalyzer)Activator.CreateInstance(rules[rule].Analyzer)!], project.AnalyzerOptions);
        var count = 0;
        foreach (var document in documents)
        {
            var tree = (await project.GetDocument(document)!.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false))!;
            var found = await run.GetAnalyzerSemanticDiagnosticsAsync(run.Compilation.GetSemanticModel(tree), null, cancellation).ConfigureAwait(false);
            count += found.Count(diagnostic => diagnostic.Id == rule && !diagnostic.IsSuppressed);
        }

        return count;
    }

    // By what they say: a line that moved is no new error, but the same error twice is.
    private static async Task<ImmutableArray<string>> NewErrorsAsync(Project before, Project after, ImmutableArray<DocumentId>? documents, CancellationToken cancellation)
    {
        var known = (await ErrorsAsync(before, documents, cancellation).ConfigureAwait(false)).CountBy(Key).ToDictionary();
        var found = await ErrorsAsync(after, documents, cancellation).ConfigureAwait(false);
        return
        [
            .. found.GroupBy(Key)
                .SelectMany(group => group.Skip(known.GetValueOrDefault(group.Key)))
                .Select(error => $"{error.Id} line {error.Location.GetLineSpan().StartLinePosition.Line + 1}: {error.GetMessage(CultureInfo.InvariantCulture)}"),
        ];

        static (string, string, string) Key(Diagnostic error) =>
            (error.Location.GetLineSpan().Path, error.Id, error.GetMessage(CultureInfo.InvariantCulture));
    }

    private static async Task<IEnumerable<Diagnostic>> ErrorsAsync(Project project, ImmutableArray<DocumentId>? documents, CancellationToken cancellation)
    {
        var compilation = (await project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        var all = new List<Diagnostic>();
        if (documents is not { } ids)
        {
            all.AddRange(compilation.GetDiagnostics(cancellation));
        }
        else
        {
            foreach (var id in ids)
            {
                var tree = (await project.GetDocument(id)!.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false))!;
                all.AddRange(compilation.GetSemanticModel(tree).GetDiagnostics(cancellationToken: cancellation));
            }
        }

        return all.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id.StartsWith("CS", StringComparison.Ordinal));
    }

    private static string Frame(Exception exception) =>
        exception.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("PerfProof", StringComparison.Ordinal)) is { } frame ? $" {frame.Trim()}" : "";

    private sealed class Findings(ImmutableArray<Finding> findings) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(findings.Where(finding => finding.Document!.Id == document.Id).Select(finding => finding.Diagnostic));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(Enumerable.Empty<Diagnostic>());

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(findings.Select(finding => finding.Diagnostic));
    }
}
