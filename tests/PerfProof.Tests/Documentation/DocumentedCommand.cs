using System.CommandLine;
using System.Xml.Linq;
using PerfProof.Build;
using PerfProof.Tool;

namespace PerfProof.Tests.Documentation;

/// <summary>Whether a command that a page shows exists, with the options that it is shown with.</summary>
internal static class DocumentedCommand
{
    // What of the SDK's own commands the pages use. A word that begins with neither - nor a path is not looked at.
    private static readonly Dictionary<string, string[]> dotnet = new()
    {
        ["add"] = ["--version", "--source"],
        ["build"] = ["-c", "--no-restore"],
        ["format"] = ["--diagnostics", "--severity", "--verify-no-changes"],
        ["new"] = ["-o", "-n"],
        ["pack"] = ["-c", "-o"],
        ["restore"] = [],
        ["run"] = ["-c", "--project", "--no-build"],
        ["test"] = ["-c", "--filter"],
        ["tool"] = ["--global", "--version", "--source", "--create-manifest-if-needed"],
    };

    // What else stands beside them in a shell.
    private static readonly string[] others = ["cp", "cd", "mkdir", "git", "tar", "scp", "ssh", "./run.sh", "code", "curl"];

    private static readonly string[] ours = [.. Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
        .SelectMany(path => XDocument.Load(path).Descendants("PackageId").Select(id => id.Value))];

    private static readonly Command tool = CommandLine.Create(TextWriter.Null, TextWriter.Null);
    private static readonly Command buildTools = BuildTools.Create(Pages.Checkout, TextWriter.Null, TextWriter.Null);

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? Problem(string[] words) => words switch
    {
        ["perfproof", .. var arguments] => Parse(tool, arguments),
        ["dotnet", var verb, ..] when verb.EndsWith(".dll", StringComparison.Ordinal) => null,
        ["dotnet", var verb, .. var arguments] => dotnet.TryGetValue(verb, out var options) ? OfSdk(verb, arguments, options) : $"'dotnet {verb}' is not known to this test",
        ["bash", var script, ..] => Missing(script),
        [var name, ..] when others.Contains(name) => null,
        _ => $"'{words[0]}' is not known to this test",
    };

    private static string? OfSdk(string verb, string[] arguments, string[] options)
    {
        var end = Array.IndexOf(arguments, "--");
        var own = end < 0 ? arguments : arguments[..end];
        if (own.FirstOrDefault(word => word.StartsWith('-') && !options.Contains(word)) is { } option)
        {
            return $"'dotnet {verb}' is not known to have '{option}'";
        }

        if (own.FirstOrDefault(word => word.StartsWith("PerfProof", StringComparison.Ordinal) && !ours.Contains(word)) is { } package)
        {
            return $"no project here makes the package {package}";
        }

        if (own.Select(Missing).FirstOrDefault(problem => problem is not null) is { } missing)
        {
            return missing;
        }

        return end < 0 ? null : own.SkipWhile(word => word != "--project").ElementAtOrDefault(1) switch
        {
            "build/tools" => Parse(buildTools, arguments[(end + 1)..]),
            "src/PerfProof.Tool" => Parse(tool, arguments[(end + 1)..]),
            _ => null,
        };
    }

    private static string? Parse(Command root, string[] arguments)
    {
        var parsed = root.Parse(arguments);
        if (parsed.CommandResult.Command == root)
        {
            return arguments.FirstOrDefault() is "--help" or "--version" ? null : $"there is no command '{arguments.FirstOrDefault()}'";
        }

        return parsed.Errors.Count > 0 ? parsed.Errors[0].Message
            : arguments.TakeWhile(word => word != "--").Select(Missing).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Files of the repository that a command names are there.</summary>
    private static string? Missing(string word)
    {
        var path = Repository.PathOf(word);
        return word.Split('/') is ["src" or "tests" or "samples" or "build" or ".ci", _, ..] && !File.Exists(path) && !Directory.Exists(path) ? $"{word} is not there" : null;
    }
}
