using PerfProof.Planning.Instrumentation;

namespace PerfProof.Verifier.Tests.Instrumentation;

/// <summary>What is read back of a run.</summary>
public sealed class CallRecordsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("records-").FullName;

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    [Fact]
    public void Read_FileThatWasCutOff_IsNamedAndLosesNoOther()
    {
        const string Whole = """{"version":1,"frequency":1000,"wall":5000,"cost":1,"sites":[{"site":3,"calls":7,"ended":6,"items":0,"sum":1500,"covered":1200,"sizes":[{"operand":0,"count":7,"min":1,"median":2,"max":9}]}]}""";
        File.WriteAllText(Path.Combine(this.folder, "a.json"), Whole);
        File.WriteAllText(Path.Combine(this.folder, "b.json"), Whole[..60]);
        File.WriteAllText(Path.Combine(this.folder, "c.json"), "{}");

        var (records, unreadable) = CallRecords.Read(this.folder);

        var record = Assert.Single(records);
        Assert.Equal((5.0, 0.000001), (record.Wall, record.CallCost));
        var site = Assert.Single(record.Sites);
        Assert.Equal((3, 7, 6, 1.5, 1.2), (site.Index, site.Calls, site.Ended, site.Sum, site.Covered));
        Assert.Equal(new(0, 7, 1, 2, 9), Assert.Single(site.Sizes));
        Assert.Equal(["b.json", "c.json"], unreadable.Select(name => name[..6]));
    }
}
