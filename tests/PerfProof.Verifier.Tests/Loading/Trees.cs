using System.Diagnostics;
using System.Security.Cryptography;

namespace PerfProof.Verifier.Tests.Loading;

/// <summary>A folder of projects as users have them, made and restored once for all tests of the stage.</summary>
public sealed class Trees : IDisposable
{
    private const string Console = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          ITEMS
        </Project>
        """;

    /// <summary>Makes the folder.</summary>
    public Trees()
    {
        this.Root = Directory.CreateTempSubdirectory("trees-").FullName;

        // Nothing above the folder may take part.
        this.Write("Directory.Build.props", "<Project />");
        this.Write("Directory.Build.targets", "<Project />");
        this.Write("Directory.Packages.props", "<Project />");

        this.Write("app/App.csproj", Console.Replace("ITEMS", """<ItemGroup><ProjectReference Include="../lib/Lib.csproj" /><AdditionalFiles Include="notes.txt" /></ItemGroup>""", StringComparison.Ordinal));
        this.Write("app/Program.cs", """
            // The comment above the call.
            Console.WriteLine(new Lib.Work().Slow(1));
            """);
        this.Write("app/Quiet/Quiet.cs", "namespace App; class Quiet { int Run() => new Lib.Work().Slow(2); }");
        this.Write("app/Suppressed.cs", """
            namespace App;
            class Suppressed
            {
            #pragma warning disable TS0001
                int Run() => new Lib.Work().Slow(3);
            #pragma warning restore TS0001
            }
            """);
        this.Write("app/Made.g.cs", "namespace App; class Made { int Run() => new Lib.Work().Slow(4); }");
        this.Write("app/Generated.cs", """
            using System.Text.RegularExpressions;
            namespace App;
            partial class Patterns { [GeneratedRegex("a+")] public static partial Regex Letters(); }
            """);
        this.Write("app/.editorconfig", "root = true\n[Quiet/*.cs]\ndotnet_diagnostic.TS0001.severity = none\n");
        this.Write("app/notes.txt", "additional");
        this.Write("app/PerfProof.Apis.txt", "# a catalog\n");

        this.Write("lib/Lib.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks></PropertyGroup></Project>""");
        this.Write("lib/Work.cs", """
            namespace Lib
            {
                public class Work
                {
            #if NET
                    public int Slow(int x) => x;
                    public int Run() => this.Slow(1) + this.Slow(1);
            #else
                    public int Old(int x) => x;
            #endif
                }
            }
            """);

        this.Write("broken/Broken.csproj", Console.Replace("ITEMS", "", StringComparison.Ordinal));
        this.Write("broken/Program.cs", """
            var work = new Work();
            work.Slow();
            int number = "text";
            Missing.Call();
            class Work { public void Slow() { } }
            """);
        this.Write("sets/Sets.csproj", Console.Replace("ITEMS", "<PropertyGroup><IntermediateOutputPath>made/</IntermediateOutputPath></PropertyGroup>", StringComparison.Ordinal));
        this.Write("sets/Program.cs", "Console.WriteLine();");

        this.Write("All.slnx", """
            <Solution>
              <Folder Name="/code/"><Project Path="app/App.csproj" /></Folder>
              <Project Path="lib\Lib.csproj" />
              <Project Path="broken/Broken.csproj" />
              <Project Path="sets/Sets.csproj" />
            </Solution>
            """);
        this.Restore();

        this.Write("never/Never.csproj", Console.Replace("ITEMS", "", StringComparison.Ordinal));
        this.Write("never/Program.cs", "Console.WriteLine();");
        this.Write("mixed/Mixed.sln", """

            Microsoft Visual Studio Solution File, Format Version 12.00
            # Visual Studio Version 17
            Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "things", "things", "{827E0CD3-B72D-47B6-A68D-7590B98EB39B}"
            EndProject
            Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "Lib", "..\lib\Lib.csproj", "{0775AAD7-EE36-475E-A0DB-AA1030B743F7}"
            EndProject
            Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "Never", "..\never\Never.csproj", "{1775AAD7-EE36-475E-A0DB-AA1030B743F7}"
            EndProject
            Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "Gone", "..\gone\Gone.csproj", "{2775AAD7-EE36-475E-A0DB-AA1030B743F7}"
            EndProject
            Project("{F2A71F9B-5D33-465A-A702-920D77279786}") = "Sharp", "Sharp.fsproj", "{3775AAD7-EE36-475E-A0DB-AA1030B743F7}"
            EndProject
            Global
            EndGlobal
            """);
        this.Write("loose/One.cs", "namespace Loose; class One { int Slow() => 1; int Run() => Enumerable.Range(0, 3).Sum(_ => Slow()); }");
        this.Write("loose/deep/Two.cs", "Console.WriteLine(new Loose.Two()); namespace Loose { class Two { } }");
        this.Write("loose/bin/Skipped.cs", "class Skipped { int Slow() => 1; int Run() => Slow(); }");
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => Path.Combine(this.Root, name);

    /// <summary>Writes a file.</summary>
    public string Write(string name, string text)
    {
        var path = this.PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Every folder, and every file with a hash of its content.</summary>
    public IReadOnlyList<string> Snapshot() =>
    [
        .. Directory.EnumerateDirectories(this.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
        .. Directory.EnumerateFiles(this.Root, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(this.Root, recursive: true);

    private void Restore()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["restore", this.PathOf("All.slnx"), "-v", "q", "-nodeReuse:false"])
        {
            WorkingDirectory = this.Root,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }
}

/// <summary>The tests that share the folder; they run one after the other, since each starts an SDK.</summary>
[CollectionDefinition(nameof(Trees))]
public sealed class TreesGroup : ICollectionFixture<Trees>;
