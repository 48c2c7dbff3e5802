using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PerfProof.Execution;

namespace PerfProof.Reporting;

/// <summary>An evidence file that cannot be read. The message is one line for the user.</summary>
public sealed class EvidenceException(string message) : Exception(message);

/// <summary>Reads and writes evidence: the file itself, its raw samples, and the index that the analyzers read.</summary>
public static class EvidenceFile
{
    /// <summary>How the files are named when nothing else is said: beside where the tool runs.</summary>
    public const string DefaultName = "perfproof.evidence.json";

    /// <summary>How evidence is written as JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where the raw samples of an evidence file are.</summary>
    public static string SamplesPath(string path) => Path.ChangeExtension(path, null) + ".samples.json";

    /// <summary>Where its index is.</summary>
    public static string IndexPath(string path) => Path.ChangeExtension(path, null) + ".perfproof-index";

    /// <summary>Writes all three; each replaces the old one at once or not at all.</summary>
    public static void Write(string path, Evidence evidence, IReadOnlyDictionary<string, IReadOnlyList<ForkSamples>> samples)
    {
        Replace(path, JsonSerializer.Serialize(evidence, Json));
        Replace(SamplesPath(path), JsonSerializer.Serialize(samples, Json));
        Replace(IndexPath(path), Index(evidence));
    }

    /// <summary>Reads an evidence file.</summary>
    /// <exception cref="EvidenceException">It is missing, broken, or of a newer format.</exception>
    public static Evidence Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceException($"{path} cannot be read ({exception.Message}): run 'perfproof verify' to make it.");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("schema", out var schema)
                && schema.TryGetInt32(out var version)
                && version > Evidence.CurrentSchema)
            {
                throw new EvidenceException($"{path} has schema {version}, and this tool reads up to {Evidence.CurrentSchema}: update the tool.");
            }

            return document.Deserialize<Evidence>(Json) is { Findings.IsDefault: false } evidence
                ? evidence
                : throw new EvidenceException($"{path} is no evidence file: run 'perfproof verify' to make one.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new EvidenceException($"{path} is no evidence file ({exception.Message.Split('\n')[0]}): run 'perfproof verify' to make one.");
        }
    }

    private static string Index(Evidence evidence)
    {
        var index = new StringBuilder();
        index.Append(CultureInfo.InvariantCulture, $"perfproof-index {Evidence.CurrentSchema}\n");
        index.Append(CultureInfo.InvariantCulture, $"device\t{evidence.Device.Name}\n");
        index.Append(CultureInfo.InvariantCulture, $"created\t{evidence.Created:yyyy-MM-dd}\n");
        foreach (var finding in evidence.Findings)
        {
            index.AppendJoin('\t', finding.Id, finding.Rule, finding.Verdict, finding.Subject ?? "none", Number(finding.Speedup?.Lower), Number(finding.Speedup?.Estimate), Number(finding.Speedup?.Upper));
            index.Append('\n');
        }

        return index.ToString();

        static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";
    }

    private static void Replace(string path, string text)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        // Written beside and moved over: a reader sees the old file or the new one, never half of one.
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
