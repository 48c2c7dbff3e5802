using System.Text;
using PerfProof.Applying;

namespace PerfProof.Verifier.Tests.Applying;

/// <summary>What is written keeps all of a file but the lines that a fix changes.</summary>
public sealed class SourceFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("file-").FullName;

    private string Path => System.IO.Path.Combine(this.folder, "a.cs");

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    public static TheoryData<Encoding> Encodings => [new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UTF32Encoding(false, true)];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Write_KeepsEncodingAndMark_AndRestoreEveryByte(Encoding encoding)
    {
        byte[] before = [.. encoding.GetPreamble(), .. encoding.GetBytes("gr\u00FC\u00DFe\r\ntwo")];
        File.WriteAllBytes(this.Path, before);
        var file = SourceFile.Read(this.Path);
        Assert.Equal("gr\u00FC\u00DFe\r\ntwo", file.Text);

        file.Write("gr\u00FC\u00DFe\r\n\u6587");
        Assert.Equal([.. encoding.GetPreamble(), .. encoding.GetBytes("gr\u00FC\u00DFe\r\n\u6587")], File.ReadAllBytes(this.Path));

        file.Restore("gr\u00FC\u00DFe\r\n\u6587");
        Assert.Equal(before, File.ReadAllBytes(this.Path));
        Assert.Single(Directory.GetFiles(this.folder));
    }

    [Theory]
    [InlineData("a\r\nb\r\nc\r\n", "a\nx\ny\nc\n", "a\r\nx\r\ny\r\nc\r\n")]
    [InlineData("a\nb\nc\n", "a\r\nx\r\nc\r\n", "a\nx\nc\n")]
    [InlineData("a\r\nb\nc\r\nd\r\n", "a\nb\nx\nc\nd\n", "a\r\nb\nx\r\nc\r\nd\r\n")]
    [InlineData("a\r\nb", "a\nx\nb", "a\r\nx\r\nb")]
    [InlineData("a\r\nb", "a\nb\n", "a\r\nb\r\n")]
    [InlineData("a", "x\r\na", "x\r\na")]
    public void LineEnds_AreThoseOfTheFile(string old, string @new, string expected)
    {
        File.WriteAllText(this.Path, old);

        Assert.Equal(expected, SourceFile.Read(this.Path).WithItsLineEnds(@new));
    }

    [Fact]
    public void Write_OverWhatSomebodyElseWrote_IsRefused()
    {
        File.WriteAllText(this.Path, "one");
        var file = SourceFile.Read(this.Path);
        File.WriteAllText(this.Path, "somebody's");

        Assert.Contains("changed by somebody else", Assert.Throws<SourceFileException>(() => file.Write("two")).Message, StringComparison.Ordinal);
        Assert.Equal("somebody's", File.ReadAllText(this.Path));
    }

    [Fact]
    public void Read_OfWhatCannotBeRewritten_SaysWhy()
    {
        File.WriteAllBytes(this.Path, Encoding.Latin1.GetBytes("gr\u00FC\u00DFe"));
        Assert.Contains("is not in Unicode", Assert.Throws<SourceFileException>(() => SourceFile.Read(this.Path)).Message, StringComparison.Ordinal);

        File.SetAttributes(this.Path, FileAttributes.ReadOnly);
        Assert.Contains("is read-only", Assert.Throws<SourceFileException>(() => SourceFile.Read(this.Path)).Message, StringComparison.Ordinal);
        File.SetAttributes(this.Path, FileAttributes.Normal);

        Assert.Contains("cannot be read", Assert.Throws<SourceFileException>(() => SourceFile.Read(this.Path + "x")).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Write_ThroughALink_KeepsTheLinkAndThePermissions()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has other permissions, and lets few people make links.");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var target = System.IO.Path.Combine(this.folder, "target.cs");
        File.WriteAllText(target, "one");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(this.Path, target);

        SourceFile.Read(this.Path).Write("two");

        Assert.Equal(target, new FileInfo(this.Path).LinkTarget);
        Assert.Equal("two", File.ReadAllText(target));
        Assert.True(File.GetUnixFileMode(target).HasFlag(UnixFileMode.UserExecute));
    }
}
