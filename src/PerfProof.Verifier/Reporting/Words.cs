using System.Globalization;

namespace PerfProof.Reporting;

/// <summary>The words in which verdicts and numbers are told to people, the same in the table, in HTML and in Markdown.</summary>
internal static class Words
{
    /// <summary>The verdicts, those that ask for something to be done first.</summary>
    public static IReadOnlyList<(string Verdict, string Meaning)> Verdicts { get; } =
    [
        ("Confirmed", "The fix does the same and is faster, by the whole interval and at every size measured."),
        ("Refuted", "The fix does the same and is not faster: leave the code as it is."),
        ("Incorrect", "The fix changes what the code does, so speed was not asked: do not apply it."),
        ("Inconclusive", "The measurement does not decide; the reason says what is missing."),
        ("NotApplicable", "Nothing could be run or compared here; the reason says why."),
    ];

    /// <summary>What a verdict can be about.</summary>
    public static IReadOnlyList<(string Subject, string Meaning)> Subjects { get; } =
    [
        ("code", "The code in question as it was written, run on inputs made up for it."),
        ("program", "The whole program from its entry, built by its own build with the fix and without."),
        ("pattern", "A model of the pattern, made by PerfProof. It tells what such code costs on this machine and nothing certain about this program, so it is never turned into money."),
    ];

    /// <summary>What a verdict is about, in two words.</summary>
    public static string About(string? subject) => subject switch
    {
        "pattern" => "modelled",
        "code" => "your code",
        "program" => "your program",
        _ => "",
    };

    /// <summary>What a finding is called: its rule, or the name of a pair.</summary>
    public static string Title(FindingEvidence finding) => finding.Rule == Reported.PairRule ? finding.Symbol : finding.Rule;

    /// <summary>Where it is.</summary>
    public static string Place(FindingEvidence finding) =>
        $"{finding.File}:{finding.Line.ToString(CultureInfo.InvariantCulture)}{(finding.Machine is { } machine ? $" on {machine}" : "")}";

    /// <summary>What it is called and where it is.</summary>
    public static string Name(FindingEvidence finding) => $"{Title(finding)} {Place(finding)}";

    /// <summary>The finding of an id, as people know it.</summary>
    public static string Name(Evidence evidence, string id) =>
        evidence.Findings.FirstOrDefault(finding => finding.Id == id) is { } finding ? Name(finding) : id;

    /// <summary>What each of several fixes saves alone, their sum, and what all save at once; empty where they were not measured.</summary>
    public static IEnumerable<(string What, string Share)> Shares(Evidence evidence, TogetherEvidence together)
    {
        foreach (var fix in together.Fixes)
        {
            yield return (Name(evidence, fix.Id), Share(fix.Saves));
        }

        if (together is { SumOfSingles: { } sum, Saves: { } saves })
        {
            yield return ("Sum of these", Share(sum));
            yield return ("All at once, measured", Share(saves));
        }

        static string Share(ShareEvidence share) => string.Create(CultureInfo.InvariantCulture, $"{share.Estimate:0.0%} ({share.Lower:0.0%} to {share.Upper:0.0%})");
    }

    /// <summary>A speedup with its interval; empty where none counts.</summary>
    public static string Speedup(string verdict, Interval? interval) => interval is { } speedup && verdict != "Incorrect" ? Interval(speedup) : "";

    /// <summary>A ratio with its interval.</summary>
    public static string Interval(Interval ratio) => ratio is { Lower: { } lower, Upper: { } upper }
        ? string.Create(CultureInfo.InvariantCulture, $"{ratio.Estimate:0.0#}x ({lower:0.0#} to {upper:0.0#})")
        : string.Create(CultureInfo.InvariantCulture, $"{ratio.Estimate:0.0#}x (no bounds)");

    /// <summary>A time with its unit, to three digits.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        0 => "0 s",
        < 1e-6 => $"{Digits(seconds * 1e9)} ns",
        < 1e-3 => $"{Digits(seconds * 1e6)} µs",
        < 1 => $"{Digits(seconds * 1e3)} ms",
        < 120 => $"{Digits(seconds)} s",
        < 7200 => $"{Digits(seconds / 60)} min",
        _ => $"{Digits(seconds / 3600)} h",
    };

    /// <summary>An amount of memory with its unit, to three digits.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        < 1024 => $"{Digits(bytes)} B",
        < 1 << 20 => $"{Digits(bytes / (1 << 10))} KiB",
        < 1 << 30 => $"{Digits(bytes / (1 << 20))} MiB",
        _ => $"{Digits(bytes / (1 << 30))} GiB",
    };

    /// <summary>A number to three digits, or more where it has more before its point.</summary>
    public static string Digits(double number)
    {
        var places = number == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, 6);
        return Math.Round(number, places).ToString(places == 0 ? "#,0" : "0." + new string('#', places), CultureInfo.InvariantCulture);
    }

    /// <summary>A size, as messages write it.</summary>
    public static string Size(int size) => "n = " + size.ToString(CultureInfo.InvariantCulture);

    /// <summary>A thing and how many there are of it.</summary>
    public static string Count(int count, string one, string? many = null) => $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>A day and a time of day, as everybody reads it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
