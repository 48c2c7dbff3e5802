using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Loading;

/// <summary>Something wrong at a place of the user's sources.</summary>
/// <param name="File">Relative to what was loaded, with forward slashes.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Id">The compiler's name for it (<c>CS1002</c>); null for what PerfProof asks of a pair.</param>
/// <param name="Message">What is wrong, and what to do.</param>
public sealed record SourceProblem(string File, int Line, int Column, string? Id, string Message)
{
    /// <summary>In one line.</summary>
    public override string ToString() => $"{this.File}({this.Line},{this.Column}): {(this.Id is null ? "" : this.Id + " ")}{this.Message}";

    /// <summary>At a place.</summary>
    public static SourceProblem At(LoadedCode code, Location? location, string? id, string message)
    {
        var place = location?.GetLineSpan() ?? default;
        return place.Path is { Length: > 0 } path
            ? new(code.Relative(path), place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, id, message)
            : new("", 1, 1, id, message);
    }
}

/// <summary>Loads code that contains before/after pairs: as any code, and with the attributes that declare them.</summary>
public static class PairLoader
{
    private const string Marker = "PerfProof.Pairs.BeforeAttribute";
    private const int MostErrors = 20;

    /// <summary>The attributes, as source.</summary>
    public static string Attributes { get; } = Read();

    /// <summary>Loads a file, a folder or a project.</summary>
    /// <param name="request">What to load.</param>
    /// <param name="dialect">Sources by name that stand for the device library, where kernels do not reference it.</param>
    /// <param name="cancellation">Cancellation.</param>
    /// <exception cref="LoadException">Nothing could be loaded.</exception>
    public static async Task<LoadedCode> LoadAsync(LoadRequest request, Func<IEnumerable<(string Name, string Text)>> dialect, CancellationToken cancellation)
    {
        var code = await CodeLoader.LoadAsync(request, cancellation).ConfigureAwait(false);
        var solution = code.Solution;
        foreach (var loaded in code.Projects)
        {
            var compilation = await solution.GetProject(loaded.Id)!.GetCompilationAsync(cancellation).ConfigureAwait(false);
            if (compilation?.GetTypeByMetadataName(Marker) is null)
            {
                // With the using that a newcomer forgets.
                var text = SourceText.From("global using PerfProof.Pairs;\n" + Attributes, System.Text.Encoding.UTF8);
                solution = solution.AddDocument(DocumentId.CreateNewId(loaded.Id), "PairAttributes.g.cs", text);
            }

            if (compilation?.GetTypeByMetadataName("ILGPU.ArrayView`1") is null && compilation!.SyntaxTrees.Any(tree => tree.ToString().Contains("ArrayView", StringComparison.Ordinal)))
            {
                foreach (var (name, text) in dialect())
                {
                    solution = solution.AddDocument(DocumentId.CreateNewId(loaded.Id), name, SourceText.From(text, System.Text.Encoding.UTF8));
                }
            }
        }

        return code with { Solution = solution };
    }

    /// <summary>Why a project does not compile, an error each; empty when it does.</summary>
    public static async Task<IReadOnlyList<SourceProblem>> ErrorsAsync(LoadedCode code, ProjectId id, CancellationToken cancellation)
    {
        var compilation = (await code.Solution.GetProject(id)!.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        return [.. compilation.GetDiagnostics(cancellation)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .Take(MostErrors)
            .Select(error => SourceProblem.At(code, error.Location, error.Id, error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)))];
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(PairLoader).Assembly.GetManifestResourceStream("PerfProof.Loading.Carried.PairAttributes.cs")!);
        return reader.ReadToEnd();
    }
}
