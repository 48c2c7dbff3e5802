using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using PerfProof.KernelHost;

namespace PerfProof.Bundles;

/// <summary>
/// What a bundle brings back, in one archive (tar): what was run as JSON, and what was produced as bytes, each only once. Every experiment is
/// added as it ends, so that a run that is cut off loses none, and goes on where it stopped.
/// </summary>
internal sealed class ResultsFile : IDisposable
{
    private const string HeadName = "results.json.gz";
    private const string RunPrefix = "run-";
    private const long MostBytes = 4L << 30;

    private readonly FileStream file;
    private readonly TarWriter archive;
    private readonly HashSet<string> written;
    private int runs;

    private ResultsFile(FileStream file, ResultsContent content)
    {
        (this.file, this.written, this.runs) = (file, [.. content.Outputs.Keys], content.Runs.Count);
        file.SetLength(content.End);
        file.Position = content.End;
        this.archive = new(file, TarEntryFormat.Pax, leaveOpen: true);
    }

    /// <summary>Opens a file to add to: a new one, or one that the same bundle began on the same machine.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">What is known before anything is run.</param>
    /// <returns>The file, and what it has already.</returns>
    /// <exception cref="BundleException">Another bundle or machine began it, or it cannot be written.</exception>
    public static (ResultsFile File, ImmutableArray<BundleRun> Runs) Open(string path, BundleResults head)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var content = ResultsContent.Read(file);
            if (content.Head is { } begun && (begun.Bundle != head.Bundle || begun.Machine.Identity != head.Machine.Identity))
            {
                throw new BundleException($"{path} was begun {(begun.Bundle == head.Bundle ? $"on another machine ({begun.Machine.Name})" : "by another bundle")}: give ./run.sh another file.");
            }

            if (content.Head is null && file.Length > 0 && content.End == 0 && !content.IsCut)
            {
                throw new BundleException($"{path} is there already, and is no result of a bundle: give ./run.sh another file.");
            }

            var results = new ResultsFile(file, content.Head is null ? new ResultsContent() : content);
            if (content.Head is null)
            {
                results.Add(HeadName, JsonSerializer.SerializeToUtf8Bytes(head, BundleJson.With()));
            }

