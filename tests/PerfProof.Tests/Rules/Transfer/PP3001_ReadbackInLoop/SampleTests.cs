using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Transfer;

/// <summary>The samples of PP3001 show what its page says.</summary>
public class ReadbackInLoopSampleTests
{
    private static readonly RuleTest<ReadbackInLoop> test = new() { Libraries = ["ILGPU"], Usings = "" };

    [Fact]
    public async Task Bad_ReportsTheReadbackAndTheSynchronise()
    {
        var found = await test.Diagnose(Source("Bad"));
        Assert.Equal(["readback", "sync"], found.Select(diagnostic => diagnostic.Properties[Facts.Shape]));
    }

    [Fact]
    public Task Good_IsSilent() => test.IsSilent(Source("Good"));

    private static string Source(string name) => File.ReadAllText(Repository.PathOf("samples", "rules", "PP3001", name + ".cs"));
}
