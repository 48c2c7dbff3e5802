using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace PerfProof.Planning;

/// <summary>How large what a parameter was given was, in a run of the program.</summary>
/// <param name="Min">The smallest, in items or characters.</param>
/// <param name="Median">The median.</param>
/// <param name="Max">The largest.</param>
public readonly record struct UsedSize(long Min, long Median, long Max);

/// <summary>
/// The sizes that a method is really called with, seen in a run of the program: better than any sweep. Made-up inputs get those instead.
/// </summary>
/// <param name="ByParameter">By the name of the parameter.</param>
public sealed record UsedSizes(ImmutableDictionary<string, UsedSize> ByParameter)
{
    // Made-up text has so many characters a word, spaces included.
    private const int CharactersPerWord = 7;

    /// <summary>The sizes to measure a method at, and the lengths of what else it takes; null where nothing that it takes was seen.</summary>
    public (SizePlan Sizes, ImmutableDictionary<string, string> Lengths)? Of(IMethodSymbol method)
    {
        var seen = method.Parameters.Where(parameter => this.ByParameter.TryGetValue(parameter.Name, out var size) && size.Max > 0).ToList();
        // A collection is what a method works on; beside it, a text is a header or a question.
        if ((seen.Find(parameter => !IsText(parameter)) ?? seen.FirstOrDefault()) is not { } main)
        {
            return null;
        }

        var used = this.ByParameter[main.Name];
        var sizes = new[] { used.Min, used.Median, used.Max }.Select(size => InUnits(main, size)).Where(size => size > 0).Distinct().Order();
        return (
            new SizePlan([.. sizes], IsStated: true) { ChecksOthers = true },
            seen.Where(parameter => parameter.Name != main.Name).ToImmutableDictionary(
                parameter => parameter.Name + ".Length",
                parameter => InUnits(parameter, this.ByParameter[parameter.Name].Median).ToString(CultureInfo.InvariantCulture),
                StringComparer.Ordinal));
    }

    private static int InUnits(IParameterSymbol parameter, long size) => (int)Math.Min(IsText(parameter) && size > 0 ? Math.Max(1, size / CharactersPerWord) : size, int.MaxValue);

    private static bool IsText(IParameterSymbol parameter) => parameter.Type.SpecialType == SpecialType.System_String
        || parameter.Type is INamedTypeSymbol { Name: "ReadOnlySpan", TypeArguments: [{ SpecialType: SpecialType.System_Char }] };
}
