using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof.Loading;

/// <summary>The user's code as Roslyn sees it. Everything is in memory: it stays as it was when it was read.</summary>
/// <param name="Root">The folder that file names are reported relative to.</param>
/// <param name="Solution">The asked projects, and those they reference.</param>
/// <param name="Projects">The asked projects that could be loaded, in the order of their paths.</param>
/// <param name="Problems">What could not be loaded, or only in part.</param>
public sealed record LoadedCode(
    string Root,
    Solution Solution,
    ImmutableArray<LoadedProject> Projects,
    ImmutableArray<LoadProblem> Problems)
{
    /// <summary>Whether something that was asked for is missing.</summary>
    public bool IsIncomplete => this.Problems.Any(problem => problem.Severity == LoadSeverity.Error);

    /// <summary>A path as it is reported: relative to the root, with forward slashes.</summary>
    public string Relative(string path) => System.IO.Path.GetRelativePath(this.Root, path).Replace('\\', '/');
}

/// <summary>One project for one framework.</summary>
/// <param name="Id">Its id in the solution.</param>
/// <param name="Name">How messages call it.</param>
/// <param name="FilePath">The project file; null for loose files.</param>
/// <param name="Framework">The framework it was loaded for; null for loose files.</param>
public sealed record LoadedProject(ProjectId Id, string Name, string? FilePath, string? Framework)
{
    /// <summary>The other frameworks that it builds for and that could be loaded.</summary>
    public ImmutableArray<string> OtherFrameworks { get; init; } = [];
}

/// <summary>How bad a problem is.</summary>
public enum LoadSeverity
{
    /// <summary>Worth knowing; nothing that was asked for is missing.</summary>
    Note,

    /// <summary>What was asked for is loaded, but some of it may not be understood.</summary>
    Warning,

    /// <summary>Something that was asked for could not be loaded.</summary>
    Error,
}

/// <summary>Something that could not be loaded, or only in part.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What, where, and what to do: one line.</param>
public sealed record LoadProblem(LoadSeverity Severity, string Message);

/// <summary>Nothing of what was asked for could be loaded. The message is one line for the user: what, where, what to do.</summary>
public sealed class LoadException(string message) : Exception(message);
