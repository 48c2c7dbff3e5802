using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Loading;

namespace PerfProof.Verifier.Tests.Loading;

/// <summary>From a path to code: what loads, what does not, and what it says.</summary>
[Collection(nameof(Trees))]
public sealed class CodeLoaderTests(Trees trees)
{
    [Fact]
    public async Task Load_Solution_GivesProjectsThatReferenceEachOther_AndLeavesTheTreeAsItWas()
    {
        var before = trees.Snapshot();

        var code = await this.LoadAsync("All.slnx");

        Assert.Equal(before, trees.Snapshot());
        Assert.Equal(["App", "Broken", "Lib", "Sets"], code.Projects.Select(project => project.Name));
        Assert.Empty(code.Problems);
        var app = await CompileAsync(code, "App");
        Assert.Empty(Errors(app));
        Assert.IsType<CSharpCompilation>(app.References.OfType<CompilationReference>().Single().Compilation);
        Assert.Equal(["PerfProof.Apis.txt", "notes.txt"], Project(code, "App").AdditionalDocuments.Select(document => document.Name).Order(StringComparer.Ordinal));
        Assert.NotEmpty(Errors(await CompileAsync(code, "Broken")));
    }

    [Fact]
    public async Task Load_ProjectWithUnbuiltReference_LoadsTheReferenceFromSource_AndAsksOnlyForTheProject()
    {
        var before = trees.Snapshot();

        var code = await this.LoadAsync("app");

        Assert.Equal(before, trees.Snapshot());
        Assert.Equal("App", Assert.Single(code.Projects).Name);
        Assert.Equal(trees.PathOf("app/App.csproj"), code.Projects[0].FilePath);
        Assert.Equal("net10.0", code.Projects[0].Framework);
        Assert.Equal(2, code.Solution.ProjectIds.Count);
        Assert.Empty(Errors(await CompileAsync(code, "App")));
    }

    [Fact]
    public async Task Load_SeveralFrameworks_TakesTheNewest()
    {
        var code = await this.LoadAsync("lib/Lib.csproj");

        Assert.Equal("net10.0", Assert.Single(code.Projects).Framework);
        Assert.NotEmpty((await CompileAsync(code, "Lib")).GetTypeByMetadataName("Lib.Work")!.GetMembers("Slow"));
    }

    [Fact]
    public async Task Load_FrameworkAskedFor_TakesIt()
    {
        var code = await CodeLoader.LoadAsync(new LoadRequest(trees.PathOf("lib/Lib.csproj")) { Framework = "netstandard2.0" }, default);

        Assert.Equal("netstandard2.0", Assert.Single(code.Projects).Framework);
        Assert.NotEmpty((await CompileAsync(code, "Lib")).GetTypeByMetadataName("Lib.Work")!.GetMembers("Old"));
    }

    [Fact]
    public async Task Load_FrameworkThatTheProjectHasNot_SaysWhichItHas()
    {
        var exception = await Assert.ThrowsAsync<LoadException>(
            () => CodeLoader.LoadAsync(new LoadRequest(trees.PathOf("lib/Lib.csproj")) { Framework = "net8.0" }, default));

        Assert.Equal($"{trees.PathOf("lib/Lib.csproj")} does not target net8.0 (it targets netstandard2.0;net10.0): give one of these to --framework.", exception.Message);
    }

    [Fact]
    public async Task Load_NeverRestored_SaysWhatToRun()
    {
        var project = trees.PathOf("never/Never.csproj");
        var before = trees.Snapshot();

        var exception = await Assert.ThrowsAsync<LoadException>(() => this.LoadAsync("never/Never.csproj"));

        Assert.Equal($"{project} was never restored: run 'dotnet restore {project}'.", exception.Message);
        Assert.Equal(before, trees.Snapshot());
    }

