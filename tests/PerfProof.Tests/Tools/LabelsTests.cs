using PerfProof.Build;
using PerfProof.Build.Corpus;

namespace PerfProof.Tests.Tools;

/// <summary>Files of labels and judgements: what they say, and one line for what they cannot say.</summary>
public sealed class LabelsTests : IDisposable
{
    private const string Head = "repo,commit,path,line,library,pattern,label,fixable,note\n";

    private readonly TempTree tree = new();

    [Fact]
    public void Row_IsRead_WithQuotesAndLines()
    {
        var label = Assert.Single(this.Read("a/b,c0ffee,src\\X.cs,\"12,15-17\",Lib,C,Positive,yes,\"says \"\"no\"\", twice\r\nover\"\r\n\r\n"));
        Assert.Equal("src/X.cs", label.Path);
        Assert.Equal("12-12 15-17", string.Join(' ', label.Lines.Select(lines => $"{lines.From}-{lines.To}")));
        Assert.True(label.IsPositive);
        Assert.Equal("says \"no\", twice\r\nover", label.Note);
    }

    [Theory]
    [InlineData(12, 0)]
    [InlineData(11, 1)]
    [InlineData(13, 1)]
    [InlineData(14, 1)]
    [InlineData(16, 0)]
    [InlineData(20, 3)]
    public void Distance_IsToTheNearestLine(int line, int expected) =>
        Assert.Equal(expected, this.Read("a/b,c,x.cs,\"12,15-17\",L,C,negative,no,\n")[0].Distance(line));

    [Theory]
    [InlineData("a/b,c,x.cs,0,L,C,positive,no,n\n", "line 2: '0' is no line")]
    [InlineData("a/b,c,x.cs,5-4,L,C,positive,no,n\n", "'5-4' is no line")]
    [InlineData("a/b,c,x.cs,1,L,C,maybe,no,n\n", "'maybe' is no label")]
    [InlineData("../b,c,x.cs,1,L,C,positive,no,n\n", "is no repository")]
    [InlineData("a/..,c,x.cs,1,L,C,positive,no,n\n", "is no repository")]
    [InlineData("a/b,c,x.cs,1,L,C,positive,no\n", "line 2: 8 cells where the head has 9")]
    [InlineData("a/b,c,x.cs,1,L,,positive,no,n\n", "the pattern is missing")]
    [InlineData("a/b,c,x.cs,1,L,C,positive,no,\"n\n", "line 2: a quote is opened")]
    public void Row_ThatSaysSomethingImpossible_IsRefusedInOneLine(string row, string expected)
    {
        var message = Assert.Throws<MeasuringException>(() => this.Read(row)).Message;
        Assert.Contains(expected, message);
        Assert.Single(message.Split('\n'));
    }

    [Fact]
    public void File_WithoutColumns_IsRefused_NamingThem() =>
        Assert.Contains("no column 'pattern'", Assert.Throws<MeasuringException>(() => Labels.Read(this.tree.Add("l.csv", "repo,commit,path,line,label,note\n"))).Message);

    [Fact]
    public void File_ThatDoesNotExist_IsRefused() =>
        Assert.Contains("cannot be read", Assert.Throws<MeasuringException>(() => Labels.Read(this.tree.PathOf("none.csv"))).Message);

    [Fact]
    public void Judgement_IsRead()
    {
        var judgement = Assert.Single(JudgedFinding.Read(this.tree.Add("j.csv", "repo,path,line,rule,verdict,note\na/b,x.cs,3,PP1001,Wrong,\"a, b\"\n")));
        Assert.Equal(new JudgedFinding("a/b", "x.cs", 3, "PP1001", false, "a, b"), judgement);
    }

    [Theory]
    [InlineData("a/b,x.cs,3,PP1001,perhaps,\n", "'perhaps' is no verdict")]
    [InlineData("a/b,x.cs,three,PP1001,right,\n", "'three' is no line")]
    public void Judgement_ThatSaysSomethingImpossible_IsRefused(string row, string expected) =>
        Assert.Contains(expected, Assert.Throws<MeasuringException>(() => JudgedFinding.Read(this.tree.Add("j.csv", "repo,path,line,rule,verdict,note\n" + row))).Message);

    [Fact]
    public void Csv_WrittenAndRead_IsTheSame()
    {
        string[] cells = ["plain", "a,b", "say \"x\"", "two\nlines", ""];
        var row = Assert.Single(Csv.Parse("f", "a,b,c,d,e\n" + Csv.Line(cells) + "\n"));
        Assert.Equal(cells, new[] { "a", "b", "c", "d", "e" }.Select(column => row[column]));
    }

    public void Dispose() => this.tree.Dispose();

    private IReadOnlyList<Label> Read(string rows) => Labels.Read(this.tree.Add("labels.csv", Head + rows));
}
