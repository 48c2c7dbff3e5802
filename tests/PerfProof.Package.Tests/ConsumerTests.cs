namespace PerfProof.Package.Tests;

/// <summary>A project that references the package, through the commands that its owner would use.</summary>
[Collection(nameof(Feed))]
public sealed class ConsumerTests(Feed feed)
{
    [Fact]
    public async Task Build_ShowsWarnings_AtTheirPlaces_WithALinkToTheirPage()
    {
        var consumer = await Consumer.CreateAsync(feed);
        var build = (await consumer.BuildAsync()).Succeeded();
        Assert.Contains("Packer.cs(10,33): warning PP2001: ", Assert.Single(build.Lines("PP2001")));
        Assert.Matches(@"Weights\.cs\(9,\d+\): warning PP1003: ", Assert.Single(build.Lines("PP1003")));
        Assert.Contains("/docs/rules/PP2001.md", build.Lines("PP2001")[0]);
        Assert.Empty(build.Lines("AD0001"));
        Assert.Empty(build.Lines("CS8032"));
    }

    [Fact]
    public async Task EditorConfig_Error_FailsTheBuild()
    {
        var consumer = await Consumer.CreateAsync(feed);
        consumer.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.PP2001.severity = error\n");
        var build = await consumer.BuildAsync();
        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("error PP2001: ", Assert.Single(build.Lines("PP2001")));
        Assert.Contains("warning PP1003: ", Assert.Single(build.Lines("PP1003")));
    }

    [Fact]
    public async Task EditorConfig_None_IsSilent()
    {
        var consumer = await Consumer.CreateAsync(feed);
        consumer.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.PP2001.severity = none\n[Weights.cs]\ndotnet_diagnostic.PP1003.severity = none\n");
        Assert.Empty((await consumer.BuildAsync()).Succeeded().Lines("PP"));
    }

    /// <summary>The way of docs/suppressing.md for a repository that begins with many findings.</summary>
    [Fact]
    public async Task EditorConfig_NamesOldFiles_AndNewOnesFail()
    {
        var consumer = await Consumer.CreateAsync(feed);
        consumer.Write(".editorconfig", """
            root = true
            [*.cs]
            dotnet_diagnostic.PP2001.severity = error
            dotnet_diagnostic.PP1003.severity = none
            [{Packer.cs,Other/Older.cs}]
            dotnet_diagnostic.PP2001.severity = suggestion
            """);
        Assert.Empty((await consumer.BuildAsync()).Succeeded().Lines("PP"));

        consumer.Write("New.cs", consumer.Read("Packer.cs").Replace("class Packer", "class New", StringComparison.Ordinal));
        var build = await consumer.BuildAsync();
        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("New.cs", Assert.Single(build.Lines("PP2001")));
    }

    [Fact]
    public async Task Preset_Quiet_SilencesTheBuild_AndEditorConfigWinsOverIt()
    {
        var consumer = await Consumer.CreateAsync(feed, properties: "<PerfProofPreset>quiet</PerfProofPreset>");
        Assert.Empty((await consumer.BuildAsync()).Succeeded().Lines("PP"));

        consumer.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.PP1003.severity = warning\n");
        Assert.Contains("warning PP1003: ", Assert.Single((await consumer.BuildAsync()).Succeeded().Lines("PP")));
    }

    [Fact]
    public async Task Preset_Unknown_IsSaid_AndChangesNothing()
    {
        var consumer = await Consumer.CreateAsync(feed, properties: "<PerfProofPreset>loud</PerfProofPreset>");
        var build = (await consumer.BuildAsync()).Succeeded();
        Assert.Contains("is none of quiet, default, strict", Assert.Single(build.Lines("warning PERFPROOF1")));
        Assert.Single(build.Lines("PP2001"));
    }

