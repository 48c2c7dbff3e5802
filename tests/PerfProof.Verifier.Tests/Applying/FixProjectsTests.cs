using PerfProof.Loading;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Applying;

/// <summary><c>perfproof fix</c> where a file is compiled more than once: for several target frameworks, and in several projects.</summary>
public sealed class FixProjectsTests : IDisposable
{
    private const string Library = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks><LangVersion>latest</LangVersion></PropertyGroup>
          <ItemGroup><AdditionalFiles Include="PerfProof.Apis.txt" /></ItemGroup>
        </Project>
        """;

    private const string Program = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><DefineConstants>$(DefineConstants);APP</DefineConstants></PropertyGroup>
          <ItemGroup>
            <Compile Include="../lib/Shared.cs" Link="Shared.cs" />
            <Compile Include="../lib/Linked.cs" Link="Linked.cs" />
            <AdditionalFiles Include="../lib/PerfProof.Apis.txt" />
          </ItemGroup>
        </Project>
        """;

    private readonly VerifyTree tree = new();

    public void Dispose() => this.tree.Dispose();

    private string Root => Path.GetDirectoryName(this.tree.Code)!;

    /// <summary>The fix names what it counts once; each of two files has that name already, but not in the compilation in which the fix is computed.</summary>
    [Fact]
    public async Task Fix_MustCompileForEveryFrameworkAndProject()
    {
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            this.tree.Write(name, "<Project />");
        }

        this.tree.Write(".gitignore", "obj/\nbin/\n");
        this.tree.Write("code/lib/Lib.csproj", Library);
        this.tree.Write("code/lib/PerfProof.Apis.txt", "count-tokens | Demo.Counter::Count");
        this.tree.Write("code/lib/Shared.cs", VerifyTree.Counting);
        this.tree.Write("code/lib/Framework.cs", Taken("Framework", "!NET"));
        this.tree.Write("code/lib/Linked.cs", Taken("Linked", "!APP"));
        this.tree.Write("code/app/App.csproj", Program);
        this.tree.Write("code/app/App.cs", "System.Console.WriteLine(new Demo.Counter().Count(\"a b\"));");
        var code = await CodeLoader.LoadAsync(new LoadRequest(this.tree.Code) { Restore = true }, CancellationToken.None);
        var found = (await Finder.FindAsync(code, new FindOptions(), CancellationToken.None)).Findings;
        Assert.Equal(["lib/Framework.cs", "lib/Linked.cs", "lib/Shared.cs"], found.Select(finding => finding.File).Order(StringComparer.Ordinal));
        ToldEvidence.Write(this.tree.Evidence, found);
        await Git.CommitAllAsync(this.Root);

        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(["fix", this.tree.Code, "--evidence", this.tree.Evidence, "--no-verify"], output, error);

        Assert.True(exit == ExitCodes.Done, error.ToString());
        Assert.Matches(@"left\s+PP2001  lib/Framework\.cs:\d+  .*the code would not compile with it: lib/Framework\.cs\(\d+\): CS", output.ToString());
        Assert.Matches(@"left\s+PP2001  lib/Linked\.cs:\d+  .*the code would not compile with it: lib/Linked\.cs\(\d+\): CS", output.ToString());
        Assert.Matches(@"applied\s+PP2001  lib/Shared\.cs:19", output.ToString());
        Assert.Contains("1 fix applied, 2 left.", output.ToString(), StringComparison.Ordinal);
        Assert.Equal("code/lib/Shared.cs", (await Git.RunAsync(this.Root, "", "diff", "--name-only")).Trim());
    }

    private static string Taken(string name, string symbol) => $$"""
        namespace Demo;
        public class {{name}}
        {
            public int Total(Counter counter, string system, int[] sizes)
            {
                var total = 0;
        #if {{symbol}}
                var systemTokens = sizes.Length;
                total += systemTokens;
        #endif
                foreach (var size in sizes)
                {
                    total += counter.Count(system) * size;
                }

                return total;
            }
        }
        """;
}
