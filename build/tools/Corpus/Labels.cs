using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PerfProof.Build.Corpus;

/// <summary>A labelled place.</summary>
/// <param name="Repo">owner/name.</param>
/// <param name="Commit">The commit whose lines are meant.</param>
/// <param name="Path">The file below the repository, with forward slashes.</param>
/// <param name="Line">The lines as the file of labels writes them.</param>
/// <param name="Lines">The lines: from, to.</param>
/// <param name="Pattern">A, B, C, ...</param>
/// <param name="IsPositive">Whether something is wrong there, or only looks it.</param>
/// <param name="Note">Why.</param>
public sealed record Label(
    string Repo, string Commit, string Path, string Line, ImmutableArray<(int From, int To)> Lines, string Pattern, bool IsPositive, string Note)
{
    /// <summary>How many lines a line is away from the labelled ones.</summary>
    public int Distance(int line) => this.Lines.Min(lines => line < lines.From ? lines.From - line : line > lines.To ? line - lines.To : 0);
}

/// <summary>Reads labels.</summary>
public static partial class Labels
{
    /// <summary>Reads a file of labels.</summary>
    /// <exception cref="MeasuringException">It cannot be read, or a row says something impossible.</exception>
    public static ImmutableArray<Label> Read(string path) =>
        [.. Csv.Read(path, "repo", "commit", "path", "line", "pattern", "label", "note").Select(row => Parse(path, row))];

    /// <summary>Whether a text names a repository.</summary>
    public static bool IsRepo(string text) => RepoName().IsMatch(text) && !text.Split('/').Contains("..");

    private static Label Parse(string file, CsvRow row)
    {
        var place = $"{file}, line {row.Line}";
        return new Label(
            IsRepo(row["repo"]) ? row["repo"] : throw new MeasuringException($"{place}: '{row["repo"]}' is no repository: write owner/name."),
            row["commit"],
            row["path"].Replace('\\', '/'),
            row["line"],
            ParseLines(row["line"]) ?? throw new MeasuringException($"{place}: '{row["line"]}' is no line: write 12, 12-14 or 12,15."),
            row["pattern"].Trim() is { Length: > 0 } pattern ? pattern : throw new MeasuringException($"{place}: the pattern is missing."),
            row["label"].Trim().ToLowerInvariant() switch
            {
                "positive" => true,
                "negative" => false,
                _ => throw new MeasuringException($"{place}: '{row["label"]}' is no label: write positive or negative."),
            },
            row["note"]);
    }

    private static ImmutableArray<(int From, int To)>? ParseLines(string text)
    {
        var lines = ImmutableArray.CreateBuilder<(int, int)>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2
                || !int.TryParse(ends[0], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var from)
                || !int.TryParse(ends[^1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var to)
                || from < 1 || to < from)
            {
                return null;
            }

            lines.Add((from, to));
        }

        return lines.ToImmutable();
    }

    [GeneratedRegex(@"^[A-Za-z0-9._\-]+/[A-Za-z0-9._\-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex RepoName();
}

/// <summary>What a person said about a finding that has no label.</summary>
public sealed record JudgedFinding(string Repo, string Path, int Line, string Rule, bool IsRight, string Note)
{
    /// <summary>Reads judgements: repo, path, line, rule, verdict (right or wrong), note.</summary>
    /// <exception cref="MeasuringException">The file cannot be read, or a row says something impossible.</exception>
    public static ImmutableArray<JudgedFinding> Read(string path) =>
        [.. Csv.Read(path, "repo", "path", "line", "rule", "verdict", "note").Select(row => new JudgedFinding(
            row["repo"],
            row["path"].Replace('\\', '/'),
            int.TryParse(row["line"], CultureInfo.InvariantCulture, out var line) ? line : throw new MeasuringException($"{path}, line {row.Line}: '{row["line"]}' is no line."),
            row["rule"],
            row["verdict"].Trim().ToLowerInvariant() switch
            {
                "right" => true,
                "wrong" => false,
                _ => throw new MeasuringException($"{path}, line {row.Line}: '{row["verdict"]}' is no verdict: write right or wrong."),
            },
            row["note"]))];
}
