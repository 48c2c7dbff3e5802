using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PerfProof.Build.Docs;
using PerfProof.Build.Rules;

namespace PerfProof.Build.NewRule;

/// <summary>A new rule: the texts of its files, made from the templates.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its class, and the second part of its folder's name.</param>
/// <param name="Area">Its area.</param>
public sealed partial record Scaffold(string Id, string Name, Area Area)
{
    /// <summary>What stands in a scaffolded file where something has to be written; the contract test refuses it.</summary>
    public const string Placeholder = "(to be written";

    /// <summary>The title until somebody writes a better one: the words of the name.</summary>
    public string Title => string.Join(' ', WordStart().Split(this.Name).Where(word => word.Length > 0).Select((word, i) => i == 0 || word.Length > 1 && char.IsUpper(word[1]) ? word : word.ToLowerInvariant()));

    /// <summary>Checks what was asked for against what is there.</summary>
    /// <returns>The scaffold, or one line that says what is wrong.</returns>
    public static (Scaffold? Scaffold, string? Problem) Plan(Checkout checkout, string id, string name, string? area)
    {
        if (Area.Of(id) is not { } own)
        {
            return (null, $"'{id}' is no id of a rule: it is PP and four digits, the first of which names the area ({string.Join(", ", Area.All.Select(one => $"{one.Digit} {one.Name}"))}).");
        }

        if (area is not null && !area.Equals(own.Name, StringComparison.OrdinalIgnoreCase))
        {
            return (null, $"{id} belongs to {own.Name}, not to '{area}': the first digit of an id names its area.");
        }

        if (!ClassName().IsMatch(name))
        {
            return (null, $"'{name}' is no name of a rule: it is the name of a C# class, such as ReadbackInLoop.");
        }

        if (checkout.FolderOf(id) is { } taken)
        {
            return (null, $"{id} exists: {checkout.Display(taken)}.");
        }

        if (Directory.EnumerateDirectories(checkout.Rules, "PP*_*", SearchOption.AllDirectories)
                .FirstOrDefault(folder => folder.EndsWith("_" + name, StringComparison.OrdinalIgnoreCase)) is { } namesake)
        {
            return (null, $"A rule named {name} exists: {checkout.Display(namesake)}.");
        }

        return typeof(RuleAnalyzer).Assembly.GetType("PerfProof.Rules." + name, throwOnError: false, ignoreCase: true) is { } type
            ? (null, $"A class {type.FullName} exists: choose another name.")
            : (new Scaffold(id, name, own), null);
    }

    /// <summary>Every file of the rule that is new, by path.</summary>
    public ImmutableSortedDictionary<string, string> Files(Checkout checkout)
    {
        var folder = $"{this.Id}_{this.Name}";
        var source = Path.Combine(checkout.Rules, this.Area.Name, folder);
        var tests = checkout.PathOf("tests", "PerfProof.Tests", "Rules", this.Area.Name, folder);
        var samples = checkout.PathOf("samples", "rules", this.Id);
        var header = $"# {this.Id}: {this.Title}\n\n";
        return ImmutableSortedDictionary<string, string>.Empty
            .Add(Path.Combine(source, this.Name + ".cs"), this.Fill("Rule.cs"))
            .Add(Path.Combine(source, this.Name + ".Fix.cs"), this.Fill("Rule.Fix.cs"))
            .Add(Path.Combine(source, this.Name + ".Proof.cs"), this.Fill("Rule.Proof.cs"))
            .Add(Path.Combine(tests, this.Name + "Tests.cs"), this.Fill("RuleTests.cs"))
            .Add(checkout.PageOf(this.Id), header + this.Fill("Page.md"))
            .Add(Path.Combine(samples, "Bad.cs"), this.Fill("Bad.cs"))
            .Add(Path.Combine(samples, "Good.cs"), this.Fill("Good.cs"));
    }

    /// <summary>The release tracking file with the line of this rule, in the order of the ids.</summary>
    /// <exception cref="DocsException">The file has no table to add a line to.</exception>
    public string AddReleaseLine(string releases)
    {
        var lines = releases.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').ToList();
        var rule = lines.FindIndex(line => line.StartsWith("---", StringComparison.Ordinal) && line.Contains('|'));
        if (rule < 0)
        {
            throw new DocsException("AnalyzerReleases.Unshipped.md has no table 'Rule ID | Category | Severity | Notes': put it back from the version history.");
        }

        var at = rule + 1;
        while (at < lines.Count && lines[at].StartsWith("PP", StringComparison.Ordinal) && string.CompareOrdinal(lines[at][..6], this.Id) < 0)
        {
            at++;
        }

        lines.Insert(at, $"{this.Id} | {this.Area.Name} | Info | {this.Title}");
        return string.Join('\n', lines) + "\n";
    }

    private string Fill(string template)
    {
        using var stream = typeof(Scaffold).Assembly.GetManifestResourceStream(template)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .ReplaceLineEndings("\n")
            .Replace("{{Id}}", this.Id, StringComparison.Ordinal)
            .Replace("{{Name}}", this.Name, StringComparison.Ordinal)
            .Replace("{{Title}}", this.Title, StringComparison.Ordinal)
            .Replace("{{Area}}", this.Area.Name, StringComparison.Ordinal)
            .Replace("{{Role}}", this.Area.Role, StringComparison.Ordinal);
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]{2,59}$")]
    private static partial Regex ClassName();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?=[A-Z][a-z])")]
    private static partial Regex WordStart();
}
