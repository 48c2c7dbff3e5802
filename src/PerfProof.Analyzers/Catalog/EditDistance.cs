namespace PerfProof.Catalog;

/// <summary>How far a mistyped name is from one that exists.</summary>
public static class EditDistance
{
    /// <summary>
    /// The number of letters to insert, delete or change, without regard to case; a name that contains the other counts as near.
    /// Null when it is more than <paramref name="limit"/>.
    /// </summary>
    public static int? Between(string left, string right, int limit)
    {
        if (left.Length >= 4 && right.IndexOf(left, StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return Math.Min(limit, right.Length - left.Length);
        }

        if (Math.Abs(left.Length - right.Length) > limit)
        {
            return null;
        }

        var previous = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                current[j] = Math.Min(previous[j - 1] + change, 1 + Math.Min(previous[j], current[j - 1]));
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length] <= limit ? previous[right.Length] : null;
    }

    /// <summary>The nearest of some names, or null when none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> names) =>
        names.Select(candidate => (Name: candidate, Distance: Between(name, candidate, Math.Max(2, name.Length / 3))))
            .Where(candidate => candidate.Distance is not null)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
}
