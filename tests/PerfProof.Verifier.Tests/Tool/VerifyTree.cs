using System.Security.Cryptography;
using PerfProof.Loading;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Execution;

namespace PerfProof.Verifier.Tests.Tool;

/// <summary>A folder of its own for a run of <c>verify</c>: the user's tree, and a place for the evidence.</summary>
internal sealed class VerifyTree : IDisposable
{
    /// <summary>A class that counts the words of a text, as a tokenizer would.</summary>
    public const string Counter = """
        public class Counter
        {
            public int Count(string text)
            {
                var count = 0;
                foreach (var character in text) { if (character == ' ') { count++; } }
                return count + 1;
            }
        }
        """;

    /// <summary>Counts the same text on every turn of a loop, so that every turn but one is waste.</summary>
    public const string Counting = $$"""
        using System.Collections.Generic;
        namespace Demo;
        {{Counter}}
        public class Prompt
        {
            public int Total(Counter counter, string system, List<string> parts)
            {
                var total = 0;
                foreach (var part in parts)
                {
                    total += counter.Count(system) + part.Length;
                }

                return total;
            }
        }
        """;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType></PropertyGroup>
          <ItemGroup><AdditionalFiles Include="PerfProof.Apis.txt" /></ItemGroup>
        </Project>
        """;

    private readonly string root = Directory.CreateTempSubdirectory("verify-").FullName;

    public VerifyTree()
    {
        this.Write("code/PerfProof.Apis.txt", "count-tokens | Demo.Counter::Count");
        this.Write("code/Prompt.cs", Counting);
    }

    /// <summary>The user's tree.</summary>
    public string Code => Path.Combine(this.root, "code");

    /// <summary>Where evidence goes: a folder that does not exist yet.</summary>
    public string Evidence => Path.Combine(this.root, "out", "deep", "run.json");

    /// <summary>Writes a file.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(this.root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Makes the tree a project with a build of its own, in which nothing above it takes part.</summary>
    public void WriteProgram(string program, string project = Project)
    {
        this.Write("code/App.csproj", project);
        this.Write("code/App.cs", program);
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            this.Write(name, "<Project />");
        }
    }

    /// <summary>Every file and folder of the user's tree, with what is in it.</summary>
    public IReadOnlyList<string> Snapshot() =>
    [
        .. Directory.EnumerateFileSystemEntries(this.Code, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(entry => Directory.Exists(entry) ? entry : $"{entry} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(entry)))}"),
    ];

    /// <summary>What <c>perfproof verify</c> does, with little effort, and what it prints.</summary>
    public async Task<(VerifyResult Result, string Output)> RunAsync(string? entry = null)
    {
        var options = new VerifyOptions(new LoadRequest(this.Code)) { EvidencePath = this.Evidence, Host = "managed", Entry = entry, Effort = MethodPairs.Quick with { CallLimit = TimeSpan.FromSeconds(60) } };
        var result = await Verification.RunAsync(options, DirectProgress<VerifyProgress>.Unwatched, CancellationToken.None);
        // The command line has no way to ask for less effort; 'merge' prints the same table.
        using var output = new StringWriter();
        await CommandLine.RunAsync(["merge", this.Evidence, "--evidence", Path.Combine(this.root, "merged.json")], output, TextWriter.Null);
        return (result, output.ToString());
    }

    /// <summary>Runs <c>perfproof verify</c>.</summary>
    public async Task<(int Exit, string Output, IReadOnlyList<string> Errors)> VerifyAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        // Verdicts of other tests, and of whoever runs them, stay out.
        string[] cache = arguments.Any(argument => argument is "--cache" or "--no-cache") ? [] : ["--no-cache"];
        var exit = await CommandLine.RunAsync(["verify", this.Code, "--evidence", this.Evidence, .. cache, .. arguments], output, error);
        // What is going on is told on standard error as well; problems begin with the name of the tool.
        return (exit, output.ToString(), [.. error.ToString().Split(Environment.NewLine).Where(line => line.StartsWith("perfproof: ", StringComparison.Ordinal))]);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(this.root, recursive: true);
}
