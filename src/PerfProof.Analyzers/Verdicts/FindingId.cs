namespace PerfProof.Verdicts;

/// <summary>
/// Ids of findings: of what is flagged and where it belongs, never of line numbers, spaces or comments. Here alone they are made: what the
/// verifier writes is what the analyzers look for.
/// </summary>
public static class FindingId
{
    /// <summary>The id of a finding.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="file">The file, relative to what was looked at, with forward slashes.</param>
    /// <param name="symbol">The member that contains it; empty where there is none.</param>
    /// <param name="text">What is flagged.</param>
    /// <param name="occurrence">How many times the same stands before it in the member.</param>
    /// <param name="repeat">How many findings with the same of all that come before it.</param>
    public static string Create(string rule, string file, string symbol, string text, int occurrence, int repeat)
    {
        var key = string.Join("\n", rule, FromRoot(file), symbol, text);
        return $"{rule}-{FlaggedCode.Hash($"{(occurrence == 0 ? key : $"{key}\n{occurrence}")}{(repeat == 0 ? "" : $"\nrepeat {repeat}")}")}";
    }

    /// <summary>Names the member with the rule: what still holds when the flagged code itself is another one.</summary>
    public static string Place(string rule, string file, string symbol) => FlaggedCode.Hash(string.Join("\n", rule, FromRoot(file), symbol));

    /// <summary>
    /// The names that a file may have had, relative to a folder above it, from the whole path to the bare name. Nobody has to say which folder
    /// that was, so that evidence holds in every checkout.
    /// </summary>
    internal static IEnumerable<string> NamesOf(string path)
    {
        var name = path.Replace('\\', '/');
        yield return name;
        for (var slash = name.IndexOf('/'); slash >= 0 && slash < name.Length - 1; slash = name.IndexOf('/', slash + 1))
        {
            yield return name.Substring(slash + 1);
        }
    }

    // A file outside of the folder is named by the way up and down again, of which only the second part is the same from elsewhere.
    private static string FromRoot(string file)
    {
        while (file.StartsWith("../", StringComparison.Ordinal))
        {
            file = file.Substring(3);
        }

        return file;
    }
}
