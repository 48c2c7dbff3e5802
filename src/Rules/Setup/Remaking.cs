using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>What the rules of this area report alike: something dear that is made again and again, from the same, and dropped.</summary>
internal static class Remaking
{
    /// <summary>Facts about a finding, for the fix and the proof.</summary>
    public static ImmutableDictionary<string, string?> FactsOf(RoleMatch match, RepeatedCreation repeated)
    {
        var facts = ImmutableDictionary.CreateBuilder<string, string?>();
        facts[Facts.Shape] = ShapeOf(repeated);
        if (repeated.Region?.TripCount is { } trips)
        {
            facts[Facts.TripCount] = trips.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (match.IsWrapped)
        {
            facts[Facts.Through] = string.Join(", ", match.Through);
        }

        return facts.ToImmutable();
    }

    /// <summary>How a message names what makes the thing: <c>'new InferenceSession'</c>, <c>'WhisperFactory.FromPath'</c>.</summary>
    public static string NameOf(RoleMatch match) =>
        match.Member is IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: { } made } ? $"'new {made.Name}'{match.Via}"
        : match.Member is IMethodSymbol { IsStatic: true, IsExtensionMethod: false, ContainingType: { } type } ? $"'{type.Name}.{match.Name}'{match.Via}"
        : $"'{match.Name}'{match.Via}";

    /// <summary>Whether what is made holds the state of one run or conversation.</summary>
    public static bool IsContext(RoleMatch match) => match.Line[Keys.Makes] == "context";

    /// <summary>The fact <see cref="Facts.Shape"/>: <c>turn</c> where the loop is around the place itself, otherwise how often and by what.</summary>
    private static string ShapeOf(RepeatedCreation repeated) => repeated.Rate switch
    {
        CreationRate.Turn => repeated.Path.IsEmpty ? "turn" : "called-per-turn",
        CreationRate.Request => repeated.Path.IsEmpty ? "request" : "called-per-request",
        CreationRate.Event => "event",
        _ => "call",
    };
}
