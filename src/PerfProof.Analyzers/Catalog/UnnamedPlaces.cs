using System.Collections.Immutable;

namespace PerfProof.Catalog;

/// <summary>
/// Words that must stand in a file for places without a name to be looked at in it: constructions whose type is not written
/// there, indexers, casts, and values that are converted implicitly. Empty where the role has no such member.
/// </summary>
internal readonly record struct UnnamedPlaces(
    ImmutableArray<string> Creations,
    ImmutableArray<string> Indexers,
    ImmutableArray<string> Casts,
    ImmutableArray<string> ImplicitConversions)
{
    /// <summary>Metadata name of an indexer that was given no other.</summary>
    public const string Indexer = "Item";
}
