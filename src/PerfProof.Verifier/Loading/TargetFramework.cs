using System.Globalization;
using System.Text.RegularExpressions;

namespace PerfProof.Loading;

/// <summary>Which of several target frameworks is the newest.</summary>
internal static partial class TargetFramework
{
    /// <summary>Sorts newer frameworks first; among equals, those without a platform.</summary>
    public static IComparer<string> NewestFirst { get; } = Comparer<string>.Create(static (left, right) => Rank(right).CompareTo(Rank(left)));

    private static (int Family, Version Version, int Plain) Rank(string framework)
    {
        var match = Moniker().Match(framework);
        if (!match.Success)
        {
            return (0, new Version(0, 0), 0);
        }

        var digits = match.Groups["version"].Value;
        var name = match.Groups["family"].Value.ToLowerInvariant();
        var isModern = digits.Contains('.', StringComparison.Ordinal);
        var version = isModern
            ? Version.TryParse(digits, out var parsed) ? parsed : new Version(0, 0)
            : new Version(string.Join('.', digits.PadRight(2, '0').Select(c => c.ToString(CultureInfo.InvariantCulture))));
        var family = name switch
        {
            "net" when isModern => 4,
            "netcoreapp" => 3,
            "netstandard" => 2,
            "net" => 1,
            _ => 0,
        };
        return (family, version, match.Groups["platform"].Success ? 0 : 1);
    }

    [GeneratedRegex("""^(?<family>[a-z]+)(?<version>[\d.]+)(?<platform>-.+)?$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Moniker();
}
