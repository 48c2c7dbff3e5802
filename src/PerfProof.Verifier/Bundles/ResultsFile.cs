using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using PerfProof.KernelHost;

namespace PerfProof.Bundles;

/// <summary>What a bundle brings back, in one archive: what was run as JSON, and what was produced as bytes, each only once.</summary>
internal static class ResultsFile
{
    private const string Head = "results.json";
    private const long MostBytes = 4L << 30;

    /// <summary>Writes it; the file is there as a whole or not at all.</summary>
    public static void Write(string path, BundleResults results)
    {
        var part = path + ".part";
        using (var archive = new ZipArchive(File.Create(part), ZipArchiveMode.Create))
        {
            // An entry can only be written while no other is, so the head comes last.
            var json = JsonSerializer.Serialize(results, BundleJson.With(new Writing(archive)));
            using var head = new StreamWriter(archive.CreateEntry(Head).Open());
            head.Write(json);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="BundleException">It is none, or of a newer format.</exception>
    public static BundleResults Read(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            if (archive.Entries.Sum(entry => entry.Length) > MostBytes)
            {
                throw new InvalidDataException("it unpacks to more than 4 GB");
            }

            using var head = (archive.GetEntry(Head) ?? throw new InvalidDataException($"there is no {Head} in it")).Open();
            var results = JsonSerializer.Deserialize<BundleResults>(head, BundleJson.With(new Reading(archive)));
            return results switch
            {
                null or { Findings.IsDefault: true } or { Runs.IsDefault: true } => throw new InvalidDataException("it is empty"),
                { Schema: > BundleManifest.CurrentSchema } => throw new BundleException($"{path} has schema {results.Schema}, and this tool reads up to {BundleManifest.CurrentSchema}: update the tool."),
                _ => results,
            };
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or JsonException or NotSupportedException or ArgumentException)
        {
            throw new BundleException($"{path} is no result of a bundle ({exception.Message.Split('\n')[0].TrimEnd('.')}): run './run.sh FILE' of a bundle that 'perfproof verify --export' wrote.");
        }
    }

    private sealed class Writing(ZipArchive archive) : JsonConverter<Observation>
    {
        private readonly HashSet<string> written = [];

        public override Observation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("this only writes");

        public override void Write(Utf8JsonWriter writer, Observation value, JsonSerializerOptions options)
        {
            var bytes = value.Serialize();
            var name = Convert.ToHexStringLower(SHA256.HashData(bytes));
            if (this.written.Add(name))
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(bytes);
            }

            writer.WriteStringValue(name);
        }
    }

    private sealed class Reading(ZipArchive archive) : JsonConverter<Observation>
    {
        private readonly Dictionary<string, Observation> read = [];

        public override Observation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var name = reader.GetString() ?? throw new InvalidDataException("an output has no name");
            if (!this.read.TryGetValue(name, out var observation))
            {
                using var entry = (archive.GetEntry(name) ?? throw new InvalidDataException($"the output {name} is missing")).Open();
                using var bytes = new MemoryStream();
                entry.CopyTo(bytes);
                if (Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())) != name)
                {
                    throw new InvalidDataException($"the output {name} is damaged");
                }

                this.read.Add(name, observation = Observation.Deserialize(bytes.ToArray()));
            }

            return observation;
        }

        public override void Write(Utf8JsonWriter writer, Observation value, JsonSerializerOptions options) => throw new NotSupportedException("this only reads");
    }
}
