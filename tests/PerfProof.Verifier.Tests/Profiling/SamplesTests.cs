using PerfProof.Profiling;

namespace PerfProof.Verifier.Tests.Profiling;

/// <summary>What is made of samples.</summary>
public sealed class SamplesTests
{
    private static readonly SampledStack work = new(["C.Main", "C.Work"], IsOwn: true, Waits: false);
    private static readonly SampledStack idle = new(["Pool.Run", "Pool.Wait"], IsOwn: false, Waits: true);

    [Fact]
    public void Moments_EndWhereAThreadComesAgain_AndCountForTheTimeBefore()
    {
        var samples = new Samples([work, idle], [new(10, 1, 0), new(10.1, 2, 1), new(12, 1, 0), new(12.1, 2, 1), new(17, 2, 1), new(900, 1, 0)]);

        var moments = samples.Moments().ToList();

        Assert.Equal(["0 1", "0 1", "1 0"], moments.Select(moment => string.Join(' ', moment.Stacks)));
        Assert.Equal([1, 2, 5], moments.Select(moment => Math.Round(moment.Weight, 3)));
    }

    [Fact]
    public void Folded_LeavesOutThreadsThatWait()
    {
        var samples = new Samples([work, idle], [new(1, 1, 0), new(1, 2, 1), new(2, 1, 0), new(2, 2, 1)]);

        Assert.Equal([new FoldedStack("C.Main;C.Work", 2)], samples.Folded(0).AsEnumerable());
    }

    [Theory]
    [InlineData("System.Collections.Generic.List`1[System.__Canon].Add(!0)", "System.Collections.Generic.List`1.Add")]
    [InlineData("A.B+<>c.<M>b__0_0(int32)", "A.B+<>c.<M>b__0_0")]
    [InlineData("A.B.M[System.Collections.Generic.Dictionary`2[System.Int32,System.String]](class System.String)", "A.B.M")]
    [InlineData("", "")]
    public void Plain_HasNoArguments(string full, string plain) => Assert.Equal(plain, TraceReader.Plain(full));

    [Theory]
    [InlineData("dotnet run -c Release", true)]
    [InlineData("/usr/share/dotnet/dotnet build app.csproj", true)]
    [InlineData("dotnet app.cs", true)]
    [InlineData("/usr/bin/dotnet exec /usr/share/dotnet/sdk/10.0.100/MSBuild.dll -maxcpucount", true)]
    [InlineData("/usr/share/dotnet/sdk/10.0.100/Roslyn/bincore/csc /noconfig", true)]
    [InlineData("/usr/share/dotnet/dotnet", false)]
    [InlineData("dotnet bin/Release/net10.0/App.dll --quiet", false)]
    [InlineData("dotnet exec bin/App.dll", false)]
    [InlineData("/home/me/app/bin/Release/net10.0/App", false)]
    [InlineData("/usr/bin/dotnet exec /home/me/.nuget/packages/testhost/testhost.dll", false)]
    public void ProcessOfTheSdk_IsNoProgram(string commandLine, bool isSdk) => Assert.Equal(isSdk, new WaitingProcess(1, commandLine).IsSdk);
}
