using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfProof.Build.Gate;

/// <summary>
/// The results of a long series, a line of JSON each. Lines are only ever added, so that a series can be stopped at any time, go on days later, and
/// be put together of what several machines brought.
/// </summary>
/// <typeparam name="T">A result. Lines without all that its constructor needs are none.</typeparam>
public sealed class ResultLog<T> : IDisposable
    where T : class
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private readonly StreamWriter writer;
    private readonly List<T> records;

    private ResultLog(StreamWriter writer, List<T> records, int unreadable)
    {
        this.writer = writer;
        this.records = records;
        this.Unreadable = unreadable;
    }

    /// <summary>All results so far, of this session and earlier ones.</summary>
    public IReadOnlyList<T> Records => this.records;

    /// <summary>Lines that could not be read: cut off when a run was killed.</summary>
    public int Unreadable { get; }

    /// <summary>Opens a file of results, or begins one; nobody else can open it meanwhile.</summary>
    /// <exception cref="MeasuringException">It cannot be read or written.</exception>
    public static ResultLog<T> Open(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            using var reader = new StreamReader(stream, leaveOpen: true);
            var text = reader.ReadToEnd();
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var records = lines.Select(Read).OfType<T>().ToList();
            var log = new ResultLog<T>(new StreamWriter(stream) { AutoFlush = true }, records, lines.Length - records.Count);
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

    /// <summary>Adds a result.</summary>
    public void Add(T record)
    {
        this.records.Add(record);
        this.writer.Write(JsonSerializer.Serialize(record, json) + "\n");
    }

    /// <inheritdoc/>
    public void Dispose() => this.writer.Dispose();

    private static T? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
