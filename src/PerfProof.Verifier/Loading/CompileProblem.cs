using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Loading;

/// <summary>Says in one line why code does not compile.</summary>
internal static class CompileProblem
{
    // Enough to see what is wrong; the build prints the rest.
    private const int ShownErrors = 3;
    private const int ShownNamespaces = 8;

    /// <summary>The line; null when nothing is wrong.</summary>
    public static LoadProblem? Describe(
        LoadedCode code, LoadedProject project, Compilation compilation, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var errors = diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id.StartsWith("CS", StringComparison.Ordinal))
            .OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ToList();
        if (project.FilePath is null && MissingNamespaces(compilation, cancellation) is { Count: > 0 } missing)
        {
            var more = missing.Count > ShownNamespaces ? $" and {missing.Count - ShownNamespaces} more" : "";
            return new LoadProblem(
                LoadSeverity.Note,
                $"{project.Name} uses namespaces that are in none of the references ({string.Join(", ", missing.Take(ShownNamespaces))}{more}): code that depends on them is not understood; name their assemblies with --reference.");
        }

        if (errors.Count == 0)
        {
            return null;
        }

        var shown = errors.Take(ShownErrors).Select(error => $"{Place(code, error.Location)}{error.Id} {error.GetMessage(CultureInfo.InvariantCulture).TrimEnd('.')}");
        var remedy = project.FilePath is null ? "" : $"; run 'dotnet build {project.FilePath}' to see all";
        return new LoadProblem(
            LoadSeverity.Warning,
            $"{project.Name} does not compile ({errors.Count} {(errors.Count == 1 ? "error" : "errors")}: {string.Join("; ", shown)}): what depends on that is not understood{remedy}.");
    }

    private static string Place(LoadedCode code, Location location) => location.IsInSource
        ? $"{code.Relative(location.GetLineSpan().Path)}({location.GetLineSpan().StartLinePosition.Line + 1}): "
        : "";

    // Those missed most come first.
    private static List<string> MissingNamespaces(Compilation compilation, CancellationToken cancellation) =>
    [
        .. compilation.SyntaxTrees
            .AsParallel()
            .WithCancellation(cancellation)
            .SelectMany(tree =>
            {
                var model = compilation.GetSemanticModel(tree);
                return tree.GetRoot(cancellation)
                    .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
                    .OfType<UsingDirectiveSyntax>()
                    .Select(directive => directive.NamespaceOrType)
                    .OfType<NameSyntax>()
                    .Where(name => model.GetSymbolInfo(name, cancellation).Symbol is null)
                    .Select(name => name.ToString())
                    .ToList();
            })
            .GroupBy(name => name, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Key),
    ];
}