            return (results, [.. content.Runs]);
        }
        catch (BundleException)
        {
            file?.Dispose();
            throw;
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            file?.Dispose();
            throw new BundleException($"The results cannot be written to {path} ({exception.Message.Split('\n')[0].TrimEnd('.')}): give ./run.sh another file.");
        }
    }

    /// <summary>Adds what an experiment brought; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Add(BundleRun run)
    {
        // Outputs first: a run that is there has all that it refers to.
        var json = JsonSerializer.SerializeToUtf8Bytes(run, BundleJson.With(new Writing(this)));
        this.Add($"{RunPrefix}{this.runs++:0000}.json.gz", json);
        this.file.Flush(flushToDisk: true);
    }

    /// <summary>Reads a file, also one that was cut off: what is whole counts.</summary>
    /// <exception cref="BundleException">It is no result, or of another version.</exception>
    public static BundleResults Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var content = ResultsContent.Read(file);
            return content.Head is null ? throw new InvalidDataException($"there is no {HeadName} in it") : content.Head with { Runs = [.. content.Runs] };
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw new BundleException($"{path} is no result of a bundle ({exception.Message.Split('\n')[0].TrimEnd('.')}): run './run.sh FILE' of a bundle that 'perfproof verify --export' or 'perfproof compare --export' wrote.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        this.archive.Dispose();
        this.file.Dispose();
    }

    private static bool IsUnreadable(Exception exception) =>
        exception is IOException or InvalidDataException or FormatException or UnauthorizedAccessException or JsonException or NotSupportedException or ArgumentException;

    private void Add(string name, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(bytes);
        }

        packed.Position = 0;
        this.archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = packed });
    }

    /// <summary>What a file has.</summary>
    private sealed class ResultsContent
    {
        private long left = MostBytes;

        public BundleResults? Head { get; private set; }

        public List<BundleRun> Runs { get; } = [];

        public Dictionary<string, Observation> Outputs { get; } = new(StringComparer.Ordinal);

        /// <summary>Where the last whole entry ends.</summary>
        public long End { get; private set; }

        /// <summary>Whether more than the end of an archive follows there.</summary>
        public bool IsCut { get; private set; }

        public static ResultsContent Read(Stream file)
        {
            var content = new ResultsContent();
            try
            {
                using var archive = new TarReader(file, leaveOpen: true);
                while (archive.GetNextEntry() is { } entry)
                {
                    if (!content.Take(entry))
                    {
                        content.IsCut = true;
                        break;
                    }

                    const int Block = 512;
                    content.End = (file.Position + Block - 1) / Block * Block;
                }
            }
            catch (Exception exception) when (content.Head is not null && exception is EndOfStreamException or InvalidDataException { InnerException: EndOfStreamException })
            {
                // The last entry was being written when the run was cut off.
                content.IsCut = true;
            }

            return content;
        }

        // Whether the entry is whole.
        private bool Take(TarEntry entry)
        {
            using var packed = new MemoryStream();
            entry.DataStream?.CopyTo(packed);
            if (packed.Length < entry.Length)
            {
                return false;
            }

            packed.Position = 0;
            using var zip = new GZipStream(packed, CompressionMode.Decompress);
            using var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int read; (read = zip.Read(buffer)) > 0;)
            {
                this.left -= read;
                bytes.Write(buffer, 0, this.left >= 0 ? read : throw new InvalidDataException("it unpacks to more than 4 GB"));
            }

            this.Take(entry.Name, bytes.ToArray());
            return true;
        }

        private void Take(string name, byte[] bytes)
        {
            if (name == HeadName)
            {
                this.Head = JsonSerializer.Deserialize<BundleResults>(bytes, BundleJson.With()) switch
                {
                    { Schema: not BundleManifest.CurrentSchema } other => throw new InvalidDataException($"it has schema {other.Schema}, and this tool reads {BundleManifest.CurrentSchema}"),
                    null or { Findings.IsDefault: true } or { Machine: null } or { Devices.IsDefault: true } => throw new InvalidDataException("it is empty"),
                    var head => head,
                };
            }
            else if (this.Head is null)
            {
                throw new InvalidDataException($"it does not begin with {HeadName}");
            }
            else if (name.StartsWith(RunPrefix, StringComparison.Ordinal))
            {
                this.Runs.Add(JsonSerializer.Deserialize<BundleRun>(bytes, BundleJson.With(new Reading(this))) is { Finding: not null, Experiment: not null } run ? run : throw new InvalidDataException($"{name} is empty"));
            }
            else
            {
                this.Outputs[name] = Convert.ToHexStringLower(SHA256.HashData(bytes)) == name
                    ? Observation.Deserialize(bytes)
                    : throw new InvalidDataException($"the output {name} is damaged");
            }
        }
    }

    private sealed class Writing(ResultsFile file) : JsonConverter<Observation>
    {
        public override Observation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("this only writes");

        public override void Write(Utf8JsonWriter writer, Observation value, JsonSerializerOptions options)
        {
            var bytes = value.Serialize();
            var name = Convert.ToHexStringLower(SHA256.HashData(bytes));
            if (file.written.Add(name))
            {
                file.Add(name, bytes);
            }

            writer.WriteStringValue(name);
        }
    }

    private sealed class Reading(ResultsContent content) : JsonConverter<Observation>
    {
        public override Observation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var name = reader.GetString() ?? throw new InvalidDataException("an output has no name");
            return content.Outputs.TryGetValue(name, out var observation) ? observation : throw new InvalidDataException($"the output {name} is missing");
        }

        public override void Write(Utf8JsonWriter writer, Observation value, JsonSerializerOptions options) => throw new NotSupportedException("this only reads");
    }
}
