using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof;

/// <summary>
/// Tells tests and benchmarks, where a slow line costs nobody anything: what is found there is a suggestion at most, and what is made
/// again for each test is not found at all. A severity that the user sets still wins, and <c>perfproof.quiet_tests = false</c> switches this off.
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

    private static readonly string[] suffixes = ["UnitTest", "UnitTests", "IntegrationTest", "IntegrationTests"];

    /// <summary>Whether the program is one of tests or benchmarks: it references a framework for them, or its name says so (<c>Shop.Tests</c>).</summary>
    public static bool IsProgram(Compilation compilation) =>
        compilation.ReferencedAssemblyNames.Any(name => frameworks.Contains(name.Name)) || SaysSo(compilation.AssemblyName);

    /// <summary>Whether the file uses such a framework, or its namespace says that it is for tests: helpers, and pages that show them on a device.</summary>
    public static bool IsFile(SyntaxTree tree) =>
        TextScan.Contains(tree, usings)
        || (tree.GetRoot() is CompilationUnitSyntax unit && unit.Members.Any(static member => member is BaseNamespaceDeclarationSyntax space && SaysSo(space.Name.ToString())));

    // Shop.UnitTests.Data, Shop.Test; not Test alone, which people call what they try out, nor Shop.Testing, which may be a library, nor Contests.
    private static bool SaysSo(string? name) =>
        name is not null && name.Split('.').Where(static (part, index) => IsWordForTests(part) && (index > 0 || part != "Test")).Any();

    private static bool IsWordForTests(string part) =>
        part is "Test" or "Tests" or "Benchmarks"
        || suffixes.Any(suffix => part.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
        || (part.EndsWith("Tests", StringComparison.Ordinal) && part.Length > 5 && char.IsLower(part[part.Length - 6]));
}
