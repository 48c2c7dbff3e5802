using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof.Wrappers;

/// <summary>The files in which a role can be met: what is looked at no further elsewhere.</summary>
/// <param name="Any">Files that write one of its names, or are among the following.</param>
/// <param name="Creations">Files where <c>new(...)</c> without a type may construct one of its types.</param>
/// <param name="Indexers">Files where brackets may call one of its indexers.</param>
/// <param name="Casts">Files where a cast may be one of its conversions.</param>
/// <param name="Conversions">Files where a value may be converted by it without a word.</param>
internal sealed record RoleFiles(
    ImmutableHashSet<SyntaxTree> Any,
    ImmutableHashSet<SyntaxTree> Creations,
    ImmutableHashSet<SyntaxTree> Indexers,
    ImmutableHashSet<SyntaxTree> Casts,
    ImmutableHashSet<SyntaxTree> Conversions)
{
    private static readonly ImmutableHashSet<SyntaxTree> none = ImmutableHashSet<SyntaxTree>.Empty;

    /// <summary>No file.</summary>
    public static RoleFiles None { get; } = new(none, none, none, none, none);
}
