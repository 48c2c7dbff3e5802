using System.Reflection;

namespace PerfProof.Tests;

/// <summary>Where the checkout lies that these tests were built from.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RepositoryRootAttribute(string path) : Attribute
{
    /// <summary>The folder of Analyzers.sln.</summary>
    public string Path { get; } = path;
}

/// <summary>Files of the checkout.</summary>
public static class Repository
{
    /// <summary>The folder of Analyzers.sln.</summary>
    public static string Root { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<RepositoryRootAttribute>()!.Path;

    /// <summary>A path below the root.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);
}
