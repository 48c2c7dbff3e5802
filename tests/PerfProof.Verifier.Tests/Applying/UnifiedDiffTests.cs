using System.Text;
using PerfProof.Applying;

namespace PerfProof.Verifier.Tests.Applying;

/// <summary>What is printed is what Git makes of the files.</summary>
public sealed class UnifiedDiffTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("diff-").FullName;

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    [Theory]
    [InlineData("a.cs", "one\ntwo\nthree\n", "one\n2\nthree\n")]
    [InlineData("a.cs", "one\r\ntwo\r\nthree\r\n", "one\r\ntwo and a half\r\nthree\r\n")]
    [InlineData("a.cs", "one\ntwo", "one\ntwo\n")]
    [InlineData("a.cs", "one\ntwo\n", "one\ntwo")]
    [InlineData("a.cs", "one", "two")]
    [InlineData("a.cs", "one\n", "zero\none\n")]
    [InlineData("a.cs", "one\ntwo\n", "two\n")]
    [InlineData("a.cs", "one\n", "one\ntwo\nthree\n")]
    [InlineData("a.cs", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n", "1\nx\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\ny\n16\n")]
    [InlineData("a.cs", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\nx\n3\n4\n5\n6\n7\n8\ny\n")]
    [InlineData("a.cs", "\uFEFFone\ntwo\n", "\uFEFF1\ntwo\n")]
    [InlineData("a.cs", "lone\rreturn\nand\u2028separator\n", "lone\rreturn!\nand\u2028separator\n")]
    [InlineData("folder/with space/a b.cs", "one\n", "two\n")]
    [InlineData("folder/gr\u00FC\u00DFe \u6587.cs", "gr\u00FC\u00DFe\n", "\u6587\n")]
    [InlineData("folder/a\"quote.cs", "one\n", "two\n")]
    public async Task Diff_IsTakenByGit(string name, string before, string after) => await this.AppliesAsync(name, before, after);

    [Fact]
    public async Task Diff_OfAnyTexts_IsTakenByGit()
    {
        var random = new Random(7);
        for (var run = 0; run < 60; run++)
        {
            var before = Text(random, 40);
            var lines = LineDiff.Lines(before);
            for (var i = random.Next(1, 10); i > 0; i--)
            {
                var at = random.Next(lines.Count + 1);
                if (random.Next(2) == 0 && at < lines.Count)
                {
                    lines.RemoveAt(at);
                }
                else
                {
                    lines.Insert(at, $"{random.Next(4)}\n");
                }
            }

            await this.AppliesAsync("a.cs", before, string.Concat(lines));
        }
    }

    [Fact]
    public void Diff_OfTheSame_IsEmpty() => Assert.Equal("", UnifiedDiff.Of("a.cs", "one\ntwo", "one\ntwo"));

    [Fact]
    public void Diff_HasThreeLinesAroundAndJoinsWhatTouches() => Assert.Equal(
        "--- a/a.cs\n+++ b/a.cs\n@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n+and a half\n 6\n 7\n 8\n",
        UnifiedDiff.Of("a.cs", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\nand a half\n6\n7\n8\n9\n"));

    [Fact]
    public void Blocks_AreTheFewestLines() => Assert.Equal(
        [new LineBlock(1, 1, 1, 0), new LineBlock(3, 0, 2, 1)],
        LineDiff.Blocks(["a", "b", "c", "d"], ["a", "c", "x", "d"]));

    private static string Text(Random random, int most)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, most); i > 0; i--)
        {
            // Few different lines: then there are many ways to match them.
            text.Append(random.Next(4)).Append(random.Next(5) == 0 ? "\r\n" : "\n");
        }

        return random.Next(2) == 0 ? text.ToString() : text.ToString().TrimEnd('\n');
    }

    private async Task AppliesAsync(string name, string before, string after)
    {
        var path = Path.Combine(this.folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, Encoding.UTF8.GetBytes(before));
        if (!Directory.Exists(Path.Combine(this.folder, ".git")))
        {
            await Git.RunAsync(this.folder, "", "init", "-q");
            await Git.RunAsync(this.folder, "", "config", "core.autocrlf", "false");
        }

        if (UnifiedDiff.Of(name, before, after) is { Length: > 0 } diff)
        {
            await Git.RunAsync(this.folder, diff, "apply", "--check", "--whitespace=nowarn", "-");
            await Git.RunAsync(this.folder, diff, "apply", "--whitespace=nowarn", "-");
        }

        Assert.Equal(Encoding.UTF8.GetBytes(after), await File.ReadAllBytesAsync(path));
    }
}