    /// <summary>However it is included, a catalog is read once, and a bad line of it is reported once.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("""<AdditionalFiles Include="PerfProof.Apis.txt" />""")]
    [InlineData("""<AdditionalFiles Include="$(MSBuildProjectDirectory)/PerfProof.Apis.txt" />""")]
    [InlineData("""<AdditionalFiles Include="*.txt" />""")]
    public async Task Catalog_IsReadOnce(string item)
    {
        var consumer = await Consumer.CreateAsync(feed, items: item);
        consumer.Write("PerfProof.Apis.txt", consumer.Read("PerfProof.Apis.txt") + "count-tokens | App.Counter::Nothing\n");
        var build = (await consumer.BuildAsync()).Succeeded();
        Assert.Contains("PerfProof.Apis.txt(2,1): warning PP0001: ", Assert.Single(build.Lines("PP0001")));
        Assert.Single(build.Lines("PP2001"));
    }

    /// <summary>What was measured, in the build: found beside the project or above it, read once, and obeyed as the user asks.</summary>
    [Fact]
    public async Task Build_SaysWhatWasMeasured_AndFollowsIt()
    {
        var consumer = await Consumer.CreateAsync(feed);
        consumer.Write("../perfproof.evidence.perfproof-index", await consumer.MeasuredAsync("Confirmed"));
        Assert.Contains("; measured 14.2x (13.1 to 15.0) on A device, 2026-11-21", Assert.Single((await consumer.BuildAsync()).Succeeded().Lines("warning PP2001")));

        // Beside and above: neither is handed over twice, and a broken line is reported once.
        File.Move(Path.Combine(consumer.Folder, "..", "perfproof.evidence.perfproof-index"), Path.Combine(consumer.Folder, "perfproof.evidence.perfproof-index"));
        consumer.Write("other.perfproof-index", "perfproof-index 99\n");
        consumer.Write(".editorconfig", "root = true\n[*.cs]\nperfproof.confirmed_severity = error\n");
        var build = await consumer.BuildAsync();
        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("measured 14.2x", Assert.Single(build.Lines("error PP2001")));
        Assert.Contains("other.perfproof-index(1,1): warning PP0002: ", Assert.Single(build.Lines("PP0002")));

        // The user's word about the rule itself wins.
        consumer.Write(".editorconfig", "root = true\n[*.cs]\nperfproof.confirmed_severity = error\ndotnet_diagnostic.PP2001.severity = warning\n");
        Assert.Single((await consumer.BuildAsync()).Succeeded().Lines("warning PP2001"));
    }

    [Fact]
    public async Task Catalog_AboveTheProject_TakesPart()
    {
        var consumer = await Consumer.CreateAsync(feed);
        File.Move(Path.Combine(consumer.Folder, "PerfProof.Apis.txt"), Path.Combine(consumer.Folder, "..", "PerfProof.Apis.txt"));
        Assert.Single((await consumer.BuildAsync()).Succeeded().Lines("PP2001"));
    }

    [Fact]
    public async Task WithoutItsCatalog_TheWrapperIsNotKnown()
    {
        var consumer = await Consumer.CreateAsync(feed);
        File.Delete(Path.Combine(consumer.Folder, "PerfProof.Apis.txt"));
        Assert.Empty((await consumer.BuildAsync()).Succeeded().Lines("PP2001"));
    }

    [Fact]
    public async Task Format_AppliesEverySafeFix_AndTheProjectStillBuilds()
    {
        var consumer = await Consumer.CreateAsync(feed);
        (await consumer.DotnetAsync("format", "analyzers", "App.csproj", "--diagnostics", "PP1003", "PP2001", "--no-restore")).Succeeded();
        Assert.Contains("TensorPrimitives.ConvertToSingle(stored, weights", consumer.Read("Weights.cs"));
        Assert.Contains("using System.Numerics.Tensors;", consumer.Read("Weights.cs"));
        var packer = consumer.Read("Packer.cs");
        Assert.InRange(packer.IndexOf("counter.Count(header)", StringComparison.Ordinal), 0, packer.IndexOf("foreach", StringComparison.Ordinal));
        Assert.Empty((await consumer.BuildAsync()).Succeeded().Lines("PP"));
    }
}
