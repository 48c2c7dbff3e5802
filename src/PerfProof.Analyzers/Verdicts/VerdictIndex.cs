using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Verdicts;

/// <summary>
/// The index that <c>perfproof verify</c> writes beside its evidence, as the analyzers read it: the only file of it that they do. A line that
/// cannot be read is left out and told about; nothing ever throws.
/// </summary>
public sealed class VerdictIndex
{
    /// <summary>How the names of index files end.</summary>
    public const string Extension = ".perfproof-index";

    /// <summary>Version of the format that is written and read.</summary>
    public const int Version = 2;

    /// <summary>First word of the file.</summary>
    public const string Mark = "perfproof-index";

    private const int Fields = 10;

    private static readonly IReadOnlyList<IndexedVerdict> none = [];

    // An editor asks again at every key stroke, with the same text.
    private static readonly ConditionalWeakTable<SourceText, VerdictIndex> parsed = new();

    private readonly Dictionary<string, List<IndexedVerdict>> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<IndexedVerdict>> byPlace = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> devices = new(StringComparer.Ordinal);
    private readonly List<IndexProblem> problems = [];

    private VerdictIndex()
    {
    }

    /// <summary>Lines that cannot be read.</summary>
    public IReadOnlyList<IndexProblem> Problems => this.problems;

    /// <summary>How many verdicts there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether this additional file is an index.</summary>
    public static bool IsIndex(AdditionalText file) => IsIndex(file.Path);

    /// <summary>Whether a file of this name is an index.</summary>
    public static bool IsIndex(string? path) => path?.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The text of a file; null when it cannot be read, for whatever reason: evidence never stops an analysis.</summary>
    public static SourceText? Text(AdditionalText file, CancellationToken cancellation)
    {
        try
        {
            return file.GetText(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Reported by PP0002 in the same words as a text that is not there.
            return null;
        }
    }

    /// <summary>Parses a text, once.</summary>
    public static VerdictIndex Parse(SourceText text) => parsed.GetValue(text, static text => Parse(text.ToString()));

    /// <summary>Parses a text.</summary>
    public static VerdictIndex Parse(string text)
    {
        var index = new VerdictIndex();
        var (line, start) = (0, text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0);
        while (start < text.Length && (line == 0 || index.IsReadable))
        {
            var end = text.IndexOf('\n', start);
            var next = end < 0 ? text.Length : end + 1;
            end = end < 0 ? text.Length : end;
            end = end > start && text[end - 1] == '\r' ? end - 1 : end;
            index.Read(line, text.Substring(start, end - start));
            (line, start) = (line + 1, next);
        }

        if (line == 0)
        {
            index.Report(0, "the file is empty");
        }

        return index;
    }

    /// <summary>What is told about a finding.</summary>
    public IReadOnlyList<IndexedVerdict> Of(string id) => this.byId.TryGetValue(id, out var verdicts) ? verdicts : none;

    /// <summary>What is told about the findings of a rule in a member, whatever code it flagged there.</summary>
    public IReadOnlyList<IndexedVerdict> At(string place) => this.byPlace.TryGetValue(place, out var verdicts) ? verdicts : none;

    private bool IsReadable { get; set; }

    private void Read(int line, string text)
    {
        if (line == 0)
        {
            this.IsReadable = this.IsOurs(text);
            return;
        }

        var fields = text.Split('\t');
        if (fields[0] == "device" && fields.Length == 3)
        {
            this.devices[fields[1]] = fields[2];
        }
        else if (text.Length > 0)
        {
            this.ReadVerdict(line, fields);
        }
    }

    private bool IsOurs(string first)
    {
        var words = first.Split(' ');
        if (words.Length != 2 || words[0] != Mark || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            this.Report(0, "the file is no index of PerfProof: run 'perfproof verify' to write one");
            return false;
        }

        if (version != Version)
        {
            this.Report(0, version > Version
                ? $"the file has format {version}, and this version of the analyzers reads {Version}: update the package PerfProof"
                : $"the file has format {version}, which is older than the {Version} of these analyzers: run 'perfproof verify' again");
            return false;
        }

        return true;
    }

    private void ReadVerdict(int line, string[] fields)
    {
        if (fields.Length != Fields)
        {
            this.Report(line, $"there are {fields.Length} fields, and a verdict has {Fields}: run 'perfproof verify' again");
            return;
        }

        if (KindOf(fields[3]) is not { } kind)
        {
            this.Report(line, $"there is no verdict '{Shown(fields[3])}'");
        }
        else if (!Number(fields[5], out var lower) || !Number(fields[6], out var estimate) || !Number(fields[7], out var upper))
        {
            this.Report(line, "a speedup is no number");
        }
        else if (!this.devices.TryGetValue(fields[9], out var device))
        {
            this.Report(line, $"no line above names the device '{Shown(fields[9])}'");
        }
        else if (this.IsTold(fields[0], device))
        {
            this.Report(line, $"{Shown(fields[0])} is there twice for one device");
        }
        else
        {
            var verdict = new IndexedVerdict(fields[0], fields[1], fields[2], kind, fields[4], lower, estimate, upper, fields[8], device);
            Add(this.byId, verdict.Id, verdict);
            Add(this.byPlace, verdict.Place, verdict);
            this.Count++;
        }
    }

    // What follows is written out: reflection and queries would take most of the time of a first reading, since a build compiles them for it.
    private static IndexedKind? KindOf(string name) => name switch
    {
        nameof(IndexedKind.Confirmed) => IndexedKind.Confirmed,
        nameof(IndexedKind.Refuted) => IndexedKind.Refuted,
        nameof(IndexedKind.Incorrect) => IndexedKind.Incorrect,
        nameof(IndexedKind.Inconclusive) => IndexedKind.Inconclusive,
        nameof(IndexedKind.NotApplicable) => IndexedKind.NotApplicable,
        _ => null,
    };

    private bool IsTold(string id, string device)
    {
        if (this.byId.TryGetValue(id, out var told))
        {
            foreach (var verdict in told)
            {
                if (verdict.Device == device)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Add(Dictionary<string, List<IndexedVerdict>> verdicts, string key, IndexedVerdict verdict)
    {
        if (!verdicts.TryGetValue(key, out var same))
        {
            verdicts.Add(key, same = []);
        }

        same.Add(verdict);
    }

    private static bool Number(string text, out double? number)
    {
        number = null;
        if (text.Length == 0)
        {
            return true;
        }

        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || double.IsInfinity(value))
        {
            return false;
        }

        number = value;
        return true;
    }

    // A broken file may be anything.
    private static string Shown(string text) => text.Length <= 40 ? text : text.Substring(0, 40) + "...";

    private void Report(int line, string what) => this.problems.Add(new(line, what));
}

/// <summary>A line of an index that cannot be read.</summary>
/// <param name="Line">The line, from 0.</param>
/// <param name="What">Why, for a person.</param>
public sealed record IndexProblem(int Line, string What);
