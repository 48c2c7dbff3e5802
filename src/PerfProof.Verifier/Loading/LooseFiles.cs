using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Catalog;

namespace PerfProof.Loading;

/// <summary>Loads C# files without a project: all of them as one program, against the framework and the assemblies that the user names.</summary>
internal static class LooseFiles
{
    // What the SDK makes of ImplicitUsings for a console application.
    internal static readonly string[] Usings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    /// <summary>Loads the files.</summary>
    /// <param name="asked">What the user named, for messages.</param>
    /// <param name="root">The folder that file names are reported relative to.</param>
    /// <param name="files">The C# files.</param>
    /// <param name="request">The user's options.</param>
    /// <param name="cancellation">Cancellation.</param>
    public static async Task<LoadedCode> LoadAsync(string asked, string root, IReadOnlyList<string> files, LoadRequest request, CancellationToken cancellation)
    {
        var problems = new ConcurrentQueue<LoadProblem>();
        var id = ProjectId.CreateNewId(asked);
        var sources = await ReadAsync(files).ConfigureAwait(false);
        if (sources.IsEmpty)
        {
            throw new LoadException($"None of the C# files of {asked} could be read.");
        }

        var catalogs = Beside(asked, root, name => name.EndsWith(UserCatalog.FileName, StringComparison.OrdinalIgnoreCase));
        var name = Name(asked, root);
        if (request.Framework is { } framework)
        {
            problems.Enqueue(new LoadProblem(LoadSeverity.Note, $"--framework {framework} is for projects: loose files are compiled against the newest framework of the SDK."));
        }

        var project = ProjectInfo.Create(
                id,
                VersionStamp.Create(),
                name,
                name,
                LanguageNames.CSharp,
                compilationOptions: Options(),
                parseOptions: ParseOptions(),
                documents: sources,
                metadataReferences: AssemblyReferences.Load(request.References, problems.Enqueue),
                additionalDocuments: await ReadAsync(catalogs.Concat(IndexFiles.Of(root)).Distinct()).ConfigureAwait(false))
            .WithAnalyzerConfigDocuments(await ReadAsync(EditorConfigs(asked, root)).ConfigureAwait(false));
        var workspace = new AdhocWorkspace();
        var solution = workspace.AddSolution(SolutionInfo.Create(SolutionId.CreateNewId(), VersionStamp.Create(), projects: [project]));
        solution = await AsProgramAsync(solution, id, cancellation).ConfigureAwait(false);
        solution = await ImplicitUsings.AddWhereNeededAsync(solution, id, asked == root ? root : null, Usings, cancellation).ConfigureAwait(false);
        return new LoadedCode(root, solution, [new LoadedProject(id, name, null, null)], [.. problems]);

        Task<ImmutableArray<DocumentInfo>> ReadAsync(IEnumerable<string> paths) => SourceReader.ReadAsync(
            id, paths.Select(path => (path, SourceCodeKind.Regular)), root, null, SourceHashAlgorithm.Sha256, problems.Enqueue, cancellation);
    }

    // A folder may have a dot in its name; the root of a disk has no name.
    private static string Name(string asked, string root)
    {
        var name = asked == root ? Path.GetFileName(asked) : Path.GetFileNameWithoutExtension(asked);
        return name.Length > 0 ? name : "Sources";
    }

    // Only a program may have statements outside of types.
    internal static async Task<Solution> AsProgramAsync(Solution solution, ProjectId id, CancellationToken cancellation)
    {
        var project = solution.GetProject(id)!;
        foreach (var document in project.Documents)
        {
            if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is CompilationUnitSyntax unit
                && unit.Members.OfType<GlobalStatementSyntax>().Any())
            {
                return solution.WithProjectCompilationOptions(id, project.CompilationOptions!.WithOutputKind(OutputKind.ConsoleApplication));
            }
        }

        return solution;
    }

    // A library, so that a folder without an entry point is no error.
    internal static CSharpCompilationOptions Options() => new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        nullableContextOptions: NullableContextOptions.Annotations,
        concurrentBuild: true,
        assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);

    internal static CSharpParseOptions ParseOptions()
    {
        var version = Environment.Version.Major;
        var symbols = new List<string> { "TRACE", "RELEASE", "NET", "NETCOREAPP", $"NET{version}_0" };
        symbols.AddRange(Enumerable.Range(5, version - 4).Select(major => $"NET{major}_0_OR_GREATER"));
        symbols.AddRange(new[] { "1_0", "1_1", "2_0", "2_1", "2_2", "3_0", "3_1" }.Select(core => $"NETCOREAPP{core}_OR_GREATER"));
        return new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Regular, symbols)
            .WithFeatures([new("FileBasedProgram", "true")]);
    }

    // For one file, those in its folder: what lies further down is not about it, and may be a whole disk.
    private static List<string> Beside(string asked, string root, Func<string, bool> wanted) => asked == root
        ? SourceFolder.Enumerate(root, wanted)
        : [.. Directory.GetFiles(root).Where(file => wanted(Path.GetFileName(file)))];

    // Those of the folder and below it, and those above it up to a root one, as the compiler would get them.
    private static List<string> EditorConfigs(string asked, string root)
    {
        var found = Beside(asked, root, name => name.Equals(".editorconfig", StringComparison.OrdinalIgnoreCase));
        for (var folder = Path.GetDirectoryName(root); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, ".editorconfig");
            if (File.Exists(path))
            {
                found.Add(path);
            }
        }

        return found;
    }
}
