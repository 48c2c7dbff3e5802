namespace PerfProof.Execution;

/// <summary>A folder of our own under the system's temporary folder, gone when disposed.</summary>
public sealed class ScratchFolder : IDisposable
{
    /// <summary>Makes the folder.</summary>
    public ScratchFolder()
    {
        this.Path = Directory.CreateTempSubdirectory("run-").FullName;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>A new folder inside.</summary>
    public string Sub(string name) =>
        Directory.CreateDirectory(System.IO.Path.Combine(this.Path, name + "-" + System.IO.Path.GetRandomFileName())).FullName;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(this.Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file that is still open, on Windows: the system empties its temporary folder some day.
            System.Diagnostics.Trace.TraceWarning($"{this.Path} could not be removed: {exception.Message}");
        }
    }
}
