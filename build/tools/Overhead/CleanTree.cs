using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Loading;

namespace PerfProof.Build.Overhead;

/// <summary>What sources are compiled as.</summary>
/// <param name="Name">Name of the assembly.</param>
/// <param name="Symbols">Preprocessor symbols, besides those of the framework.</param>
public sealed record CompileAs(string Name, ImmutableArray<string> Symbols)
{
    /// <summary>Nothing in particular.</summary>
    public static CompileAs Tree { get; } = new("Tree", []);

    /// <summary>All preprocessor symbols.</summary>
    public IEnumerable<string> AllSymbols => LooseFiles.ParseOptions().PreprocessorSymbolNames.Concat(this.Symbols);
}

/// <summary>A large source tree that compiles: what remains of real sources when the files that do not are taken away.</summary>
/// <param name="Files">The files.</param>
/// <param name="Lines">How many lines they have.</param>
/// <param name="LeftOut">How many files were taken away.</param>
/// <param name="References">What it compiles against.</param>
/// <param name="As">What it is compiled as.</param>
/// <param name="Scan">What it costs to look for one word in all of it, which is what a rule of the base library does.</param>
public sealed record CleanTree(ImmutableArray<string> Files, long Lines, int LeftOut, ImmutableArray<string> References, CompileAs As, TimeSpan Scan)
{
    private const int MaxRounds = 40;

    // A compiler that stops at errors runs no analyzer; each round takes away what the one before broke.
    /// <summary>Makes the tree.</summary>
    /// <param name="files">C# files.</param>
    /// <param name="references">What to compile against.</param>
    /// <param name="compileAs">What to compile as.</param>
    /// <param name="without">Files that contain this word are left out; null for none.</param>
    /// <param name="cancellation">Cancellation.</param>
    public static CleanTree Create(IReadOnlyList<string> files, IReadOnlyList<MetadataReference> references, CompileAs compileAs, string? without, CancellationToken cancellation)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Regular, compileAs.AllSymbols);
        var usings = CSharpSyntaxTree.ParseText(Usings, options, cancellationToken: cancellation);
        var trees = files.AsParallel().AsOrdered()
            .Select(file => (File: file, Text: File.ReadAllText(file)))
            .Where(file => without is null || !file.Text.Contains(without, StringComparison.Ordinal))
            .Select(file => CSharpSyntaxTree.ParseText(file.Text, options, file.File, cancellationToken: cancellation))
            .Where(tree => !tree.GetRoot(cancellation).ChildNodes().Any(node => node.IsKind(SyntaxKind.GlobalStatement)))
            .ToList();
        for (var round = 0; round < MaxRounds; round++)
        {
            var compilation = CSharpCompilation.Create(compileAs.Name, trees.Append(usings), references, LooseFiles.Options());
            var broken = compilation.GetDiagnostics(cancellation)
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Location.SourceTree is { } tree && tree != usings)
                .Select(diagnostic => diagnostic.Location.SourceTree!)
                .ToHashSet();
            if (broken.Count == 0)
            {
                break;
            }

            trees.RemoveAll(broken.Contains);
        }

        return new CleanTree(
            [.. trees.Select(tree => tree.FilePath)],
            trees.Sum(tree => (long)tree.GetText(cancellation).Lines.Count),
            files.Count - trees.Count,
            [.. references.Select(reference => reference.Display!)],
            compileAs,
            ScanTime(trees));
    }

    /// <summary>The usings that the sources may take for granted.</summary>
    public static string Usings { get; } = string.Concat(LooseFiles.Usings.Select(name => $"global using {name};\n"));

    private static TimeSpan ScanTime(List<SyntaxTree> trees)
    {
        // Once to have it compiled; words that stand nowhere, so that every file is read to its end.
        var best = TimeSpan.MaxValue;
        foreach (var word in new[] { "\u0001a", "\u0001b", "\u0001c" })
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            foreach (var tree in trees)
            {
                TextScan.Contains(tree, [word]);
            }

            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        return best;
    }
}
