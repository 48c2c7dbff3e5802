namespace PerfProof.Execution;

/// <summary>
/// Held while something is timed, so that two runs on a host never time at once. It is a lock of the operating system on a
/// file in the user's temporary folder: when its holder dies, it is gone.
/// </summary>
public sealed class TimingLock : IDisposable
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream? file;

    private TimingLock(FileStream? file) => this.file = file;

    /// <summary>The file that all runs on this host lock.</summary>
    public static string DefaultPath { get; } = Path.Combine(Path.GetTempPath(), "perfproof.timing.lock");

    /// <summary>Whether the lock is held; it is not where the file cannot be opened at all.</summary>
    public bool IsHeld => this.file is not null;

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The file; null for no lock.</param>
    /// <param name="waiting">Called once when another run holds it.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<TimingLock> TakeAsync(string? path, Action waiting, CancellationToken cancellation)
    {
        for (var isFirst = true; path is not null; isFirst = false)
        {
            try
            {
                return new(Open(path));
            }
            catch (UnauthorizedAccessException)
            {
                // Another user's file that we may not even read: there is nothing to wait for.
                return new(null);
            }
            catch (DirectoryNotFoundException)
            {
                return new(null);
            }
            catch (IOException)
            {
                if (isFirst)
                {
                    waiting();
                }
            }

            await Task.Delay(pause, cancellation).ConfigureAwait(false);
        }

        return new(null);
    }

    /// <inheritdoc/>
    public void Dispose() => this.file?.Dispose();

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (UnauthorizedAccessException)
        {
            // Made by another user: a lock needs no more than reading.
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, 1);
        }
    }
}
