using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Verdicts;

namespace PerfProof.Loading;

/// <summary>Runs rules over one project.</summary>
internal sealed class ProjectRun(
    LoadedCode code, LoadedProject project, ImmutableArray<DiagnosticAnalyzer> analyzers, FindOptions options, Action<LoadProblem> report)
{
    private readonly ConcurrentDictionary<string, Exception> crashes = new();

    private readonly ImmutableArray<DiagnosticDescriptor> rules =
        [.. analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Where(rule => options.Rules.IsEmpty || options.Rules.Contains(rule.Id, StringComparer.OrdinalIgnoreCase))];

    /// <summary>The findings of the project.</summary>
    public async Task<IReadOnlyList<Finding>> FindAsync(CancellationToken cancellation)
    {
        var source = code.Solution.GetProject(project.Id)!;
        var compilation = this.Enable((await source.GetCompilationAsync(cancellation).ConfigureAwait(false))!);
        var run = compilation.WithAnalyzers(
            analyzers,
            new CompilationWithAnalyzersOptions(
                this.Files(source.AnalyzerOptions),
                (exception, analyzer, _) => this.crashes.TryAdd(analyzer.GetType().Name, exception),
                concurrentAnalysis: true,
                logAnalyzerExecutionTime: false,
                reportSuppressedDiagnostics: false));
        var diagnostics = options.WithoutCompilerErrors
            ? await run.GetAnalyzerDiagnosticsAsync(cancellation).ConfigureAwait(false)
            : await run.GetAllDiagnosticsAsync(cancellation).ConfigureAwait(false);
        if (!options.WithoutCompilerErrors && CompileProblem.Describe(code, project, compilation, diagnostics, cancellation) is { } problem)
        {
            report(problem);
        }

        foreach (var (analyzer, exception) in this.crashes.OrderBy(crash => crash.Key, StringComparer.Ordinal))
        {
            report(new LoadProblem(
                LoadSeverity.Warning,
                $"{project.Name}: {analyzer} failed ({exception.GetType().Name}: {FirstLine(exception.Message)}{Where(exception)}): its findings may be incomplete. Please report it."));
        }

        return this.Findings(source, compilation, diagnostics.Where(this.IsOurs), cancellation);
    }

    private AnalyzerOptions Files(AnalyzerOptions all) => options.WithVerdicts ? all
        : new([.. all.AdditionalFiles.Where(file => !VerdictIndex.IsIndex(file))], all.AnalyzerConfigOptionsProvider);

    // A rule that is off by default runs when it is asked for by name, unless the user's configuration says otherwise.
    private Compilation Enable(Compilation compilation)
    {
        var settings = compilation.Options.SpecificDiagnosticOptions;
        foreach (var rule in this.rules.Where(rule => !rule.IsEnabledByDefault && !options.Rules.IsEmpty))
        {
            settings = settings.ContainsKey(rule.Id) ? settings : settings.Add(rule.Id, ReportDiagnostic.Info);
        }

        return compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(settings));
    }

    private bool IsOurs(Diagnostic diagnostic) =>
        this.rules.Any(rule => rule.Id == diagnostic.Id)
        && diagnostic.Severity != DiagnosticSeverity.Hidden
        && !diagnostic.IsSuppressed;

    private IReadOnlyList<Finding> Findings(
        Project source, Compilation compilation, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        var repeats = new Dictionary<(string, string, FlaggedCode), int>();
        var ordered = diagnostics
            .OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal);
        foreach (var diagnostic in ordered)
        {
            var span = diagnostic.Location.GetLineSpan();
            var file = span.Path is { Length: > 0 } path ? code.Relative(Path.GetFullPath(path, code.Root)) : "";
            var message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
            var flagged = diagnostic.Location.SourceTree is { } tree
                ? FlaggedCode.At(compilation.GetSemanticModel(tree), diagnostic.Location.SourceSpan, cancellation)
                : new FlaggedCode("", message, 0, "");
            // A rule that says two things about one place, and members that cannot be told apart by name.
            var repeat = repeats[(diagnostic.Id, file, flagged with { Digest = "" })] = repeats.GetValueOrDefault((diagnostic.Id, file, flagged with { Digest = "" }), -1) + 1;
            findings.Add(new Finding(
                flagged.IdOf(diagnostic.Id, file, repeat),
                diagnostic.Id,
                file,
                span.StartLinePosition.Line + 1,
                span.StartLinePosition.Character + 1,
                flagged.Symbol,
                message,
                diagnostic.Severity,
                diagnostic,
                source.Solution.GetDocument(diagnostic.Location.SourceTree),
                project)
            {
                Code = diagnostic.Location.IsInSource ? flagged : null,
            });
        }

        return findings;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();

    private static string Where(Exception exception)
    {
        var frame = exception.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("PerfProof", StringComparison.Ordinal));
        return frame is null ? "" : $" {frame.Trim()}";
    }
}
