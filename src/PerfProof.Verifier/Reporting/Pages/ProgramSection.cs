using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using static PerfProof.Reporting.Pages.Html;

namespace PerfProof.Reporting.Pages;

/// <summary>What only a run of the whole program tells: calls that are counted, the most memory it held, and what fixes save together.</summary>
internal static class ProgramSection
{
    /// <summary>Counts and memory; nothing where no program was run.</summary>
    public static IEnumerable<XElement> Counts(MemoryEvidence? peak, ImmutableArray<CallEvidence>? calls)
    {
        if (calls is { IsEmpty: false } counted)
        {
            yield return Table(
                "Calls in one run of the program: counted, so exact",
                ["Call", "#Before", "#After"],
                counted.Select(call => new object?[] { call.Role, Number(call.Before), Number(call.After) }));
        }

        if (peak is { } memory)
        {
            yield return E("p", $"Most memory that the process held, the runtime included: {Words.Bytes(memory.Before)} before, {Words.Bytes(memory.After)} after.");
        }
    }

    /// <summary>What the confirmed fixes save together; null where that was not measured.</summary>
    public static XElement? Together(Report report) => report.Evidence.Together is { IsEmpty: false } all
        ? E("section", E("h2", "All fixes together"), all.Select(one => One(report, one)))
        : null;

    private static IEnumerable<object?> One(Report report, TogetherEvidence together)
    {
        yield return E("p", E("code", together.Entry), " ", HtmlReport.Word(together.Verdict), $" {Words.Speedup(together.Verdict, together.Speedup)}: {together.Reason.TrimEnd('.')}.");
        if (!together.Fixes.IsEmpty)
        {
            yield return Table(
                "Share of the program's time that each saves alone, and what all save at once",
                ["Fix", "#Saves (99% interval)"],
                [.. Words.Shares(report.Evidence, together).Select(row => new object?[] { row.What, row.Share })]);
        }

        foreach (var element in Counts(together.PeakMemory, together.Calls))
        {
            yield return element;
        }

        if (!together.LeftOut.IsEmpty)
        {
            yield return E("ul", together.LeftOut.Select(left => E("li", $"Left out: {left.TrimEnd('.')}.")));
        }
    }

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
