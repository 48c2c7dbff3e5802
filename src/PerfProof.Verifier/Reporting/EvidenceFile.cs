using System.Text.Json;
using PerfProof.Execution;
using PerfProof.Loading;

namespace PerfProof.Reporting;

/// <summary>An evidence file that cannot be read. The message is one line for the user.</summary>
public sealed class EvidenceException(string message) : Exception(message);

/// <summary>Reads and writes evidence: the file itself, its raw samples, and the index that the analyzers read.</summary>
public static class EvidenceFile
{
    /// <summary>How the files are named when nothing else is said: beside where the tool runs.</summary>
    public const string DefaultName = "perfproof.evidence.json";

    /// <summary>How evidence is written as JSON: every field is there, and null says that it does not apply.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>How the names of files with raw samples end.</summary>
    public const string SamplesSuffix = ".samples.json";

    /// <summary>Where the raw samples of an evidence file are.</summary>
    public static string SamplesPath(string path) => Path.ChangeExtension(path, null) + SamplesSuffix;

    /// <summary>Where its index is.</summary>
    public static string IndexPath(string path) => Path.ChangeExtension(path, null) + Verdicts.VerdictIndex.Extension;

    /// <summary>Finds out whether evidence can be written there, so that nobody measures for minutes to learn that it cannot. Writes nothing that stays.</summary>
    /// <exception cref="EvidenceException">It cannot; the message says why.</exception>
    public static void CheckWritable(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            foreach (var file in new[] { full, SamplesPath(full), IndexPath(full) })
            {
                if (Directory.Exists(file))
                {
                    throw new EvidenceException($"{file} is a folder: give --evidence the name of a file, such as {Path.Combine(file, DefaultName)}.");
                }
            }

            if (full == IndexPath(full))
            {
                throw new EvidenceException($"{path} is how the index beside the evidence is named: give --evidence another name, such as {DefaultName}.");
            }

            // The folder itself is made when there is something to put into it.
            var folder = Path.GetDirectoryName(full)!;
            while (!Path.Exists(folder))
            {
                folder = Path.GetDirectoryName(folder)!;
            }

            using var probe = new FileStream(
                Path.Combine(folder, $".perfproof.{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CannotWrite(path, exception);
        }
    }

    /// <summary>Writes all three; each replaces the old one at once or not at all.</summary>
    /// <exception cref="EvidenceException">One of them cannot be written; the old one stands.</exception>
    public static void Write(string path, Evidence evidence, IReadOnlyDictionary<string, IReadOnlyList<ForkSamples>> samples)
    {
        try
        {
            WholeFile.Replace(SamplesPath(path), JsonSerializer.Serialize(samples, Json));
            WholeFile.Replace(IndexPath(path), EvidenceIndex.Of(evidence));
            // Last: whoever sees new evidence finds its samples.
            WholeFile.Replace(path, JsonSerializer.Serialize(evidence, Json));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, exception);
        }
    }

    /// <summary>Reads an evidence file.</summary>
    /// <exception cref="EvidenceException">It is missing, broken, or of a newer format.</exception>
    public static Evidence Read(string path) => VersionedJson.Read<Evidence>(
        path, Evidence.CurrentSchema, Json, evidence => !evidence.Findings.IsDefault, "evidence file", "perfproof verify", message => new EvidenceException(message));

    /// <summary>Reads the raw samples beside an evidence file.</summary>
    /// <exception cref="EvidenceException">They are missing or broken.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<ForkSamples>> ReadSamples(string path)
    {
        var file = SamplesPath(path);
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<ForkSamples>>>(File.ReadAllText(file), Json)
                ?? throw new EvidenceException($"{file} holds no raw samples.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            throw new EvidenceException($"The raw samples of {path} cannot be read ({exception.Message.Split('\n')[0].TrimEnd('.')}): copy {Path.GetFileName(file)} to where it lies.");
        }
    }

    private static EvidenceException CannotWrite(string path, Exception exception) =>
        new($"The evidence cannot be written to {path} ({exception.Message.TrimEnd('.')}): name a file in a folder that can be written to with --evidence.");
}
