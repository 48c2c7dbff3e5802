namespace PerfProof.Tests.Tools;

/// <summary>A folder of files that is gone afterwards.</summary>
public sealed class TempTree : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("perfproof-tools-").FullName;

    public string Add(string path, string text)
    {
        var full = this.PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    public string PathOf(string path) => Path.Combine(this.Root, path);

    public void Dispose() => Directory.Delete(this.Root, recursive: true);
}
