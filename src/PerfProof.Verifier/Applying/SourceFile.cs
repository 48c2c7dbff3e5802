using System.Text;
using PerfProof.Loading;

namespace PerfProof.Applying;

/// <summary>A file cannot be changed. The message is one line for the user, and begins with the file.</summary>
internal sealed class SourceFileException(string message) : Exception(message);

/// <summary>
/// A source file byte by byte: what is written keeps its encoding, its byte order mark, the ends of its lines and its permissions, and
/// replaces the old file at once or not at all.
/// </summary>
internal sealed class SourceFile
{
    private static readonly Encoding[] marked =
        [new UTF8Encoding(true, true), new UTF32Encoding(false, true, true), new UnicodeEncoding(false, true, true), new UnicodeEncoding(true, true, true)];

    private readonly byte[] bytes;
    private readonly Encoding encoding;

    private SourceFile(string path, byte[] bytes, Encoding encoding)
    {
        this.Path = path;
        this.bytes = bytes;
        this.encoding = encoding;
        this.Mark = encoding.GetPreamble().Length > 0 ? "\uFEFF" : "";
        this.Text = encoding.GetString(bytes.AsSpan(encoding.GetPreamble().Length));
    }

    /// <summary>Where it is; of a link, what it leads to.</summary>
    public string Path { get; }

    /// <summary>Its text, without a byte order mark.</summary>
    public string Text { get; }

    /// <summary>The byte order mark as a character, or nothing.</summary>
    public string Mark { get; }

    /// <summary>Whether a difference of it is text that other tools can apply: Git takes files of two-byte characters for binary.</summary>
    public bool IsUtf8 => this.encoding is UTF8Encoding;

    /// <summary>Reads a file.</summary>
    /// <exception cref="SourceFileException">It cannot be read, or not be written the way it is.</exception>
    public static SourceFile Read(string path)
    {
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            var bytes = File.ReadAllBytes(target);
            // Longer marks first: that of UTF-16 begins that of UTF-32.
            var encoding = marked.FirstOrDefault(one => bytes.AsSpan().StartsWith(one.GetPreamble())) ?? new UTF8Encoding(false, true);
            return File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly)
                ? throw new SourceFileException($"{path} is read-only")
                : new(target, bytes, encoding);
        }
        catch (DecoderFallbackException)
        {
            throw new SourceFileException($"{path} is not in Unicode: convert it to UTF-8, or apply the fix in an editor");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceFileException($"{path} cannot be read ({exception.Message.TrimEnd('.')})");
        }
    }

    /// <summary>
    /// A new text of the file with the ends of its lines: lines that stay keep theirs, and new ones get the end that most lines have, whatever
    /// a fix writes.
    /// </summary>
    public string WithItsLineEnds(string text)
    {
        var (old, @new) = (LineDiff.Lines(this.Text), LineDiff.Lines(text));
        var ended = old.Count(line => line.EndsWith('\n'));
        if (ended == 0)
        {
            return text;
        }

        var end = 2 * old.Count(line => line.EndsWith("\r\n", StringComparison.Ordinal)) > ended ? "\r\n" : "\n";
        var result = new StringBuilder();
        var at = 0;
        foreach (var block in LineDiff.Blocks([.. old.Select(Plain)], [.. @new.Select(Plain)]))
        {
            result.AppendJoin("", old[at..block.OldStart]);
            foreach (var line in @new[block.NewStart..(block.NewStart + block.NewCount)])
            {
                result.Append(line.EndsWith('\n') ? Plain(line)[..^1] + end : line);
            }

            at = block.OldStart + block.OldCount;
        }

        return result.AppendJoin("", old[at..]).ToString();

        static string Plain(string line) => line.EndsWith("\r\n", StringComparison.Ordinal) ? line[..^2] + "\n" : line;
    }

    /// <summary>Writes another text into the file.</summary>
    /// <exception cref="SourceFileException">It cannot be written, or is no longer what was read; it is as it was.</exception>
    public void Write(string text) => this.Replace(this.bytes, [.. this.encoding.GetPreamble(), .. this.encoding.GetBytes(text)]);

    /// <summary>Writes back what was read, where <paramref name="text"/> was written.</summary>
    /// <exception cref="SourceFileException">It cannot be written, or somebody else has written to it since.</exception>
    public void Restore(string text) => this.Replace([.. this.encoding.GetPreamble(), .. this.encoding.GetBytes(text)], this.bytes);

    private void Replace(byte[] expected, byte[] content)
    {
        var temporary = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(this.Path)!, $".{System.IO.Path.GetFileName(this.Path)}.{System.IO.Path.GetRandomFileName()}");
        try
        {
            if (!File.ReadAllBytes(this.Path).AsSpan().SequenceEqual(expected))
            {
                throw new SourceFileException($"{this.Path} was changed by somebody else meanwhile");
            }

            try
            {
                File.WriteAllBytes(temporary, content);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(temporary, File.GetUnixFileMode(this.Path));
                }

                File.Move(temporary, this.Path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceFileException($"{this.Path} cannot be written ({exception.Message.TrimEnd('.')})");
        }
    }
}
