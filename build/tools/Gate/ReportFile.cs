namespace PerfProof.Build.Gate;

/// <summary>A page of results.</summary>
internal static class ReportFile
{
    /// <summary>Replaces the page as a whole.</summary>
    public static void Write(string path, string text)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var next = full + ".next";
        File.WriteAllText(next, text);
        File.Move(next, full, overwrite: true);
    }
}
