using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PerfProof.Loading;

namespace PerfProof.Reporting;

/// <summary>
/// Verdicts by the content that they were reached on, a file each. Several processes may use a folder at once: files are
/// written beside and moved into place, and carry a hash of what is in them. What is damaged, or is not ours, counts as absent.
/// </summary>
/// <param name="folder">Where the files are. It is made when there is something to put into it.</param>
/// <param name="clock">Tells what is too old.</param>
internal sealed class VerdictCache(string folder, TimeProvider clock)
{
    /// <summary>First word of every file, with the version of the format.</summary>
    private const string Mark = "perfproof-verdict-1 ";

    private const string Extension = ".verdict";
    private const string Unfinished = ".part";

    // A process that writes for longer has died of it.
    private static readonly TimeSpan longestWrite = TimeSpan.FromHours(1);

    private static readonly JsonSerializerOptions json = new(EvidenceFile.Json) { WriteIndented = false };

    /// <summary>Most bytes that all files together may have; the oldest go.</summary>
    public long MaximumBytes { get; init; } = 256 << 20;

    /// <summary>Why a verdict could not be kept, in a line; null when all could.</summary>
    public string? Problem { get; private set; }

    /// <summary>How many files that were looked at were damaged, and so count as absent.</summary>
    public int Damaged { get; private set; }

    /// <summary>What the user should know of it: nothing, as a rule.</summary>
    public IEnumerable<LoadProblem> Notes
    {
        get
        {
            if (this.Problem is { } problem)
            {
                yield return new(LoadSeverity.Note, problem);
            }

            if (this.Damaged > 0)
            {
                yield return new(LoadSeverity.Note, $"{this.Damaged} of the verdicts kept in {folder} {(this.Damaged == 1 ? "is" : "are")} damaged and {(this.Damaged == 1 ? "was" : "were")} measured anew.");
            }
        }
    }

    /// <summary>
    /// The folder of this user: <c>XDG_CACHE_HOME</c>, or where the operating system keeps such things; null where the user
    /// has no home.
    /// </summary>
    public static string? UserFolder()
    {
        var parent = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } set && Path.IsPathFullyQualified(set) ? set
            : OperatingSystem.IsWindows() ? Folder(Environment.SpecialFolder.LocalApplicationData)
            : Folder(Environment.SpecialFolder.UserProfile) is not { } home ? null
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Path.Combine(home, ".cache");
        return parent is null ? null : Path.Combine(parent, "perfproof", "verdicts");

        static string? Folder(Environment.SpecialFolder which) =>
            Environment.GetFolderPath(which, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } path ? path : null;
    }

    /// <summary>The verdict for a key; null when there is none that counts.</summary>
    public CachedVerdict? Find(string key)
    {
        try
        {
            if (Decode(File.ReadAllBytes(this.PathOf(key))) is { } verdict && verdict.Key == key)
            {
                return verdict.IsCurrent(clock.GetUtcNow()) ? verdict : null;
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            Trace.TraceInformation($"{this.PathOf(key)}: {exception.Message}");
        }

        // It is measured anew, and the file written anew.
        this.Damaged++;
        return null;
    }

    /// <summary>Keeps a verdict, in the place of an older one with the same key. Failing costs time and nothing else.</summary>
    public void Store(CachedVerdict verdict)
    {
        var path = this.PathOf(verdict.Key);
        var part = Path.Combine(folder, $"{Path.GetRandomFileName()}{Unfinished}");
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                // Nobody else shall put verdicts into it.
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            try
            {
                File.WriteAllBytes(part, Encode(verdict));
                File.Move(part, path, overwrite: true);
            }
            finally
            {
                File.Delete(part);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            this.Problem ??= $"verdicts cannot be kept in {folder} ({exception.Message.TrimEnd('.')}), so the next run measures again: name another folder with --cache, or none with --no-cache.";
        }
    }

    /// <summary>Removes the oldest files until the rest fits, and what processes that died left behind. Other files are left alone.</summary>
    public void Trim()
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        try
        {
            var all = new DirectoryInfo(folder).GetFiles();
            foreach (var left in all.Where(file => file.Extension == Unfinished && clock.GetUtcNow() - file.LastWriteTimeUtc > longestWrite))
            {
                Remove(left);
            }

            long bytes = 0;
            foreach (var file in all.Where(file => file.Extension == Extension).OrderByDescending(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal))
            {
                bytes += file.Length;
                if (bytes > this.MaximumBytes)
                {
                    Remove(file);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next run tries again.
            Trace.TraceInformation($"{folder}: {exception.Message}");
        }
    }

    private static void Remove(FileInfo file)
    {
        try
        {
            file.Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process reads it, or has removed it.
            Trace.TraceInformation($"{file.FullName}: {exception.Message}");
        }
    }

    private string PathOf(string key) => Path.Combine(folder, key + Extension);

    private static byte[] Encode(CachedVerdict verdict)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(zip, verdict, json);
        }

        var body = packed.ToArray();
        return [.. Encoding.ASCII.GetBytes($"{Mark}{Convert.ToHexStringLower(SHA256.HashData(body))}\n"), .. body];
    }

    private static CachedVerdict? Decode(byte[] file)
    {
        var end = Array.IndexOf(file, (byte)'\n');
        var body = file.AsSpan(end + 1);
        if (end < 0 || Encoding.ASCII.GetString(file, 0, end) != Mark + Convert.ToHexStringLower(SHA256.HashData(body)))
        {
            return null;
        }

        using var zip = new GZipStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<CachedVerdict>(zip, json);
    }
}
