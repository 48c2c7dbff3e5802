using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof.Applying;

/// <summary>The files that fixes have changed so far: as they were, and as they are now.</summary>
internal sealed class ChangedFiles
{
    private readonly SortedDictionary<string, (SourceFile Original, string Text)> files = new(StringComparer.Ordinal);

    /// <summary>Files that fixes have changed.</summary>
    public IEnumerable<string> Paths => this.files.Keys;

    /// <summary>The new texts that a fix gives to files, with their own line ends.</summary>
    /// <param name="before">The code as it is.</param>
    /// <param name="after">The solution that the fix makes of it.</param>
    /// <param name="cancellation">Cancellation.</param>
    /// <exception cref="SourceFileException">A file cannot be changed, or is another one on the disk.</exception>
    public async Task<ImmutableSortedDictionary<string, string>> TextsAsync(CodeViews before, Solution after, CancellationToken cancellation)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var change in after.GetChanges(before.Main).GetProjectChanges())
        {
            if (change.GetAddedDocuments().Concat(change.GetRemovedDocuments()).Any())
            {
                throw new SourceFileException($"{change.NewProject.Name}: its fix adds or removes files, which is for an editor to do");
            }

            foreach (var document in change.GetChangedDocuments().Select(id => after.GetDocument(id)!))
            {
                if (document.FilePath is not { } path || document is SourceGeneratedDocument)
                {
                    throw new SourceFileException($"{document.Name} is no file on the disk");
                }

                var file = this.files.TryGetValue(path, out var known) ? known.Original : SourceFile.Read(path);
                if ((known.Text ?? file.Text) != await before.TextOfAsync(path, cancellation).ConfigureAwait(false))
                {
                    throw new SourceFileException($"{path} was changed by somebody else meanwhile");
                }

                texts[path] = file.WithItsLineEnds((await document.GetTextAsync(cancellation).ConfigureAwait(false)).ToString());
            }
        }

        return texts.ToImmutable();
    }

    /// <summary>Takes note of new texts, and writes them if asked to: all of them, or none.</summary>
    /// <exception cref="SourceFileException">One cannot be written; all are as they were.</exception>
    public void Take(IReadOnlyDictionary<string, string> texts, bool writes)
    {
        var done = new List<(SourceFile File, string Text)>();
        var next = texts.Select(pair => (Path: pair.Key, File: SourceFile.Read(pair.Key), Text: pair.Value)).ToList();
        try
        {
            foreach (var (path, file, text) in next.Where(_ => writes))
            {
                if (this.files.TryGetValue(path, out var known) && known.Text != file.Text)
                {
                    throw new SourceFileException($"{path} was changed by somebody else meanwhile");
                }

                file.Write(text);
                done.Add((file, text));
            }
        }
        catch (SourceFileException)
        {
            done.ForEach(one => one.File.Restore(one.Text));
            throw;
        }

        foreach (var (path, file, text) in next)
        {
            this.files[path] = (this.files.TryGetValue(path, out var known) ? known.Original : file, text);
        }
    }

    /// <summary>Writes every file back as it was before the first fix.</summary>
    /// <returns>Files that could not be, with the reason, a line each.</returns>
    public ImmutableArray<string> Undo()
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var (file, text) in this.files.Values)
        {
            try
            {
                file.Restore(text);
            }
            catch (SourceFileException exception)
            {
                problems.Add(exception.Message);
            }
        }

        this.files.Clear();
        return problems.ToImmutable();
    }

    /// <summary>All changes as a unified diff, and the files that are in it although their encoding keeps other tools from applying it.</summary>
    /// <param name="nameOf">Names a file.</param>
    public (string Diff, ImmutableArray<string> NotUtf8) Diff(Func<string, string> nameOf) => (
        string.Concat(this.files.Select(pair => UnifiedDiff.Of(nameOf(pair.Key), pair.Value.Original.Mark + pair.Value.Original.Text, pair.Value.Original.Mark + pair.Value.Text))),
        [.. this.files.Where(pair => !pair.Value.Original.IsUtf8).Select(pair => nameOf(pair.Key))]);

    /// <summary>Where a place is once a text has become another; null where the lines around it are among those that changed.</summary>
    public static int? Moved(int position, string before, string after)
    {
        var (old, @new) = (LineDiff.Lines(before), LineDiff.Lines(after));
        var delta = 0;
        foreach (var block in LineDiff.Blocks(old, @new))
        {
            var start = old.Take(block.OldStart).Sum(line => line.Length);
            var end = start + old.Skip(block.OldStart).Take(block.OldCount).Sum(line => line.Length);
            if (position < start)
            {
                break;
            }

            if (position < end)
            {
                return null;
            }

            delta += @new.Skip(block.NewStart).Take(block.NewCount).Sum(line => line.Length) - (end - start);
        }

        return position + delta;
    }
}
