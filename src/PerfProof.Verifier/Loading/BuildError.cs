using System.Text.RegularExpressions;

namespace PerfProof.Loading;

/// <summary>An error, or a warning that stands for one, as MSBuild prints it.</summary>
/// <param name="IsError">Whether it is an error; the SDK turns some into warnings when it is only asked.</param>
/// <param name="Origin">The file it is in.</param>
/// <param name="Code">Its code (NU1101).</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Project">The project that was built; the origin where MSBuild does not say.</param>
internal sealed partial record BuildError(bool IsError, string Origin, string Code, string Message, string Project)
{
    /// <summary>Whether the restore is what is wrong.</summary>
    public bool IsRestore => this.Code.StartsWith("NU", StringComparison.Ordinal)
        || this.Code is "NETSDK1004" or "NETSDK1005" or "NETSDK1047" or "NETSDK1064";

    /// <summary>Whether the assemblies of the target framework are missing, without which nothing can be understood.</summary>
    public bool IsMissingFramework => this.Code is "MSB3644" or "NETSDK1127";

    /// <summary>Reads one line of output; null when it is neither.</summary>
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
            match.Groups["kind"].Value == "error",
            origin,
            match.Groups["code"].Value,
            match.Groups["message"].Value,
            project.Success ? project.Value : origin);
    }

    [GeneratedRegex("""^(?<origin>.+?)(\(\d[\d,\-]*\))?\s*: (\w+ )?(?<kind>error|warning) (?<code>\w+)\s*: (?<message>.*?)(\s\[(?<project>[^\[\]]*?)(::[^\[\]]*)?\])?$""", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