    [Fact]
    public async Task Load_RestoreThatFails_SaysWhyAndWhatToRun()
    {
        var project = trees.Write("fails/Fails.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RestoreSources>$(MSBuildProjectDirectory)</RestoreSources>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="No.Such.Package" Version="1.0.0" /></ItemGroup>
            </Project>
            """);

        var exception = await Assert.ThrowsAsync<LoadException>(() => CodeLoader.LoadAsync(new LoadRequest(project) { Restore = true }, default));

        Assert.StartsWith($"{project} is not restored (NU1101: ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($"run 'dotnet restore {project}'.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_FrameworkThatIsNotInstalled_IsNamed()
    {
        var project = trees.Write("old/Old.csproj", """
            <Project ToolsVersion="15.0" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
              <PropertyGroup><TargetFrameworkVersion>v4.99</TargetFrameworkVersion><OutputType>Library</OutputType></PropertyGroup>
              <ItemGroup><Compile Include="C.cs" /></ItemGroup>
              <Import Project="$(MSBuildToolsPath)\Microsoft.CSharp.targets" />
            </Project>
            """);
        trees.Write("old/C.cs", "class C { }");

        var code = await CodeLoader.LoadAsync(new LoadRequest(project), default);

        Assert.Contains(code.Problems, problem => problem.Message.StartsWith($"{project} cannot be understood (MSB3644: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_SolutionInPartMissing_LoadsTheRest()
    {
        var code = await this.LoadAsync("mixed/Mixed.sln");

        Assert.Equal("Lib", Assert.Single(code.Projects).Name);
        Assert.True(code.IsIncomplete);
        Assert.Collection(
            code.Problems,
            problem => Assert.Contains("Gone.csproj, which does not exist", problem.Message, StringComparison.Ordinal),
            problem => Assert.Contains("Never.csproj was never restored", problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_LooseFolder_IsOneProgramWithTheUsingsItNeeds()
    {
        var code = await this.LoadAsync("loose");

        var project = Assert.Single(code.Projects);
        Assert.Null(project.FilePath);
        var compilation = await CompileAsync(code, "loose");
        Assert.Empty(Errors(compilation));
        Assert.Null(compilation.GetTypeByMetadataName("Skipped"));
        Assert.Equal("deep/Two.cs", code.Relative(compilation.GetTypeByMetadataName("Loose.Two")!.Locations[0].SourceTree!.FilePath));
    }

    [Fact]
    public async Task Load_LooseFileWithReference_BindsAgainstIt()
    {
        var file = trees.Write("single/Uses.cs", "using Xunit; class Uses { [Fact] public void Run() => Assert.True(true); }");
        var request = new LoadRequest(file) { References = [typeof(FactAttribute).Assembly.Location, typeof(Assert).Assembly.Location] };

        var code = await CodeLoader.LoadAsync(request, default);

        Assert.Empty(Errors(await CompileAsync(code, "Uses")));
    }

    [Fact]
    public async Task Load_AsFolder_DoesNotAskAboutProjects()
    {
        var code = await CodeLoader.LoadAsync(new LoadRequest(trees.PathOf("never")) { AsFolder = true }, default);

        Assert.Empty(Errors(await CompileAsync(code, "never")));
    }

    [Fact]
    public async Task Load_OptionsThatDoNotApply_AreNamed()
    {
        var project = await CodeLoader.LoadAsync(new LoadRequest(trees.PathOf("lib")) { References = [trees.PathOf("loose")] }, default);
        var loose = await CodeLoader.LoadAsync(new LoadRequest(trees.PathOf("loose")) { Framework = "net8.0" }, default);

        Assert.StartsWith("--reference is for loose files", Assert.Single(project.Problems).Message, StringComparison.Ordinal);
        Assert.StartsWith("--framework net8.0 is for projects", Assert.Single(loose.Problems).Message, StringComparison.Ordinal);
        Assert.False(project.IsIncomplete || loose.IsIncomplete);
    }

    [Theory]
    [InlineData("nowhere", "does not exist")]
    [InlineData("app/notes.txt", "is neither a solution, a C# project, a folder nor a C# file")]
    [InlineData("empty", "has neither a solution, a C# project nor a C# file")]
    [InlineData("two", "has several projects (A.csproj, B.csproj)")]
    [InlineData("two/Other.fsproj", "is not a C# project")]
    [InlineData("two/Torn.sln", "cannot be read as a solution (its header is missing)")]
    [InlineData("two/Torn.slnx", "cannot be read as a solution")]
    [InlineData("two/NoCSharp.slnx", "has no C# project")]
    [InlineData("two/A.csproj", "could not be loaded (MSB4025")]
    public async Task Load_WhatCannotBeLoaded_SaysWhatAndWhere(string name, string expected)
    {
        Directory.CreateDirectory(trees.PathOf("empty"));
        trees.Write("two/A.csproj", "<Project");
        trees.Write("two/B.csproj", "<Project");
        trees.Write("two/Other.fsproj", "<Project />");
        trees.Write("two/torn/Torn.sln", "no solution");
        File.Copy(trees.PathOf("two/torn/Torn.sln"), trees.PathOf("two/Torn.sln"), overwrite: true);
        trees.Write("two/Torn.slnx", "<Solution>");
        trees.Write("two/NoCSharp.slnx", "<Solution><Project Path='Other.fsproj' /></Solution>");
        try
        {
            var asked = name == "two" ? WithoutSolutions() : trees.PathOf(name);

            var exception = await Assert.ThrowsAsync<LoadException>(() => CodeLoader.LoadAsync(new LoadRequest(asked), default));

            Assert.StartsWith(asked, exception.Message, StringComparison.Ordinal);
            Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
        finally
        {
            Directory.Delete(trees.PathOf("two"), recursive: true);
        }

        string WithoutSolutions()
        {
            foreach (var solution in Directory.GetFiles(trees.PathOf("two"), "*.sln*"))
            {
                File.Delete(solution);
            }

            return trees.PathOf("two");
        }
    }

    [Fact]
    public async Task Load_MissingReference_SaysSo()
    {
        var request = new LoadRequest(trees.PathOf("loose")) { References = [trees.PathOf("Nothing.dll")] };

        var exception = await Assert.ThrowsAsync<LoadException>(() => CodeLoader.LoadAsync(request, default));

        Assert.StartsWith($"--reference {trees.PathOf("Nothing.dll")} does not exist", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_TooSlow_IsStopped()
    {
        var request = new LoadRequest(trees.PathOf("app")) { Timeout = TimeSpan.FromMilliseconds(1) };

        var exception = await Assert.ThrowsAsync<LoadException>(() => CodeLoader.LoadAsync(request, default));

        Assert.Contains("did not end within", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_Cancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        var loading = CodeLoader.LoadAsync(new LoadRequest(trees.PathOf("app")), cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
    }

    private static Project Project(LoadedCode code, string name) => code.Solution.GetProject(code.Projects.Single(project => project.Name == name).Id)!;

    private static async Task<Compilation> CompileAsync(LoadedCode code, string name) => (await Project(code, name).GetCompilationAsync())!;

    private static IEnumerable<string> Errors(Compilation compilation) =>
        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString());

    private Task<LoadedCode> LoadAsync(string name) => CodeLoader.LoadAsync(new LoadRequest(trees.PathOf(name)), default);
}
