using System.Text;
using Microsoft.CodeAnalysis;
using PerfProof.Applying;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof;

/// <summary>What a fix changes, to be read by people.</summary>
internal static class FixDiff
{
    // More than a screen of it is for an editor.
    private const int MostCharacters = 8_000;

    /// <summary>A unified diff; null where it is too long to be read in a report.</summary>
    /// <param name="code">Names the files.</param>
    /// <param name="before">The code as it is.</param>
    /// <param name="fix">The fix, applied to it.</param>
    /// <param name="cancellation">Cancellation.</param>
    public static async Task<string?> OfAsync(LoadedCode code, Solution before, AppliedFix fix, CancellationToken cancellation)
    {
        var diff = new StringBuilder();
        foreach (var id in fix.Solution.GetChanges(before).GetProjectChanges().SelectMany(project => project.GetChangedDocuments()))
        {
            var (old, changed) = (before.GetDocument(id)!, fix.Solution.GetDocument(id)!);
            diff.Append(UnifiedDiff.Of(
                old.FilePath is { } path ? code.Relative(path) : old.Name,
                (await old.GetTextAsync(cancellation).ConfigureAwait(false)).ToString(),
                (await changed.GetTextAsync(cancellation).ConfigureAwait(false)).ToString()));
            if (diff.Length > MostCharacters)
            {
                return null;
            }
        }

        return diff.Length == 0 ? null : diff.ToString();
    }
}
