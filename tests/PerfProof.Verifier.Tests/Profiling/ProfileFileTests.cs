using System.Text.Json;
using System.Xml.Linq;
using PerfProof.Profiling;
using PerfProof.Reporting.Pages;
using PerfProof.Verifier.Tests.Reporting;

namespace PerfProof.Verifier.Tests.Profiling;

/// <summary>The file of a profile, and what is drawn and said of it.</summary>
public sealed class ProfileFileTests : IDisposable
{
    private static readonly Profile example = new(
        Profile.CurrentSchema, "perfproof 0.1.0", DateTimeOffset.UnixEpoch, "machine", "dotnet run", false, 12.5, 900,
        [
            new("PP2001-aa", "PP2001", "A.cs", 3, "A.M()", "hot", 0.432, ShareBasis.Call, 400, false, null, null),
            new("PP4001-bb", "PP4001", "B.cs", 4, "B.M()", "waits", null, ShareBasis.Unseen, 0, true, null, "what it waits for is on no stack: use --exact"),
            new("PP2002-cc", "PP2002", "C.cs", 5, "C.M()", "counted", 0.25, ShareBasis.Exact, 0, false, new(1200, 1200, 0, 3.1, 3.1, false, [new("text", 1200, 1, 20, 90)]), null),
        ],
        [new("C.Main;C.Work<T>", 30), new("C.Main", 10)],
        ["approximate"]);

    private readonly string folder = Directory.CreateTempSubdirectory("profile-").FullName;

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    [Fact]
    public void Read_GivesWhatWasWritten()
    {
        var path = Path.Combine(this.folder, "new", ProfileFile.DefaultName);
        ProfileFile.Write(path, example);

        var read = ProfileFile.Read(path);

        Assert.Equal(example.Findings.Select(finding => (finding.Id, finding.Share, finding.Basis)), read.Findings.Select(finding => (finding.Id, finding.Share, finding.Basis)));
        Assert.Equal(example.Stacks.AsEnumerable(), read.Stacks.AsEnumerable());
        Assert.Equal([ProfileFile.DefaultName], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName));
    }

    [Fact]
    public void Schema_WrittenProfile_IsValid()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "docs", "profile.schema.json")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "docs", "profile.schema.json")));

        Assert.Empty(new JsonSchema(schema.RootElement).Violations(JsonSerializer.SerializeToElement(example, ProfileFile.Json)));
    }

    [Theory]
    [InlineData("""{"schema":99}""", "has schema 99, and this tool reads up to 1: update the tool")]
    [InlineData("""{"schema":1}""", "is no profile")]
    [InlineData("[]", "is no profile")]
    [InlineData("{\"schema\":1,\"tool\":\"perf", "is no profile")]
    public void Read_OtherFile_IsSaid(string text, string message)
    {
        var path = Path.Combine(this.folder, "bad.json");
        File.WriteAllText(path, text);

        Assert.Contains(message, Assert.Throws<ProfileException>(() => ProfileFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_SaysHowToMakeOne() =>
        Assert.Contains("run 'perfproof profile' to make it", Assert.Throws<ProfileException>(() => ProfileFile.Read(Path.Combine(this.folder, "none.json"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Words_NeverSayZeroOfWhatIsNotSeen()
    {
        Assert.Equal("about 43% of the run", ProfileRanking.Words(example.Findings[0]));
        Assert.Equal("awaited: sampling does not see it", ProfileRanking.Words(example.Findings[1]));
        Assert.Equal("25.0% of the run, 1,200 calls", ProfileRanking.Words(example.Findings[2]));
        Assert.Equal("less than 1% of the run", ProfileRanking.Words(example.Findings[0] with { Share = 0.001 }));
        Assert.Equal("about 43% to 51% of the run", ProfileRanking.Words(example.Findings[0] with { AtMost = 0.512 }));
        Assert.Equal("unseen: there is no call in it to time", ProfileRanking.Words(example.Findings[2] with { Share = null, Basis = ShareBasis.Unseen, Counted = null, Note = "unseen: there is no call in it to time" }));
        Assert.Equal("at most about 43% of the run", ProfileRanking.Words(example.Findings[0] with { Basis = ShareBasis.Member }));
    }

    [Fact]
    public void FlameGraph_IsAPictureWithEveryMethod()
    {
        XNamespace svg = "http://www.w3.org/2000/svg";
        var picture = XElement.Parse(FlameGraph.Text(example.Stacks));

        Assert.Equal(["Flame graph", "all: about 100% (40 samples)", "C.Main: about 100% (40 samples)", "C.Work<T>: about 75% (30 samples)"], picture.Descendants(svg + "title").Select(title => title.Value));
        Assert.Equal("", FlameGraph.Text([]));
        var resumed = FlameGraph.Text([new("C.Main;System.Threading.ExecutionContext.RunInternal;System.Threading.Tasks.Task.RunContinuations;C.Next", 3)]);
        Assert.Equal(["Flame graph", "all: about 100% (3 samples)", "C.Main: about 100% (3 samples)", "C.Next: about 100% (3 samples)"], XElement.Parse(resumed).Descendants(svg + "title").Select(title => title.Value));
    }
}
