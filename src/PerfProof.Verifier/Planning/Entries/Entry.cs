using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof.Planning;

/// <summary>What a method is to whoever runs it. What costs least to run beside what it is about comes first.</summary>
public enum EntryKind
{
    /// <summary>A benchmark of BenchmarkDotNet: written to run the code that matters, and little else.</summary>
    Benchmark,

    /// <summary>A test of xunit, NUnit or MSTest.</summary>
    Test,

    /// <summary>Where the program begins.</summary>
    Main,

    /// <summary>Any other method, which only a person can have chosen.</summary>
    Method,
}

/// <summary>A method from which a program can be run without anything having to be made up.</summary>
/// <param name="Method">The method.</param>
/// <param name="Project">The project that has to be built to run it.</param>
/// <param name="Framework">The framework to build it for; null where the project has only one.</param>
/// <param name="Kind">What it is to whoever runs it.</param>
public sealed record Entry(IMethodSymbol Method, Project Project, string? Framework, EntryKind Kind)
{
    /// <summary>How reports call it.</summary>
    public string Name => this.Called + this.With;

    /// <summary>Methods of its object that are called first, in order.</summary>
    public ImmutableArray<string> Setup { get; init; } = [];

    /// <summary>Values that its class declares for members of its object (<c>[Params]</c>), in invariant culture; the first where there are several.</summary>
    public ImmutableSortedDictionary<string, string> Values { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The member that is given the size, where its class declares several whole numbers for one; they are the <see cref="Sizes"/>.</summary>
    public string? SizedMember { get; init; }

    /// <summary>The sizes that its class declares.</summary>
    public SizePlan Sizes { get; init; } = SizePlan.None;

    /// <summary>Arguments that its declaration gives it (<c>[InlineData]</c>), in invariant culture, by parameter.</summary>
    public ImmutableDictionary<string, string> Arguments { get; init; } = ImmutableDictionary<string, string>.Empty;

    // Top-level statements have no name of their own, and are called alike in all programs.
    private string Called => this.Method.MetadataName == WellKnownMemberNames.TopLevelStatementsEntryPointMethodName
        ? $"{this.Method.ContainingType.ToDisplayString()}.Main of {this.Project.AssemblyName}"
        : this.Method.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    private string With => this.Values.IsEmpty && this.Arguments.IsEmpty
        ? ""
        : $" with {string.Join(", ", this.Values.Concat(this.Arguments.OrderBy(pair => pair.Key, StringComparer.Ordinal)).Select(pair => $"{pair.Key} = {pair.Value}"))}";
}
