using System.Text.Json;
using System.Text.Json.Serialization;
using PerfProof.Loading;

namespace PerfProof.Profiling;

/// <summary>Reads and writes profiles.</summary>
public static class ProfileFile
{
    /// <summary>How the file is named when nothing else is said.</summary>
    public const string DefaultName = "perfproof.profile.json";

    /// <summary>How profiles are written as JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes a profile; it replaces the old one at once or not at all.</summary>
    /// <exception cref="ProfileException">It cannot be written; the old one stands.</exception>
    public static void Write(string path, Profile profile)
    {
        try
        {
            WholeFile.Replace(path, JsonSerializer.Serialize(profile, Json));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProfileException($"{path} cannot be written ({exception.Message.TrimEnd('.')}): give --out another place.");
        }
    }

    /// <summary>Reads a profile.</summary>
    /// <exception cref="ProfileException">It is missing, broken, or of a newer format.</exception>
    public static Profile Read(string path) => VersionedJson.Read<Profile>(
        path, Profile.CurrentSchema, Json, profile => !profile.Findings.IsDefault && !profile.Stacks.IsDefault, "profile", "perfproof profile", message => new ProfileException(message));
}
