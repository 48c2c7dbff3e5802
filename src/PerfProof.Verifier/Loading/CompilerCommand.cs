using System.Collections.Immutable;

namespace PerfProof.Loading;

/// <summary>What the SDK said about one project for one framework.</summary>
/// <param name="ProjectFile">The project file.</param>
/// <param name="Framework">The framework; empty where the project does not say.</param>
/// <param name="AssemblyName">The name of its assembly.</param>
/// <param name="RootNamespace">Its default namespace.</param>
/// <param name="RestoreFile">Where a restore writes its result; null where the project needs none.</param>
/// <param name="Arguments">The compiler's command line; empty where the SDK could not tell.</param>
/// <param name="ProjectReferences">The references that come from other projects.</param>
internal sealed record CompilerCommand(
    string ProjectFile,
    string Framework,
    string AssemblyName,
    string RootNamespace,
    string? RestoreFile,
    ImmutableArray<string> Arguments,
    ImmutableArray<CompilerCommand.ProjectReference> ProjectReferences)
{
    /// <summary>The folder that relative paths of the command line are relative to.</summary>
    public string Folder => Path.GetDirectoryName(this.ProjectFile)!;

    /// <summary>Whether a restore is needed and never ran.</summary>
    public bool NeverRestored => this.RestoreFile is not null && !File.Exists(this.RestoreFile);

    /// <summary>An assembly of the command line that another project makes.</summary>
    /// <param name="AssemblyFile">The file named on the command line.</param>
    /// <param name="OutputFile">The file that a build makes.</param>
    /// <param name="ProjectFile">The project.</param>
    /// <param name="Framework">The framework it is referenced for; empty where the project has just one.</param>
    /// <param name="Aliases">The extern aliases.</param>
    internal sealed record ProjectReference(
        string AssemblyFile,
        string OutputFile,
        string ProjectFile,
        string Framework,
        ImmutableArray<string> Aliases)
    {
        /// <summary>The project's own command line among these; null when it could not be loaded.</summary>
        public CompilerCommand? FindIn(ImmutableArray<CompilerCommand> commands)
        {
            var candidates = commands
                .Where(command => CompilerCommands.PathComparer.Equals(command.ProjectFile, this.ProjectFile) && !command.Arguments.IsEmpty)
                .ToList();
            return candidates.Find(command => command.Framework.Equals(this.Framework, StringComparison.OrdinalIgnoreCase))
                ?? (candidates.Count == 1 ? candidates[0] : null);
        }
    }
}

/// <summary>Everything the SDK answered.</summary>
/// <param name="Commands">One for each project and framework, referenced projects included.</param>
/// <param name="Frameworks">For projects that build for several frameworks: which.</param>
/// <param name="Errors">The errors and warnings on the way.</param>
internal sealed record CompilerCommands(
    ImmutableArray<CompilerCommand> Commands,
    ImmutableDictionary<string, string> Frameworks,
    ImmutableArray<BuildError> Errors)
{
    /// <summary>Project files are compared as the file system of most users of that system compares them.</summary>
    public static StringComparer PathComparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The first error that concerns this project.</summary>
    public BuildError? ErrorOf(string projectFile) =>
        this.Errors.FirstOrDefault(error => error.IsError && PathComparer.Equals(error.Project, projectFile))
        ?? this.Errors.FirstOrDefault(error => error.IsError && PathComparer.Equals(error.Origin, projectFile));

    /// <summary>What says that the assemblies of this project's framework are missing; null when nothing does.</summary>
    public BuildError? MissingFrameworkOf(string projectFile) =>
        this.Errors.FirstOrDefault(error => error.IsMissingFramework && PathComparer.Equals(error.Project, projectFile));
}
