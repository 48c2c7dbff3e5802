using System.Text.Json;

namespace PerfProof.Loading;

/// <summary>Files of ours that a later version of the tool may write another way: they begin with the version of their format.</summary>
internal static class VersionedJson
{
    /// <summary>Reads one.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="current">The newest version of the format that is read.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="isWhole">Whether nothing is missing that JSON alone does not ask for.</param>
    /// <param name="kind">What it is, as in "is no profile".</param>
    /// <param name="command">The command that makes one.</param>
    /// <param name="error">Makes the exception of a line for the user.</param>
    public static T Read<T>(string path, int current, JsonSerializerOptions options, Func<T, bool> isWhole, string kind, string command, Func<string, Exception> error)
        where T : class
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw error($"{path} cannot be read ({exception.Message.TrimEnd('.')}): run '{command}' to make it.");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            // Looked at before all else: what a newer tool wrote may lack what this one asks for.
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("schema", out var schema)
                && schema.TryGetInt32(out var version)
                && version > current)
            {
                throw error($"{path} has schema {version}, and this tool reads up to {current}: update the tool.");
            }

            return document.Deserialize<T>(options) is { } read && isWhole(read)
                ? read
                : throw error($"{path} is no {kind}: run '{command}' to make one.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw error($"{path} is no {kind} ({exception.Message.Split('\n')[0].TrimEnd('.')}): run '{command}' to make one.");
        }
    }
}
