using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace PerfProof;

/// <summary>What was measured, as data; <see cref="ToString"/> has the table.</summary>
public sealed class MeasureSummary
{
    internal MeasureSummary(double wholeSeconds, IReadOnlyList<MeasureRow> rows)
    {
        this.WholeSeconds = wholeSeconds;
        this.Rows = rows;
    }

    /// <summary>Seconds from the first scope (since a reset) to the summary: what shares are of.</summary>
    public double WholeSeconds { get; }

    /// <summary>The lines: each below the one that it is within, the longest first.</summary>
    public IReadOnlyList<MeasureRow> Rows { get; }

    /// <summary>The table.</summary>
    public override string ToString()
    {
        if (this.Rows.Count == 0)
        {
            return "No scope was opened: put a 'using (Measure.Scope(\"name\"))' around what you want to see.";
        }

        var lines = new List<string[]>
        {
            new[] { "scope", "calls", "total", "self", "share", "min", "median", "max", "allocated" },
        };
        lines.AddRange(this.Rows.Select(row => new[]
        {
            new string(' ', 2 * row.Depth) + Line(row.Name),
            row.Calls.ToString("#,0", CultureInfo.InvariantCulture) + (row.Open > 0 ? string.Format(CultureInfo.InvariantCulture, " +{0} open", row.Open) : ""),
            Time(row.TotalSeconds),
            Time(row.SelfSeconds),
            row.Share.ToString("0.0%", CultureInfo.InvariantCulture),
            row.Calls > 0 ? Time(row.MinSeconds) : "",
            row.Calls > 0 ? Time(row.MedianSeconds) : "",
            row.Calls > 0 ? Time(row.MaxSeconds) : "",
            row.AllocatedBytes is { } bytes ? Bytes(bytes) : "not known",
        }));

        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(string.Join("  ", line.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd()).Append('\n');
        }

        return text.Append("share is of the ").Append(Time(this.WholeSeconds)).Append(" since the first scope was opened").ToString();
    }

    private static string Line(string name) => new(name.Select(character => char.IsControl(character) ? ' ' : character).ToArray());

    private static string Time(double seconds) => seconds switch
    {
        < 1e-6 => Digits(seconds * 1e9) + " ns",
        < 1e-3 => Digits(seconds * 1e6) + " µs",
        < 1 => Digits(seconds * 1e3) + " ms",
        _ => Digits(seconds) + " s",
    };

    private static string Bytes(double bytes) => bytes switch
    {
        < 1024 => Digits(bytes) + " B",
        < 1 << 20 => Digits(bytes / (1 << 10)) + " KiB",
        < 1 << 30 => Digits(bytes / (1 << 20)) + " MiB",
        _ => Digits(bytes / (1 << 30)) + " GiB",
    };

    private static string Digits(double number) => number.ToString(number >= 100 ? "#,0" : number >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}

/// <summary>All scopes of one name below one other.</summary>
public sealed class MeasureRow
{
    internal MeasureRow(
        string name, int depth, long calls, int open, double total, double self, double share, double min, double median, double max, long? allocatedBytes)
    {
        this.Name = name;
        this.Depth = depth;
        this.Calls = calls;
        this.Open = open;
        this.TotalSeconds = total;
        this.SelfSeconds = self;
        this.Share = share;
        this.MinSeconds = min;
        this.MedianSeconds = median;
        this.MaxSeconds = max;
        this.AllocatedBytes = allocatedBytes;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>How many scopes it is within.</summary>
    public int Depth { get; }

    /// <summary>How many have ended. Times are of these alone.</summary>
    public long Calls { get; }

    /// <summary>How many are open.</summary>
    public int Open { get; }

    /// <summary>Seconds of all together, what is within them included. Where they run at the same time, it can be more than has passed.</summary>
    public double TotalSeconds { get; }

    /// <summary>Seconds of all together in which no scope within was open.</summary>
    public double SelfSeconds { get; }

    /// <summary>Share of the whole in which at least one was open, 0 to 1; open ones count until now.</summary>
    public double Share { get; }

    /// <summary>Seconds of the shortest.</summary>
    public double MinSeconds { get; }

    /// <summary>Seconds of the one in the middle, to 1%.</summary>
    public double MedianSeconds { get; }

    /// <summary>Seconds of the longest.</summary>
    public double MaxSeconds { get; }

    /// <summary>Managed bytes that they and the scopes within allocated; null where the framework does not count by thread.</summary>
    public long? AllocatedBytes { get; }
}
