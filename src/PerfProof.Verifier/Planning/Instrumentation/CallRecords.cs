using System.Collections.Immutable;
using System.Text.Json;

namespace PerfProof.Planning.Instrumentation;

/// <summary>What a run recorded of one operand: how large it was.</summary>
/// <param name="Operand">Its number in <see cref="CountedSite.Operands"/>.</param>
/// <param name="Count">How often it was there.</param>
/// <param name="Min">The smallest size, in items or characters.</param>
/// <param name="Median">The median, of an even sample of at most 512.</param>
/// <param name="Max">The largest.</param>
public sealed record RecordedSize(int Operand, long Count, long Min, long Median, long Max);

/// <summary>What a run recorded of one site.</summary>
/// <param name="Index">Its number, as in <see cref="CountedSite.Index"/>.</param>
/// <param name="Calls">How often it was called: exact.</param>
/// <param name="Ended">How many of the calls ended without throwing; of awaited calls, how many completed.</param>
/// <param name="Items">How many items its streams gave.</param>
/// <param name="Sum">Seconds of all calls together, where calls at the same time count each. A call within a call of the same site on the same thread counts once.</param>
/// <param name="Covered">Seconds of wall time during which at least one call ran.</param>
/// <param name="Sizes">Sizes of its operands.</param>
public sealed record RecordedSite(int Index, long Calls, long Ended, long Items, double Sum, double Covered, ImmutableArray<RecordedSize> Sizes);

/// <summary>What one assembly of one process recorded.</summary>
/// <param name="Wall">Seconds from the start of the process to when this was written.</param>
/// <param name="CallCost">Seconds by which recording makes every call seem longer, as measured at the end of the run.</param>
/// <param name="Sites">The sites that were called.</param>
public sealed record CallRecord(double Wall, double CallCost, ImmutableArray<RecordedSite> Sites);

/// <summary>Reads what rewritten programs wrote into the folder of <see cref="CallInstrumenter.FolderVariable"/>.</summary>
public static class CallRecords
{
    /// <summary>All records in a folder. None where nothing that is counted was called. A file that was cut off counts as none, and is named.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static (ImmutableArray<CallRecord> Records, ImmutableArray<string> Unreadable) Read(string folder)
    {
        var records = ImmutableArray.CreateBuilder<CallRecord>();
        var unreadable = ImmutableArray.CreateBuilder<string>();
        foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                records.Add(Parse(File.ReadAllText(file)));
            }
            catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                unreadable.Add($"{Path.GetFileName(file)} ({exception.Message.Split('\n')[0]})");
            }
        }

        return (records.ToImmutable(), unreadable.ToImmutable());
    }

    /// <summary>Reads one record.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static CallRecord Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        double frequency = root.GetProperty("frequency").GetInt64();
        return new(
            Seconds(root, "wall"),
            Seconds(root, "cost") / 1000,
            [.. root.GetProperty("sites").EnumerateArray().Select(site => new RecordedSite(
                site.GetProperty("site").GetInt32(),
                site.GetProperty("calls").GetInt64(),
                site.GetProperty("ended").GetInt64(),
                site.GetProperty("items").GetInt64(),
                Seconds(site, "sum"),
                Seconds(site, "covered"),
                [.. site.GetProperty("sizes").EnumerateArray().Select(size => new RecordedSize(
                    size.GetProperty("operand").GetInt32(),
                    size.GetProperty("count").GetInt64(),
                    size.GetProperty("min").GetInt64(),
                    size.GetProperty("median").GetInt64(),
                    size.GetProperty("max").GetInt64()))]))]);

        double Seconds(JsonElement element, string name) => element.GetProperty(name).GetInt64() / frequency;
    }
}
