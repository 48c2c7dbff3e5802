namespace PerfProof.Build.Docs;

/// <summary>A file as it should be.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Expected">Its text, with <c>\n</c>.</param>
public sealed record GeneratedFile(string Path, string Expected)
{
    /// <summary>Whether the file on disk says the same; line endings do not count.</summary>
    public bool IsCurrent =>
        File.Exists(this.Path) && File.ReadAllText(this.Path).ReplaceLineEndings("\n") == this.Expected;

    /// <summary>Writes it.</summary>
    public void Write()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this.Path)!);
        File.WriteAllText(this.Path, this.Expected);
    }
}
