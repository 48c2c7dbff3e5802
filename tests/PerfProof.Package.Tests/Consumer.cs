namespace PerfProof.Package.Tests;

/// <summary>A project as a user has it: it references the package, and has code that the rules find.</summary>
public sealed class Consumer
{
    private readonly Feed feed;

    private Consumer(Feed feed, string folder)
    {
        this.feed = feed;
        this.Folder = folder;
    }

    /// <summary>Folder of the project.</summary>
    public string Folder { get; }

    /// <summary>Makes and restores the project.</summary>
    /// <param name="feed">Where the package comes from.</param>
    /// <param name="properties">More properties of the project.</param>
    /// <param name="items">More items of the project.</param>
    public static async Task<Consumer> CreateAsync(Feed feed, string properties = "", string items = "")
    {
        var consumer = new Consumer(feed, Path.Combine(feed.CreateFolder(), "App"));
        Directory.CreateDirectory(consumer.Folder);
        // Sources of this machine stay in force; what is restored already need not be fetched again.
        consumer.Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="perfproof-tests" value="{feed.Folder}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{Dotnet.Metadata("NuGetPackageRoot")}" /></fallbackPackageFolders>
            </configuration>
            """);
        consumer.Write("Directory.Build.props", "<Project />");
        consumer.Write("App.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="PerfProof" Version="{feed.Version}" PrivateAssets="all" />
                <PackageReference Include="System.Numerics.Tensors" Version="10.0.0" />
                {items}
              </ItemGroup>
            </Project>
            """);
        consumer.Write("PerfProof.Apis.txt", "count-tokens | App.Counter::Count | total=yes\n");
        consumer.Write("Counter.cs", """
            namespace App;

            public sealed class Counter
            {
                public int Count(string text) => text.Split(' ').Length;
            }
            """);
        consumer.Write("Packer.cs", """
            namespace App;

            public static class Packer
            {
                public static int Fit(Counter counter, string header, string[] parts, int budget)
                {
                    var fitting = 0;
                    foreach (var part in parts)
                    {
                        var left = budget - counter.Count(header);
                        if (part.Length < left)
                        {
                            fitting++;
                        }
                    }

                    return fitting;
                }
            }
            """);
        consumer.Write("Weights.cs", """
            namespace App;

            public static class Weights
            {
                public static void Widen(Half[] stored, float[] weights)
                {
                    for (int i = 0; i < stored.Length; i++)
                    {
                        weights[i] = (float)stored[i];
                    }
                }
            }
            """);
        (await consumer.DotnetAsync("restore")).Succeeded();
        return consumer;
    }

    /// <summary>Writes a file of the project.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(this.Folder, name), text);

    /// <summary>Reads a file of the project.</summary>
    public string Read(string name) => File.ReadAllText(Path.Combine(this.Folder, name));

    /// <summary>
    /// The index that the installed tool writes about this project, with a verdict on PP2001 put into it: how it is reached is tested elsewhere, and
    /// takes half a minute.
    /// </summary>
    public async Task<string> MeasuredAsync(string verdict)
    {
        var (tools, output) = (this.feed.CreateFolder(), this.feed.CreateFolder());
        (await this.DotnetAsync("tool", "install", "PerfProof.Tool", "--tool-path", tools, "--version", this.feed.Version)).Succeeded();
        var tool = Path.Combine(tools, OperatingSystem.IsWindows() ? "perfproof.exe" : "perfproof");
        (await Dotnet.RunAsync(tool, this.Folder, this.feed.Packages, ["verify", "App.csproj", "--budget", "1", "--no-cache", "--evidence", Path.Combine(output, "run.json")])).Succeeded();
        return string.Concat(File.ReadAllLines(Path.Combine(output, "run.perfproof-index")).Select(line => (line.Split('\t') switch
        {
            ["device", var number, _] => $"device\t{number}\tA device",
            [var id, var place, var digest, .., var device] when id.StartsWith("PP2001", StringComparison.Ordinal) => $"{id}\t{place}\t{digest}\t{verdict}\tcode\t13.1\t14.2\t15\t2026-11-21\t{device}",
            _ => line,
        }) + "\n"));
    }

    /// <summary>Runs <c>dotnet build</c> from scratch.</summary>
    public Task<Outcome> BuildAsync() => this.DotnetAsync("build", "--no-restore", "--no-incremental", "-v", "minimal");

    /// <summary>Runs <c>dotnet</c> in the folder of the project.</summary>
    public Task<Outcome> DotnetAsync(params string[] arguments) => Dotnet.RunAsync(this.Folder, this.feed.Packages, arguments);
}
