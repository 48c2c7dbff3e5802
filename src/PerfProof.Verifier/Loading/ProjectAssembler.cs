using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfProof.Loading;

/// <summary>Turns compiler command lines into projects of one solution that reference each other.</summary>
internal sealed class ProjectAssembler(ImmutableArray<CompilerCommand> commands, string scratch)
{
    private readonly AssemblyFiles assemblies = new();
    private readonly GeneratorLoader generators = new();
    private readonly ConcurrentQueue<LoadProblem> problems = new();
    private readonly Dictionary<CompilerCommand, ProjectId> ids = commands.ToDictionary(
        command => command,
        command => ProjectId.CreateNewId(command.ProjectFile + " " + command.Framework));

    /// <summary>What was left out.</summary>
    public IEnumerable<LoadProblem> Problems => this.problems;

    /// <summary>The id of a command's project.</summary>
    public ProjectId IdOf(CompilerCommand command) => this.ids[command];

    /// <summary>Reads all sources and makes the solution.</summary>
    public async Task<Solution> AssembleAsync(CancellationToken cancellation)
    {
        var projects = new List<ProjectInfo>();
        foreach (var command in commands)
        {
            projects.Add(await this.ProjectAsync(command, cancellation).ConfigureAwait(false));
        }

        var workspace = new AdhocWorkspace();
        return workspace.AddSolution(SolutionInfo.Create(SolutionId.CreateNewId(), VersionStamp.Create(), projects: projects));
    }

    private async Task<ProjectInfo> ProjectAsync(CompilerCommand command, CancellationToken cancellation)
    {
        var id = this.ids[command];
        var folder = command.Folder;
        var arguments = CSharpCommandLineParser.Default.Parse(command.Arguments, folder, sdkDirectory: null);
        foreach (var error in arguments.Errors.Where(error => error.Severity == DiagnosticSeverity.Error).Take(1))
        {
            this.Report(LoadSeverity.Warning, $"{command.ProjectFile}: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
        }

        // A file that two projects share has one name in both, whatever way leads to it.
        var sources = await ReadAsync(arguments.SourceFiles.Select(file => (Path.GetFullPath(file.Path, folder), file.IsScript ? SourceCodeKind.Script : SourceCodeKind.Regular))).ConfigureAwait(false);
        var additional = await ReadAsync(AdditionalFiles(arguments, folder).Select(path => (path, SourceCodeKind.Regular))).ConfigureAwait(false);
        var configs = await ReadAsync(arguments.AnalyzerConfigPaths.Select(path => (Path.GetFullPath(path, folder), SourceCodeKind.Regular))).ConfigureAwait(false);
        var (references, projectReferences) = this.References(command, arguments);
        var options = arguments.CompilationOptions
            .WithXmlReferenceResolver(new XmlFileResolver(folder))
            .WithSourceReferenceResolver(new SourceFileResolver([], folder))
            .WithAssemblyIdentityComparer(DesktopAssemblyIdentityComparer.Default)
            .WithStrongNameProvider(new DesktopStrongNameProvider(arguments.KeyFileSearchPaths));
        return ProjectInfo.Create(
                id,
                VersionStamp.Create(),
                Path.GetFileNameWithoutExtension(command.ProjectFile),
                command.AssemblyName,
                LanguageNames.CSharp,
                command.ProjectFile,
                outputFilePath: null,
                options,
                arguments.ParseOptions,
                sources,
                projectReferences,
                references,
                arguments.AnalyzerReferences
                    .Select(reference => Path.GetFullPath(reference.FilePath, folder))
                    .Where(File.Exists)
                    .Select(path => new Microsoft.CodeAnalysis.Diagnostics.AnalyzerFileReference(path, this.generators)),
                additional)
            .WithAnalyzerConfigDocuments(configs)
            .WithDefaultNamespace(command.RootNamespace);

        Task<ImmutableArray<DocumentInfo>> ReadAsync(IEnumerable<(string, SourceCodeKind)> files) => SourceReader.ReadAsync(
            id, files, folder, arguments.Encoding, arguments.ChecksumAlgorithm, this.problems.Enqueue, cancellation);
    }

    private static IEnumerable<string> AdditionalFiles(CSharpCommandLineArguments arguments, string folder)
    {
        var named = arguments.AdditionalFiles.Select(file => Path.GetFullPath(file.Path, folder));

        // What the package's targets would add, for projects that do not reference the package.
        return named.Concat(CatalogFiles.Of(folder)).Concat(IndexFiles.Of(folder)).Distinct(CompilerCommands.PathComparer);
    }

    private (List<MetadataReference> Assemblies, List<ProjectReference> Projects) References(CompilerCommand command, CSharpCommandLineArguments arguments)
    {
        var fromProjects = new Dictionary<string, CompilerCommand.ProjectReference>(CompilerCommands.PathComparer);
        foreach (var reference in command.ProjectReferences)
        {
            fromProjects[Path.GetFullPath(reference.AssemblyFile)] = reference;
        }

        var references = new List<MetadataReference>();
        var projects = new List<ProjectReference>();
        foreach (var reference in arguments.MetadataReferences)
        {
            var path = Path.GetFullPath(reference.Reference, command.Folder);
            if (!fromProjects.TryGetValue(path, out var project))
            {
                this.AddAssembly(references, path, reference.Properties, command);
            }
            else if (project.FindIn(commands) is { } target)
            {
                projects.Add(new ProjectReference(this.ids[target], reference.Properties.Aliases, reference.Properties.EmbedInteropTypes));
            }
            else if (this.assemblies.Get(project.OutputFile, reference.Properties) is { } built)
            {
                references.Add(built);
            }
            else
            {
                this.Report(
                    LoadSeverity.Warning,
                    $"{command.ProjectFile} references {project.ProjectFile}, which could not be loaded and is not built: code that uses it is not understood. Run 'dotnet build {project.ProjectFile}'.");
            }
        }

        return (references, [.. projects.DistinctBy(reference => reference.ProjectId)]);
    }

    private void AddAssembly(List<MetadataReference> references, string path, MetadataReferenceProperties properties, CompilerCommand command)
    {
        if (this.assemblies.Get(path, properties) is { } reference)
        {
            references.Add(reference);
        }
        else
        {
            this.Report(LoadSeverity.Warning, $"{command.ProjectFile}: the reference {path} {(File.Exists(path) ? "is not a .NET assembly" : "does not exist")} and is left out.");
        }
    }

    private void Report(LoadSeverity severity, string message)
    {
        if (!message.Contains(scratch, StringComparison.Ordinal))
        {
            this.problems.Enqueue(new LoadProblem(severity, message));
        }
    }
}
