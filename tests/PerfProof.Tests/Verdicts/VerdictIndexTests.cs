using System.Globalization;
using System.Text;
using PerfProof.Verdicts;

namespace PerfProof.Tests.Verdicts;

/// <summary>The index as the analyzers read it, whatever is in the file.</summary>
public sealed class VerdictIndexTests
{
    private const string Head = "perfproof-index 2\ndevice\t0\tA device\ndevice\t1\tAnother, with 8 cores\n";

    [Theory]
    [InlineData("\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\uFEFF")]
    [InlineData("\r\n", "\uFEFF")]
    public void Parse_AnyLineEnding_GivesEveryField(string end, string mark)
    {
        var index = VerdictIndex.Parse(mark + (Head + Entry(1)).Replace("\n", end, StringComparison.Ordinal));

        Assert.Empty(index.Problems);
        var expected = new IndexedVerdict("PP2001-000000000001", "ba9876543210", "0123456789ab", IndexedKind.Confirmed, "code", 1.5, 2, 2.25, "2026-11-21", "Another, with 8 cores");
        Assert.Equal(expected, Assert.Single(index.Of("PP2001-000000000001")));
        Assert.Equal(expected, Assert.Single(index.At("ba9876543210")));
        Assert.Empty(index.Of("PP2001-000000000002"));
    }

    [Fact]
    public void Parse_BrokenLine_LosesNoOther()
    {
        var index = VerdictIndex.Parse(Head + Entry(1) + "PP2001-00\t\n" + Entry(2) + Entry(1) + Entry(3)[..^20]);

        Assert.Equal(2, index.Count);
        Assert.Equal([4, 6, 7], index.Problems.Select(problem => problem.Line));
    }

    [Fact]
    public void Parse_OfALaterFormat_ReadsNothingMore() =>
        Assert.Equal((0, 1), (VerdictIndex.Parse("perfproof-index 3\n" + Entry(1)) is var index ? index.Count : -1, index.Problems.Count));

    /// <summary>Half a million lines about one member: linear, or this test would not end.</summary>
    [Fact]
    public void Parse_Huge_GivesAll()
    {
        var text = new StringBuilder(Head);
        for (var i = 0; i < 500_000; i++)
        {
            text.Append(Entry(i));
        }

        var index = VerdictIndex.Parse(text.ToString());
        Assert.Equal(500_000, index.Count);
        Assert.Equal(500_000, index.At("ba9876543210").Count);
    }

    [Fact]
    public void Parse_CutAnywhere_KeepsWhatStandsBefore()
    {
        var whole = Head + Entry(1) + Entry(2);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.InRange(VerdictIndex.Parse(whole[..length]).Count, length < whole.Length - 1 ? 0 : 2, 2);
        }
    }

    [Fact]
    public void Parse_Damaged_NeverThrows()
    {
        var whole = Head + string.Concat(Enumerable.Range(0, 20).Select(Entry));
        const string Noise = "\t\n\r \0\uFEFF\uD800\u2028-.,0123456789abcdefP";
        var random = new Random(7);
        var total = 0;
        for (var run = 0; run < 3000; run++)
        {
            var text = new StringBuilder(whole);
            for (var i = random.Next(1, 8); i > 0; i--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(3))
                {
                    case 0:
                        text[at] = Noise[random.Next(Noise.Length)];
                        break;
                    case 1:
                        text.Insert(at, Noise[random.Next(Noise.Length)]);
                        break;
                    default:
                        text.Remove(at, Math.Min(random.Next(30), text.Length - at));
                        break;
                }
            }

            total += VerdictIndex.Parse(text.ToString()).Count;
        }

        // Most lines of most files are whole.
        Assert.InRange(total, 3000 * 10, 3000 * 20);
    }

    private static string Entry(int number) => string.Create(
        CultureInfo.InvariantCulture, $"PP2001-{number:x12}\tba9876543210\t0123456789ab\tConfirmed\tcode\t1.5\t2\t2.25\t2026-11-21\t1\n");
}
