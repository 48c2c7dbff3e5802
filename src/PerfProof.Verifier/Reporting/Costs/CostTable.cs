using System.Globalization;

namespace PerfProof.Reporting.Costs;

/// <summary>Costs as a table of text, for the console, HTML and Markdown alike. A heading that begins with <c>#</c> stands above numbers.</summary>
internal static class CostTable
{
    /// <summary>The headings.</summary>
    public static IReadOnlyList<string> Headings(CostReport costs) =>
    [
        "Finding", "#Size n", "#Calls a day", "#Hours a day", "#Saved, hours a day", $"#Saved, {costs.Options.Instance.Currency} a day", $"#Saved, {costs.Options.Instance.Currency} a year", "#Allocated a call",
        .. HasEnergy(costs) ? ["#Saved, kWh a year"] : Array.Empty<string>(),
    ];

    /// <summary>The rows, the sums last.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(CostReport costs)
    {
        foreach (var row in costs.Rows)
        {
            yield return
            [
                Words.Name(row.Finding),
                row.Size.ToString("#,0", CultureInfo.InvariantCulture),
                row.CallsPerDay.ToString("#,0.##", CultureInfo.InvariantCulture),
                Amount(row.HoursBefore),
                Range(row.HoursSaved),
                Range(row.MoneySaved),
                Range(row.MoneySaved * CostReport.DaysPerYear),
                row.Finding.Memory is { } memory ? $"{Words.Bytes(memory.Before)} → {Words.Bytes(memory.After)}" : "",
                .. HasEnergy(costs) ? [row.KilowattHoursSaved is { } energy ? Range(energy * CostReport.DaysPerYear) : ""] : Array.Empty<string>(),
            ];
        }

        var hasBoth = costs.Rows.GroupBy(row => row.Finding).Any(group => group.Count() > 1);
        if (costs.Total(largest: false) is { } least)
        {
            yield return Sum(hasBoth ? "All, at the smallest sizes" : "All", least, costs);
        }

        if (hasBoth && costs.Total(largest: true) is { } most)
        {
            yield return Sum("All, at the largest sizes", most, costs);
        }
    }

    /// <summary>What is not in the table, a line each.</summary>
    public static IEnumerable<string> LeftOut(CostReport costs) =>
        costs.LeftOut.Select(one => $"{Words.Name(one.Finding)}: {one.Reason.TrimEnd('.')}.");

    private static IReadOnlyList<string> Sum(string name, (Bounded Hours, Bounded Money) sum, CostReport costs) =>
        [name, "", "", "", Range(sum.Hours), Range(sum.Money), Range(sum.Money * CostReport.DaysPerYear), "", .. HasEnergy(costs) ? [""] : Array.Empty<string>()];

    private static bool HasEnergy(CostReport costs) => costs.Rows.Any(row => row.KilowattHoursSaved is not null);

    private static string Range(Bounded amount) => $"{Amount(amount.Estimate)} ({Amount(amount.Lower)} to {Amount(amount.Upper)})";

    // Cents matter where there are only cents.
    private static string Amount(double amount) => amount switch
    {
        0 => "0",
        < 1e-6 => "under 0.000001",
        _ => Words.Digits(amount),
    };
}
