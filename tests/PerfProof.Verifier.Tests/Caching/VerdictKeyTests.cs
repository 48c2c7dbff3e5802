using System.Reflection;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Caching;

/// <summary>What a verdict rests on changes its key; what it does not rest on leaves it.</summary>
public sealed class VerdictKeyTests : IDisposable
{
    private readonly VerifyTree tree = new();

    public void Dispose() => this.tree.Dispose();

    [Theory]
    [InlineData("Prompt.cs", "part.Length", "part.Length + 1")]
    [InlineData("Other.cs", null, "namespace Demo; class Other;")]
    [InlineData("PerfProof.Apis.txt", "\n", "\n# more\n")]
    [InlineData(".editorconfig", null, "root = true\n[*.cs]\ndotnet_diagnostic.PP2001.severity = error\n")]
    public async Task Key_WhatTheCompilerIsGivenChanges_IsAnother(string file, string? from, string to)
    {
        var before = await this.KeyAsync();
        var path = Path.Combine(this.tree.Code, file);
        var text = from is null ? to : (await File.ReadAllTextAsync(path) + "\n").Replace(from, to, StringComparison.Ordinal);
        this.tree.Write(Path.Combine("code", file), text);

        Assert.NotEqual(before, await this.KeyAsync());
    }

    [Fact]
    public async Task Key_AReferenceChanges_IsAnother()
    {
        var dll = Path.Combine(Path.GetDirectoryName(this.tree.Code)!, "Library.dll");
        File.Copy(typeof(FactAttribute).Assembly.Location, dll);
        var before = await this.KeyAsync(references: dll);
        // The same module version id, other bytes: as tools leave it that rewrite an assembly after its build.
        await File.AppendAllTextAsync(dll, " ");

        Assert.NotEqual(before, await this.KeyAsync(references: dll));
    }

    [Fact]
    public async Task Key_AnOptionThatSaysHowToMeasure_IsAnother()
    {
        var keys = new List<string>
        {
            await this.KeyAsync(),
            await this.KeyAsync(change: options => options with { Host = "managed" }),
            await this.KeyAsync(change: options => options with { Effort = Effort.Default with { MaximumForks = 8 } }),
        };

        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public async Task Key_WhatDoesNotMatter_IsTheSame()
    {
        var before = await this.KeyAsync();
        using var elsewhere = new VerifyTree();
        this.tree.Write("code/run.perfproof-index", "perfproof-index 1\n");
        this.tree.Write("code/notes.txt", "not compiled");

        Assert.Equal(before, await this.KeyAsync());
        Assert.Equal(before, await KeyAsync(elsewhere.Code, [], options => options));
        Assert.Equal(before, await this.KeyAsync(change: options => options with
        {
            EvidencePath = "other.json",
            CacheFolder = "cache",
            Budget = TimeSpan.FromSeconds(5),
            Find = new() { Rules = ["PP2001"] },
        }));
    }

    [Fact]
    public async Task Key_TwoFindingsOfAFile_AreTwo()
    {
        this.tree.Write("code/Prompt.cs", VerifyTree.Counting.Replace("counter.Count(system) + part", "counter.Count(system) + counter.Count(\"user: \" + system) + part", StringComparison.Ordinal));
        var code = await CodeLoader.LoadAsync(new LoadRequest(this.tree.Code), CancellationToken.None);
        var found = await Finder.FindAsync(code, new(), CancellationToken.None);
        var keys = new FindingKeys(code, new(new(this.tree.Code)));

        Assert.True(found.Findings.Length > 1);
        var all = new HashSet<string>();
        foreach (var finding in found.Findings)
        {
            Assert.True(all.Add(await keys.OfAsync(finding)));
        }
    }

    [Theory]
    [InlineData("code/data/words.txt", true)]
    [InlineData("code/app.config", true)]
    [InlineData("Directory.Build.props", true)]
    [InlineData("code/.editorconfig", true)]
    [InlineData("code/obj/project.assets.json", false)]
    [InlineData("code/bin/Release/App.dll", false)]
    [InlineData("code/.git/HEAD", false)]
    [InlineData("code/run.json", false)]
    [InlineData("code/run.samples.json", false)]
    [InlineData("code/run.perfproof-index", false)]
    public async Task Key_OfAnEntry_IsAnotherWhereABuildOrTheProgramCouldReadWhatChanged(string file, bool counts)
    {
        var before = await this.EntryKeyAsync("Demo.App.Main");
        Assert.Equal(before, await this.EntryKeyAsync("Demo.App.Main"));

        this.tree.Write(file, "new");
        Assert.Equal(counts, before != await this.EntryKeyAsync("Demo.App.Main"));

        this.tree.Write(file, "changed");
        var changed = await this.EntryKeyAsync("Demo.App.Main");
        this.tree.Write(file, "new");
        Assert.Equal(counts, changed != await this.EntryKeyAsync("Demo.App.Main"));
    }

    [Fact]
    public async Task Key_OfAnEntry_IsItsOwn()
    {
        string[] keys = [await this.EntryKeyAsync(null), await this.EntryKeyAsync("Demo.App.Main"), await this.EntryKeyAsync("Demo.App.Run")];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Key_NamesEveryPartOfTheToolAndNoCommit()
    {
        var ours = typeof(Verification).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Append(typeof(Verification).Assembly.GetName().Name!)
            .Where(name => name.StartsWith(nameof(PerfProof), StringComparison.Ordinal));
        Assert.Subset(RunKey.Parts.Select(part => part.GetName().Name!).ToHashSet(), ours.ToHashSet());
        // A version with a commit in it would make every commit another build, and every kept verdict void.
        Assert.All(
            RunKey.Parts.Where(part => part.GetName().Name!.StartsWith(nameof(PerfProof), StringComparison.Ordinal)),
            part => Assert.DoesNotContain("+", part.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion, StringComparison.Ordinal));
    }

    /// <summary>As if the tree were a project: its sources are read the same way, and its files lie around its project file.</summary>
    private async Task<string> EntryKeyAsync(string? entry)
    {
        var code = await CodeLoader.LoadAsync(new LoadRequest(this.tree.Code), CancellationToken.None);
        var finding = Assert.Single((await Finder.FindAsync(code, new(), CancellationToken.None)).Findings, finding => finding.Document is not null);
        var solution = code.Solution.WithProjectFilePath(finding.Document!.Project.Id, Path.Combine(this.tree.Code, "App.csproj"));
        var options = new VerifyOptions(new(this.tree.Code)) { Entry = entry, EvidencePath = Path.Combine(this.tree.Code, "run.json") };
        return await new FindingKeys(code with { Solution = solution }, options).OfAsync(finding);
    }

    private Task<string> KeyAsync(Func<VerifyOptions, VerifyOptions>? change = null, params string[] references) =>
        KeyAsync(this.tree.Code, references, change ?? (options => options));

    private static async Task<string> KeyAsync(string path, string[] references, Func<VerifyOptions, VerifyOptions> change)
    {
        var request = new LoadRequest(path) { References = [.. references] };
        var code = await CodeLoader.LoadAsync(request, CancellationToken.None);
        var finding = Assert.Single((await Finder.FindAsync(code, new(), CancellationToken.None)).Findings, finding => finding.Document is not null);
        return await new FindingKeys(code, change(new(request))).OfAsync(finding);
    }
}
