using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Loading;

/// <summary>Reads files into documents at once, so that what was analysed is what gets measured, and the scratch folder can go.</summary>
internal static class SourceReader
{
    /// <summary>Reads the files; those that cannot be read are reported and left out.</summary>
    public static async Task<ImmutableArray<DocumentInfo>> ReadAsync(
        ProjectId project,
        IEnumerable<(string Path, SourceCodeKind Kind)> files,
        string folder,
        Encoding? encoding,
        SourceHashAlgorithm checksum,
        Action<LoadProblem> report,
        CancellationToken cancellation)
    {
        var tasks = files.DistinctBy(file => file.Path, CompilerCommands.PathComparer).Select(file => Task.Run(
            () => Read(project, file.Path, file.Kind, folder, encoding, checksum, report),
            cancellation));
        return [.. (await Task.WhenAll(tasks).ConfigureAwait(false)).OfType<DocumentInfo>()];
    }

    private static DocumentInfo? Read(
        ProjectId project, string path, SourceCodeKind kind, string folder, Encoding? encoding, SourceHashAlgorithm checksum, Action<LoadProblem> report)
    {
        SourceText text;
        try
        {
            using var stream = File.OpenRead(path);
            text = SourceText.From(stream, encoding, checksum);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            report(new LoadProblem(LoadSeverity.Warning, $"{path} could not be read ({exception.Message.TrimEnd('.')}) and is left out."));
            return null;
        }

        var relative = Path.GetRelativePath(folder, path);
        var isBelow = !relative.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
        return DocumentInfo.Create(
            DocumentId.CreateNewId(project, path),
            Path.GetFileName(path),
            isBelow ? Path.GetDirectoryName(relative)!.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries) : [],
            kind,
            TextLoader.From(TextAndVersion.Create(text, VersionStamp.Create(), path)),
            path);
    }
}
