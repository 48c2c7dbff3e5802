using PerfProof.Profiling;

namespace PerfProof.Verifier.Tests.Profiling;

/// <summary>How findings are known on stacks.</summary>
public sealed class FindingTargetTests
{
    private static readonly FindingTarget target = new(null!, "Demo.Prompt", "Total", "Count", IsAwaited: false);

    [Theory]
    [InlineData("Demo.Program.Main;Demo.Prompt.Total;Demo.Counter.Count;System.String.Split", true, true)]
    [InlineData("Demo.Prompt.Total;Demo.Counter.Encode", true, false)]
    [InlineData("Demo.Prompt.Total", true, false)]
    [InlineData("Demo.Prompt.TotalOf;Demo.Counter.Count", false, false)]
    [InlineData("Demo.PromptBuilder.Total;Demo.Counter.Count", false, false)]
    [InlineData("Demo.Prompt+<Total>d__3.MoveNext;Demo.Counter.Count", true, true)]
    [InlineData("Demo.Prompt+<>c__DisplayClass1_0.<Total>b__0;Demo.Counter.Count", true, true)]
    [InlineData("Demo.Prompt.<Total>g__Local|2_0;Demo.Counter.Count", true, true)]
    [InlineData("Demo.Prompt.Demo.IPrompt.Total;Demo.Counter.Demo.ICounter.Count", true, true)]
    [InlineData("Demo.Prompt.Total;Demo.Counter+<Count>d__1.MoveNext", true, true)]
    [InlineData("Demo.Prompt.Total;A.B;A.C;A.D;A.E;Demo.Counter.Count", true, false)]
    [InlineData("Demo.Prompt.Total;A.B;Demo.Prompt.Total;Demo.Counter.Count", true, true)]
    public void Stack_ShowsMemberAndCall(string stack, bool member, bool call) =>
        Assert.Equal((member, call), target.On(new([.. stack.Split(';')], IsOwn: true, Waits: false)));

    [Fact]
    public void HiddenIn_IsWhatTheMemberOrItsCallBecamePartOf()
    {
        var inlined = new Dictionary<string, IReadOnlySet<string>>
        {
            ["Demo.Program.Main"] = new HashSet<string> { "Demo.Prompt.Total", "System.String.Split" },
            ["Demo.Prompt.Total"] = new HashSet<string> { "Demo.Counter.Count" },
            ["Demo.Other.Run"] = new HashSet<string> { "Demo.Counter.Count" },
        };

        Assert.Equal(["Demo.Program.Main", "Demo.Prompt.Total"], target.HiddenIn(inlined).Order(StringComparer.Ordinal));
    }
}
