using System.Diagnostics;
using PerfProof.Loading;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Profiling;

/// <summary>A program that is built once: what it does is its argument.</summary>
public sealed class ProfiledProgram : IAsyncLifetime
{
    /// <summary>What it prints once it works.</summary>
    public const string Started = "works";

    private const string Main = """
        var mode = args.FirstOrDefault();
        if (mode == "quit") { return; }
        Console.WriteLine("works");
        var parts = Enumerable.Range(0, 300).Select(i => "part " + i).ToList();
        var counter = new Demo.Counter();
        var text = string.Concat(Enumerable.Repeat("many words ", 100_000));
        var end = Environment.TickCount64 + (mode == "long" ? 300_000 : mode == "crash" ? 1_000 : 0);
        do { Console.WriteLine(new Demo.Prompt().Total(counter, text, parts)); } while (Environment.TickCount64 < end);
        if (mode == "crash") { Environment.FailFast("as asked"); }
        """;

    private const string Definition = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings><TreatWarningsAsErrors>true</TreatWarningsAsErrors></PropertyGroup>
          <ItemGroup><AdditionalFiles Include="PerfProof.Apis.txt" /></ItemGroup>
        </Project>
        """;

    /// <summary>A folder for all of it, and for what tests write.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("profiled-").FullName;

    /// <summary>The project's folder.</summary>
    public string Folder => Path.Combine(this.Root, "program");

    /// <summary>The project.</summary>
    public string Project => Path.Combine(this.Folder, "Prompts.csproj");

    /// <summary>The same sources without a project, which load at once; the folder is called as the assembly is.</summary>
    public string Sources => Path.Combine(this.Root, "loose", "Prompts");

    /// <summary>The program.</summary>
    public string Assembly => Path.Combine(this.Folder, "bin", "Release", "net10.0", "Prompts.dll");

    /// <summary>A name for a file that no other test has.</summary>
    public string NewFile(string extension) => Path.Combine(this.Root, Path.GetRandomFileName() + extension);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Write(this.Root, ("Directory.Build.props", "<Project />"), ("Directory.Build.targets", "<Project />"), ("Directory.Packages.props", "<Project />"));
        Write(this.Folder, ("Prompt.cs", VerifyTree.Counting), ("Program.cs", Main), ("PerfProof.Apis.txt", "count-tokens | Demo.Counter::Count"), ("Prompts.csproj", Definition));
        Write(this.Sources, ("Prompt.cs", VerifyTree.Counting), ("PerfProof.Apis.txt", "count-tokens | Demo.Counter::Count"));
        var built = await DotnetCommand.RunAsync(this.Folder, ["build", "-c", "Release", "-v", "quiet", "-nologo"], TimeSpan.FromMinutes(4), CancellationToken.None);
        Assert.True(built.ExitCode == 0, string.Join('\n', built.Output));
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        Directory.Delete(this.Root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Starts the program, and returns when it works.</summary>
    public Process Start(string mode, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [this.Assembly, mode]) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        Assert.Equal(Started, process.StandardOutput.ReadLine());
        return process;
    }

    /// <summary>Runs the tool in this process.</summary>
    public static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(arguments, output, error);
        return (exit, output.ToString(), error.ToString());
    }

    private static void Write(string folder, params (string Name, string Text)[] files)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in files)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }
    }
}

/// <summary>Tests that share the program.</summary>
[CollectionDefinition(nameof(ProfiledProgram))]
public sealed class ProfiledProgramCollection : ICollectionFixture<ProfiledProgram>;
