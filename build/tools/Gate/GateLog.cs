using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfProof.Build.Gate;

/// <summary>
/// The results of a long series, a line of JSON each. Lines are only ever added, so that a series can be stopped at any time, go on days later, and
/// be put together of what several machines brought.
/// </summary>
public sealed class GateLog : IDisposable
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly StreamWriter writer;
    private readonly List<GateRecord> records;

    private GateLog(StreamWriter writer, List<GateRecord> records, int unreadable)
    {
        this.writer = writer;
        this.records = records;
        this.Unreadable = unreadable;
    }

    /// <summary>All runs so far, of this session and earlier ones.</summary>
    public IReadOnlyList<GateRecord> Records => this.records;

    /// <summary>Lines that could not be read: cut off when a run was killed.</summary>
    public int Unreadable { get; }

    /// <summary>Opens a file of results, or begins one; nobody else can open it meanwhile.</summary>
    /// <exception cref="MeasuringException">It cannot be read or written.</exception>
    public static GateLog Open(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            using var reader = new StreamReader(stream, leaveOpen: true);
            var text = reader.ReadToEnd();
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var records = lines.Select(Read).OfType<GateRecord>().ToList();
            var log = new GateLog(new StreamWriter(stream) { AutoFlush = true }, records, lines.Length - records.Count);
            if (text.Length > 0 && !text.EndsWith('\n'))
            {
                // A line that was cut off stays alone.
                log.writer.Write('\n');
            }

            return log;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeasuringException($"{path}: {exception.Message} Name another file, or wait until nothing else writes to it.");
        }
    }

    /// <summary>Adds a run.</summary>
    public void Add(GateRecord record)
    {
        this.records.Add(record);
        this.writer.Write(JsonSerializer.Serialize(record, json) + "\n");
    }

    /// <inheritdoc/>
    public void Dispose() => this.writer.Dispose();

    private static GateRecord? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<GateRecord>(line, json) is { Pair: not null } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
