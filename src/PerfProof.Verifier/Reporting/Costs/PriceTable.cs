using System.Collections.Immutable;
using System.Globalization;

namespace PerfProof.Reporting.Costs;

/// <summary>A price table or a number of calls that cannot be used. The message is one line for the user.</summary>
public sealed class CostException(string message) : Exception(message);

/// <summary>What an instance costs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Processors">Processors (vCPUs) that it has; at least one.</param>
/// <param name="Gpus">GPUs that it has.</param>
/// <param name="PerHour">Price of an hour of it.</param>
/// <param name="Currency">Of what.</param>
/// <param name="ProcessorWatts">What one busy processor is assumed to draw; null when that is not known.</param>
/// <param name="GpuWatts">What one busy GPU is assumed to draw; null likewise.</param>
/// <param name="Date">When the price held.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record Instance(
    string Name, int Processors, int Gpus, double PerHour, string Currency, double? ProcessorWatts, double? GpuWatts, DateOnly Date, string Source);

/// <summary>Prices of instances: a plain file of lines with commas between their parts, the last of which is the rest of its line.</summary>
/// <param name="File">The file, for messages; null for the table that comes with the tool.</param>
/// <param name="Instances">The lines.</param>
public sealed record PriceTable(string? File, ImmutableArray<Instance> Instances)
{
    private const string Header = "name,processors,gpus,price_per_hour,currency,processor_watts,gpu_watts,date,source";

    /// <summary>The table that comes with the tool; dated and with its sources, and not looked up anywhere.</summary>
    public static PriceTable BuiltIn { get; } = ReadBuiltIn();

    /// <summary>Reads a file.</summary>
    /// <exception cref="CostException">It cannot be read, or a line of it cannot be understood.</exception>
    public static PriceTable Read(string path)
    {
        try
        {
            return new(path, Parse(System.IO.File.ReadAllText(path), path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CostException($"{path} cannot be read ({exception.Message.TrimEnd('.')}): name a price table with --prices, or leave it out for the one that comes with the tool.");
        }
    }

    /// <summary>An instance by its name; the first of the table when none is named.</summary>
    /// <exception cref="CostException">There is none of that name.</exception>
    public Instance Find(string? name) => name is null
        ? this.Instances[0]
        : this.Instances.FirstOrDefault(instance => string.Equals(instance.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new CostException($"--instance: {this.File ?? "the price table of the tool"} has no {name}; it has {string.Join(", ", this.Instances.Select(instance => instance.Name))}. A table of your own is named with --prices.");

    private static PriceTable ReadBuiltIn()
    {
        using var reader = new StreamReader(typeof(PriceTable).Assembly.GetManifestResourceStream("PerfProof.Reporting.prices.csv")!);
        return new(null, Parse(reader.ReadToEnd(), "prices.csv"));
    }

    private static ImmutableArray<Instance> Parse(string text, string path)
    {
        var instances = ImmutableArray.CreateBuilder<Instance>();
        var hasHeader = false;
        foreach (var (i, line) in text.Split('\n').Select(line => line.Trim()).Index())
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (!hasHeader)
            {
                hasHeader = line.Replace(" ", "", StringComparison.Ordinal) == Header
                    ? true
                    : throw new CostException($"{path}, line {i + 1}: a price table begins with the line '{Header}'.");
                continue;
            }

            instances.Add(Line(line.Split(',', 9, StringSplitOptions.TrimEntries), $"{path}, line {i + 1}"));
        }

        return instances.Count > 0 ? instances.ToImmutable() : throw new CostException($"{path} has no prices: write a line for an instance below '{Header}'.");
    }

    private static Instance Line(string[] parts, string where)
    {
        if (parts.Length < 9 || parts[0].Length == 0)
        {
            throw new CostException($"{where}: a line has nine parts with commas between them: {Header}.");
        }

        return new(
            parts[0],
            Whole(1, "processors", least: 1),
            Whole(2, "gpus", least: 0),
            Number(3, "price_per_hour") ?? throw new CostException($"{where}: price_per_hour is missing."),
            parts[4].Length > 0 ? parts[4] : throw new CostException($"{where}: currency is missing, such as USD."),
            Number(5, "processor_watts"),
            Number(6, "gpu_watts"),
            DateOnly.TryParseExact(parts[7], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw new CostException($"{where}: date is a day such as 2026-01-31, and not '{parts[7]}'."),
            parts[8]);

        int Whole(int part, string name, int least) =>
            int.TryParse(parts[part], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
                ? number
                : throw new CostException($"{where}: {name} is a whole number from {least} on, and not '{parts[part]}'.");

        double? Number(int part, string name) => parts[part].Length == 0 ? null
            : double.TryParse(parts[part], NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? number
                : throw new CostException($"{where}: {name} is a number such as 0.25, and not '{parts[part]}'.");
    }
}
