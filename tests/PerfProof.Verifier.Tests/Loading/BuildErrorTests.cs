using PerfProof.Loading;

namespace PerfProof.Verifier.Tests.Loading;

/// <summary>Lines as MSBuild prints them.</summary>
public sealed class BuildErrorTests
{
    [Theory]
    [InlineData("/a/P.csproj : error NU1101: Unable to find package X. [/a/All.sln]", "/a/P.csproj", "NU1101", "Unable to find package X.", "/a/All.sln")]
    [InlineData("/a b/P.csproj(1,9): error MSB4025: Bad file.", "/a b/P.csproj", "MSB4025", "Bad file.", "/a b/P.csproj")]
    [InlineData(@"C:\sdk\X.targets(12,5): error NETSDK1045: Too new. [C:\a\P.csproj::TargetFramework=net8.0]", @"C:\sdk\X.targets", "NETSDK1045", "Too new.", @"C:\a\P.csproj")]
    [InlineData("MSBUILD : error MSB1009: Project file does not exist.", "MSBUILD", "MSB1009", "Project file does not exist.", "MSBUILD")]
    public void Parse_Error_GivesItsParts(string line, string origin, string code, string message, string project) =>
        Assert.Equal(new BuildError(true, origin, code, message, project), BuildError.Parse(line));

    [Fact]
    public void Parse_Warning_IsNoError() => Assert.Equal(
        new BuildError(false, "/a/P.csproj", "NU1603", "Something about an error NU1101: no", "/a/P.csproj"),
        BuildError.Parse("/a/P.csproj : warning NU1603: Something about an error NU1101: no"));

    [Theory]
    [InlineData("Build succeeded.")]
    [InlineData("")]
    public void Parse_AnythingElse_GivesNothing(string line) => Assert.Null(BuildError.Parse(line));
}

/// <summary>Which framework is the newest.</summary>
public sealed class TargetFrameworkTests
{
    [Fact]
    public void NewestFirst_Sorts()
    {
        string[] sorted = ["net10.0", "net10.0-windows", "net8.0", "netcoreapp3.1", "netstandard2.1", "netstandard2.0", "net481", "net472", "strange"];

        Assert.Equal(sorted, sorted.Reverse().Order(TargetFramework.NewestFirst));
    }
}
