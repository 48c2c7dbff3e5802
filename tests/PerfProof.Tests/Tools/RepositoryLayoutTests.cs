using PerfProof.Build.Repositories;

namespace PerfProof.Tests.Tools;

/// <summary>Which files of a repository are read together.</summary>
public sealed class RepositoryLayoutTests : IDisposable
{
    private readonly TempTree tree = new();

    [Fact]
    public void Files_BelongToTheNearestProject()
    {
        this.Add("a/A.csproj", Project());
        this.AddSources("a/One.cs", "a/deep/Two.cs", "a/nested/Three.cs", "scripts/Four.cs");
        this.Add("a/nested/N.csproj", Project());
        Assert.Equal(
            ["a: a/One.cs a/deep/Two.cs", "a/nested: a/nested/Three.cs", "(no project): scripts/Four.cs"],
            this.Units().Select(this.Show));
    }

    [Fact]
    public void Folder_WithoutProjects_IsOneProgram()
    {
        this.AddSources("One.cs", "deep/Two.cs");
        Assert.Equal(["(no project): One.cs deep/Two.cs"], this.Units().Select(this.Show));
    }

    [Fact]
    public void ReferencedProjects_AreKnown_AndLookedAtWhereTheyBelong()
    {
        this.Add("app/App.csproj", Project("<ProjectReference Include=\"..\\lib\\Lib.csproj\" />"));
        this.Add("lib/Lib.csproj", Project("<ProjectReference Include=\"$(SrcRoot)base/Base.csproj\" />"));
        this.Add("base/Base.csproj", Project());
        this.AddSources("app/App.cs", "lib/Lib.cs", "base/Base.cs");
        Assert.Equal(
            ["app: app/App.cs (base/Base.cs lib/Lib.cs)", "base: base/Base.cs", "lib: lib/Lib.cs (base/Base.cs)"],
            this.Units().Select(this.Show));
    }

    [Fact]
    public void ReferencedProject_ThatIsGivenAsAnAssembly_IsThatAssembly()
    {
        this.Add("app/App.csproj", Project("<ProjectReference Include=\"../lib/Source.csproj\" />"));
        this.Add("lib/Source.csproj", "<Project><PropertyGroup><AssemblyName>Lib</AssemblyName></PropertyGroup><ItemGroup><ProjectReference Include=\"../base/Base.csproj\" /></ItemGroup></Project>");
        this.Add("base/Base.csproj", Project());
        this.AddSources("app/App.cs", "lib/Lib.cs", "base/Base.cs");

        // What the library references is still known: an assembly hands it on.
        Assert.Equal("app: app/App.cs (base/Base.cs)", this.Show(this.Units("Lib")[0]));
        Assert.Equal("Lib", this.Units("Lib").Single(unit => unit.Name == "lib").AssemblyName);
    }

    [Fact]
    public void PackageOfTheRepository_IsReferencedAsItsProject()
    {
        this.Add("app/App.csproj", Project("<PackageReference Include=\"lib\" Version=\"1.0\" />"));
        this.Add("lib/Lib.csproj", Project());
        this.AddSources("app/App.cs", "lib/Lib.cs");
        Assert.Equal("app: app/App.cs (lib/Lib.cs)", this.Show(this.Units()[0]));
    }

    [Fact]
    public void CircleOfReferences_Ends()
    {
        this.Add("a/A.csproj", Project("<ProjectReference Include=\"../b/B.csproj\" />"));
        this.Add("b/B.csproj", Project("<ProjectReference Include=\"../a/A.csproj\" />"));
        this.AddSources("a/A.cs", "b/B.cs");
        Assert.Equal(["a: a/A.cs (b/B.cs)", "b: b/B.cs (a/A.cs)"], this.Units().Select(this.Show));
    }

