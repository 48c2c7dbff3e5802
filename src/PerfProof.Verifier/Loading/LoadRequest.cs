using System.Collections.Immutable;

namespace PerfProof.Loading;

/// <summary>What the user asked to look at.</summary>
/// <param name="Path">A solution, a C# project, a folder, or a C# file.</param>
public sealed record LoadRequest(string Path)
{
    /// <summary>Assemblies, or folders of assemblies, that the sources are compiled against. For folders and files only: a project names its own.</summary>
    public ImmutableArray<string> References { get; init; } = [];

    /// <summary>The target framework to look at where a project has several; null for the newest that loads.</summary>
    public string? Framework { get; init; }

    /// <summary>Reads every C# file below a folder as one program, whatever solutions and projects lie in it.</summary>
    public bool AsFolder { get; init; }

    /// <summary>Restores the projects first, which writes into their <c>obj</c> folders as any restore does; nothing else ever writes there.</summary>
    public bool Restore { get; init; }

    /// <summary>How long the SDK may take to answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}
