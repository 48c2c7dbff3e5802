using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Build.Rules;
using PerfProof.Planning;

namespace PerfProof.Build.Robustness;

/// <summary>What came of running everything over one program.</summary>
/// <param name="Findings">How many findings there were.</param>
/// <param name="Fixes">How many fixes were applied.</param>
/// <param name="Problems">What must not happen, a line each.</param>
public sealed record TrialResult(int Findings, int Fixes, ImmutableArray<string> Problems);

/// <summary>Runs every analyzer over a program, and every fix over every finding. What throws, or does not end, is a problem.</summary>
/// <param name="limit">How long the analyzers, or one fix, may take.</param>
public sealed class Trial(TimeSpan limit)
{
    private const int StackLines = 6;

    // For one that is cancelled but does not look at its token: then it is left running, and what hangs is known.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    private static readonly ImmutableDictionary<string, ReportDiagnostic> everything =
        RuleBook.All.ToImmutableDictionary(rule => rule.Id, _ => ReportDiagnostic.Warn);

    private static readonly ILookup<string, RuleFix> fixes = RuleBook.All.SelectMany(rule => rule.Fixes).ToLookup(fix => fix.Rule.Id);

    /// <summary>Runs everything.</summary>
    public async Task<TrialResult> RunAsync(Project project, CancellationToken cancellation)
    {
        var problems = new ConcurrentQueue<string>();
        var diagnostics = await this.BoundedAsync("analyzers", token => AnalyzeAsync(project, problems, token), problems, cancellation).ConfigureAwait(false) ?? [];
        var applied = 0;
        foreach (var diagnostic in diagnostics)
        {
            if (project.Solution.GetDocument(diagnostic.Location.SourceTree) is not { } document)
            {
                continue;
            }

            foreach (var fix in fixes[diagnostic.Id])
            {
                var place = diagnostic.Location.GetLineSpan();
                var what = $"{fix.GetType().Name} at {Path.GetFileName(place.Path)}:{place.StartLinePosition.Line + 1}";
                if (await this.BoundedAsync(what, token => FixRunner.ApplyAsync(fix, document, diagnostic, token), problems, cancellation).ConfigureAwait(false) is not null)
                {
                    applied++;
                }
            }
        }

        return new TrialResult(diagnostics.Count, applied, [.. problems]);
    }

    private static async Task<IReadOnlyList<Diagnostic>?> AnalyzeAsync(Project project, ConcurrentQueue<string> problems, CancellationToken cancellation)
    {
        var compilation = (await project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(everything));
        var run = compilation.WithAnalyzers(
            [.. RuleBook.All.Select(rule => rule.Analyzer).Distinct().Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)],
            new CompilationWithAnalyzersOptions(
                project.AnalyzerOptions,
                (exception, analyzer, _) => problems.Enqueue(Describe(analyzer.GetType().Name, exception)),
                concurrentAnalysis: true,
                logAnalyzerExecutionTime: false));
        var found = await run.GetAnalyzerDiagnosticsAsync(cancellation).ConfigureAwait(false);
        return [.. found.Where(diagnostic => everything.ContainsKey(diagnostic.Id) && diagnostic.Location.IsInSource).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    private async Task<T?> BoundedAsync<T>(string what, Func<CancellationToken, Task<T?>> run, ConcurrentQueue<string> problems, CancellationToken cancellation)
        where T : class
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        source.CancelAfter(limit);
        var task = Task.Run(() => run(source.Token), cancellation);
        try
        {
            return await task.WaitAsync(limit + patience, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            problems.Enqueue($"{what}: hangs, and does not heed its cancellation");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            problems.Enqueue($"{what}: did not end within {limit.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            problems.Enqueue(Describe(what, exception));
        }

        return null;
    }

    private static string Describe(string what, Exception exception) =>
        $"{what}: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")} "
        + string.Join(" ", (exception.StackTrace ?? "").Split('\n').Select(line => line.Trim()).Take(StackLines));
}
