using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace PerfProof.Applying;

/// <summary>What Git says about files that are to be changed.</summary>
/// <param name="Root">The folder of the repository; null outside of one, or where Git is not installed.</param>
/// <param name="Unsaved">Files with changes that are not committed, and files to be changed that Git does not keep, relative to the root.</param>
/// <param name="Problem">Why Git could not tell; null when it could.</param>
internal sealed record WorkingTree(string? Root, IReadOnlyList<string> Unsaved, string? Problem)
{
    /// <summary>Whether the files are in no repository.</summary>
    public bool IsOutside { get; private init; }

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks Git. Untracked files elsewhere do not count: evidence itself is one.</summary>
    /// <param name="files">Full paths of the files to be changed; at least one.</param>
    /// <param name="cancellation">Cancellation.</param>
    public static async Task<WorkingTree> OfAsync(IReadOnlyList<string> files, CancellationToken cancellation)
    {
        var (roots, unsaved) = (new List<string>(), new List<string>());
        // Files of submodules belong to a repository of their own.
        foreach (var folder in files.GroupBy(file => Path.GetDirectoryName(file)!))
        {
            var (code, output, error) = await RunAsync(folder.Key, ["rev-parse", "--show-toplevel"], cancellation).ConfigureAwait(false);
            if (code != 0)
            {
                var isOutside = error.Contains("not a git repository", StringComparison.Ordinal);
                return new(null, [], isOutside ? "is in no Git repository" : $"cannot be looked at by Git ({error.Split('\n')[0].Trim().TrimEnd('.')})") { IsOutside = isOutside };
            }

            var root = output.TrimEnd('\r', '\n');
            if (!roots.Contains(root))
            {
                roots.Add(root);
                unsaved.AddRange(Entries((await RunAsync(root, ["status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames"], cancellation).ConfigureAwait(false)).Output).Select(entry => entry[3..]));
            }

            var kept = Entries((await RunAsync(folder.Key, ["ls-files", "-z", "--", .. folder.Select(file => Path.GetFileName(file))], cancellation).ConfigureAwait(false)).Output).ToHashSet(StringComparer.Ordinal);
            unsaved.AddRange(folder.Where(file => !kept.Contains(Path.GetFileName(file))).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')));
        }

        return new(roots[0], [.. unsaved.Distinct()], null);
    }

    private static string[] Entries(string output) => output.Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string folder, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C";
        // It only looks.
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch (Win32Exception exception)
        {
            return (-1, "", exception.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (-1, "", $"it did not answer within {patience.TotalSeconds:0} s");
        }
    }
}
