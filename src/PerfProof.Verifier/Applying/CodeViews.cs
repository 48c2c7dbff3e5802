using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Loading;

namespace PerfProof.Applying;

/// <summary>
/// The code as each of its target frameworks compiles it, and each project that shares a file: a fix that one of them cannot compile breaks
/// the build, whatever the others say.
/// </summary>
internal sealed class CodeViews
{
    private readonly ImmutableArray<Solution> solutions;

    private CodeViews(ImmutableArray<Solution> solutions) => this.solutions = solutions;

    /// <summary>The one that is analysed.</summary>
    public Solution Main => this.solutions[0];

    /// <summary>Loads the other frameworks of loaded code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="request">How it was loaded.</param>
    /// <param name="report">Told what could not be.</param>
    /// <param name="cancellation">Cancellation.</param>
    public static async Task<CodeViews> LoadAsync(LoadedCode code, LoadRequest request, Action<LoadProblem> report, CancellationToken cancellation)
    {
        var solutions = ImmutableArray.CreateBuilder<Solution>();
        solutions.Add(code.Solution);
        foreach (var framework in code.Projects.SelectMany(project => project.OtherFrameworks).Distinct().Order(StringComparer.Ordinal))
        {
            try
            {
                solutions.Add((await CodeLoader.LoadAsync(request with { Framework = framework, Restore = false }, cancellation).ConfigureAwait(false)).Solution);
            }
            catch (LoadException exception)
            {
                report(new(LoadSeverity.Warning, $"whether fixes compile for {framework} is not known: {exception.Message}"));
            }
        }

        return new(solutions.ToImmutable());
    }

    /// <summary>The text of a file in memory; null where no document has it.</summary>
    public async Task<string?> TextOfAsync(string path, CancellationToken cancellation) =>
        this.Main.GetDocumentIdsWithFilePath(path) is [var id, ..] ? (await this.Main.GetDocument(id)!.GetTextAsync(cancellation).ConfigureAwait(false)).ToString() : null;

    /// <summary>The same with other texts, by path, wherever the file belongs to a project.</summary>
    public CodeViews With(IReadOnlyDictionary<string, string> texts) => new([.. this.solutions.Select(solution => texts.Aggregate(solution, static (one, file) =>
        one.GetDocumentIdsWithFilePath(file.Key).Aggregate(one, (next, id) => next.GetDocument(id) is { } document && document.TryGetText(out var old)
            ? next.WithDocumentText(id, SourceText.From(file.Value, old.Encoding, old.ChecksumAlgorithm))
            : next.WithDocumentText(id, SourceText.From(file.Value)))))]);

    /// <summary>A compile error that an earlier state of the code had not, as a line; null when there is none.</summary>
    public async Task<string?> NewErrorAsync(CodeViews before, LoadedCode code, CancellationToken cancellation)
    {
        foreach (var (was, now) in before.solutions.Zip(this.solutions))
        {
            foreach (var project in Affected(was, now))
            {
                if (await NewErrorAsync(was.GetProject(project)!, now.GetProject(project)!, code, cancellation).ConfigureAwait(false) is { } error)
                {
                    return error;
                }
            }
        }

        return null;
    }

    /// <summary>A compile error of one project that another state of it had not.</summary>
    public static async Task<string?> NewErrorAsync(Project before, Project after, LoadedCode code, CancellationToken cancellation)
    {
        var known = (await ErrorsAsync(before, cancellation).ConfigureAwait(false)).GroupBy(Key).ToDictionary(group => group.Key, group => group.Count());
        foreach (var error in await ErrorsAsync(after, cancellation).ConfigureAwait(false))
        {
            if (known.GetValueOrDefault(Key(error)) is var count and > 0)
            {
                known[Key(error)] = count - 1;
            }
            else
            {
                var span = error.Location.GetLineSpan();
                return $"{(span.Path.Length > 0 ? $"{code.Relative(span.Path)}({span.StartLinePosition.Line + 1}): " : "")}{error.Id} {error.GetMessage(CultureInfo.InvariantCulture).TrimEnd('.')}";
            }
        }

        return null;

        // Lines move.
        static (string, string, string) Key(Diagnostic error) => (error.Id, error.Location.GetLineSpan().Path, error.GetMessage(CultureInfo.InvariantCulture));
    }

    private static IEnumerable<ProjectId> Affected(Solution was, Solution now)
    {
        var changed = now.GetChanges(was).GetProjectChanges().Select(change => change.ProjectId).ToList();
        var graph = now.GetProjectDependencyGraph();
        return changed.Concat(changed.SelectMany(graph.GetProjectsThatTransitivelyDependOnThisProject)).Distinct();
    }

    private static async Task<IEnumerable<Diagnostic>> ErrorsAsync(Project project, CancellationToken cancellation) =>
        (await project.GetCompilationAsync(cancellation).ConfigureAwait(false))!.GetDiagnostics(cancellation).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