    [Fact]
    public void IncludedFiles_AreTaken_RemovedOnesAreNot()
    {
        this.Add("a/A.csproj", Project("<Compile Include=\"../shared/**/*.cs\" /><Compile Include=\"$(RepoRoot)/other/Y.cs\" /><Compile Remove=\"templates/**\" />"));
        this.AddSources("a/A.cs", "a/templates/T.cs", "shared/deep/S.cs", "other/X.cs", "other/Y.cs");
        Assert.Equal(
            ["a: a/A.cs other/Y.cs shared/deep/S.cs", "(no project): a/templates/T.cs other/X.cs"],
            this.Units().Select(this.Show));
    }

    [Fact]
    public void Imports_AndSettingsAbove_AreRead()
    {
        this.Add("Directory.Build.props", "<Project><PropertyGroup><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>");
        this.Add("build/Shared.props", "<Project><ItemGroup><Compile Include=\"$(MSBuildThisFileDirectory)../shared/S.cs\" /><Using Include=\"Xunit\" /><Using Include=\"System.Math\" Static=\"true\" /></ItemGroup></Project>");
        this.Add("a/A.csproj", "<Project><Import Project=\"$(Root)/build/Shared.props\" /><PropertyGroup><DefineConstants>$(DefineConstants);GPU;FAST</DefineConstants></PropertyGroup></Project>");
        this.AddSources("a/A.cs", "shared/S.cs");
        var unit = Assert.Single(this.Units());
        Assert.Equal("a: a/A.cs shared/S.cs", this.Show(unit));
        Assert.Equal(["Xunit", "static System.Math"], unit.Usings);
        Assert.Equal(["FAST", "GPU"], unit.Symbols);
        Assert.True(unit.ImplicitUsings);
    }

    [Theory]
    [InlineData("not xml <")]
    [InlineData("")]
    [InlineData("<Project><Import Project=\"A.csproj\" /><ItemGroup><ProjectReference Include=\"../../outside/O.csproj;$(Unknown);@(Items);\0\" /></ItemGroup></Project>")]
    public void Project_ThatCannotBeUnderstood_IsReadAllTheSame(string text)
    {
        this.Add("a/A.csproj", text.Replace('\0', '|'));
        this.AddSources("a/A.cs");
        Assert.Equal(["a: a/A.cs"], this.Units().Select(this.Show));
    }

    [Theory]
    [InlineData("test", "src/A.cs")]
    [InlineData("*est", "src/A.cs")]
    [InlineData("src/test", "src/A.cs test/B.cs")]
    [InlineData("**/test", "src/A.cs")]
    [InlineData("src", "test/B.cs")]
    [InlineData("A.cs", "src/A.cs src/test/C.cs test/B.cs")]
    public void ExcludedFolders_AreNotRead(string pattern, string expected)
    {
        this.AddSources("src/A.cs", "test/B.cs", "src/test/C.cs");
        var excluded = Excluded.Create(pattern);
        Assert.Equal(expected, string.Join(' ', RepositoryLayout.Read(this.tree.Root, excluded.Matches).Units(new HashSet<string>()).SelectMany(unit => unit.Own).Select(this.Relative)));
    }

    public void Dispose() => this.tree.Dispose();

    private static string Project(string items = "") => $"<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup>{items}</ItemGroup></Project>";

    private void Add(string path, string text) => this.tree.Add(path, text);

    private void AddSources(params string[] sources)
    {
        foreach (var source in sources)
        {
            this.tree.Add(source, "");
        }
    }

    private List<SourceUnit> Units(params string[] assemblies) => [.. RepositoryLayout.Read(this.tree.Root, _ => false).Units(assemblies.ToHashSet())];

    private string Show(SourceUnit unit) => $"{unit.Name}: {string.Join(' ', unit.Own.Select(this.Relative))}{(unit.Foreign.IsEmpty ? "" : $" ({string.Join(' ', unit.Foreign.Select(this.Relative))})")}";

    private string Relative(string path) => Path.GetRelativePath(this.tree.Root, path).Replace('\\', '/');
}
