using PerfProof.Loading;

namespace PerfProof.Tool.Output;

/// <summary>Files that an option asks for.</summary>
internal static class ResultFile
{
    /// <summary>Writes one, replacing an old one at once.</summary>
    /// <param name="path">Where.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="text">What.</param>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static void Write(string path, string option, string text)
    {
        try
        {
            WholeFile.Replace(path, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be written ({exception.Message.TrimEnd('.')}): give another file to {option}.");
        }
    }
}
