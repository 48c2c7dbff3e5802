using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof;

/// <summary>
/// Tells tests and benchmarks, where a slow line costs nobody anything: what is found there is a suggestion at most. A severity that
/// the user sets still wins, and <c>perfproof.quiet_tests = false</c> switches this off.
/// </summary>
internal static class TestCode
{
    /// <summary>The option of <c>.editorconfig</c>, without its prefix.</summary>
    public const string Option = "quiet_tests";

    private static readonly HashSet<string> frameworks = new(StringComparer.OrdinalIgnoreCase)
    {
        "xunit.core", "xunit.v3.core", "nunit.framework", "MSTest.TestFramework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "TUnit.Core",
        "BenchmarkDotNet", "BenchmarkDotNet.Annotations",
    };

    // Loose files are read without the packages of their project.
    private static readonly ImmutableArray<string> usings = ImmutableArray.Create(
        "using Xunit;", "using NUnit.Framework;", "using Microsoft.VisualStudio.TestTools.UnitTesting;", "using TUnit.Core;", "using BenchmarkDotNet.Attributes;");

    /// <summary>Whether the program references a framework for tests or benchmarks.</summary>
    public static bool References(Compilation compilation) => compilation.ReferencedAssemblyNames.Any(name => frameworks.Contains(name.Name));

    /// <summary>Whether the file uses one.</summary>
    public static bool IsUsedIn(SyntaxTree tree) => TextScan.Contains(tree, usings);
}
