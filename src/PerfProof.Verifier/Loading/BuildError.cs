using System.Text.RegularExpressions;

namespace PerfProof.Loading;

/// <summary>An error as MSBuild prints it.</summary>
/// <param name="Origin">The file it is in.</param>
/// <param name="Code">Its code (NU1101).</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Project">The project that was built; the origin where MSBuild does not say.</param>
internal sealed partial record BuildError(string Origin, string Code, string Message, string Project)
{
    /// <summary>Whether the restore is what is wrong.</summary>
    public bool IsRestore => this.Code.StartsWith("NU", StringComparison.Ordinal)
        || this.Code is "NETSDK1004" or "NETSDK1005" or "NETSDK1047" or "NETSDK1064";

    /// <summary>Reads one line of output; null when it is no error.</summary>
    public static BuildError? Parse(string line)
    {
        var match = Line().Match(line);
        if (!match.Success)
        {
            return null;
        }

        var origin = match.Groups["origin"].Value;
        var project = match.Groups["project"];
        return new BuildError(
            origin,
            match.Groups["code"].Value,
            match.Groups["message"].Value,
            project.Success ? project.Value : origin);
    }

    [GeneratedRegex("""^(?<origin>.+?)(\(\d[\d,\-]*\))?\s*: (\w+ )?error (?<code>\w+)\s*: (?<message>.*?)(\s\[(?<project>[^\[\]]*?)(::[^\[\]]*)?\])?$""", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
