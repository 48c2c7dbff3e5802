namespace PerfProof.Loading;

/// <summary>A folder of our own under the temporary folder, removed at the end.</summary>
public sealed class ScratchFolder : IDisposable
{
    /// <summary>How its name begins. Code under test sees where it lies, and should not see what for.</summary>
    public const string Prefix = "work-";

    private int folders;

    /// <summary>Makes the folder.</summary>
    public ScratchFolder() => this.Path = Directory.CreateTempSubdirectory(Prefix).FullName;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>A path in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(this.Path, name);

    /// <summary>Makes a new folder in the folder; names that are asked for twice stay apart.</summary>
    public string NewFolder(string name) =>
        Directory.CreateDirectory(System.IO.Path.Combine(this.Path, $"{name}-{Interlocked.Increment(ref this.folders)}")).FullName;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(this.Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A virus scanner or a dying child may hold a file for a moment; the operating system cleans its temporary folder.
            System.Diagnostics.Trace.TraceInformation($"{this.Path} could not be removed: {exception.Message}");
        }
    }
}
