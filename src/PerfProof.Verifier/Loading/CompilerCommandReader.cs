using System.Collections.Immutable;
using System.Xml.Linq;

namespace PerfProof.Loading;

/// <summary>
/// Asks the user's own SDK, in one process, what the compiler would be asked to do for each project, without building and
/// without writing anything into the user's tree: the files of Injected/ are imported into every project and move
/// what would be generated to a scratch folder. No MSBuild runs in this process.
/// </summary>
internal static class CompilerCommandReader
{
    private const string ResourcePrefix = "PerfProof.Loading.";

    private static readonly string[] injected = ["traversal.proj", "before.props", "inner.props", "inner.targets", "outer.targets"];

    /// <summary>Asks about these projects and all that they reference.</summary>
    /// <exception cref="LoadException">There is no SDK, or it does not answer in time.</exception>
    public static async Task<CompilerCommands> ReadAsync(
        ImmutableArray<string> projects, string folder, string? framework, ScratchFolder scratch, TimeSpan timeout, CancellationToken cancellation)
    {
        Write(projects, framework, scratch);
        string[] arguments =
        [
            "msbuild", scratch.File("traversal.proj"), "-t:PerfProofLoad", "-nologo", "-v:q", "-clp:NoSummary",
            "-noAutoResponse", "-nodeReuse:false", "-m:1",
        ];
        var result = await DotnetCommand.RunAsync(folder, arguments, timeout, cancellation).ConfigureAwait(false);
        var commands = Read(scratch);
        ImmutableArray<BuildError> errors = [.. result.Output.Select(BuildError.Parse).OfType<BuildError>()];
        if (commands.Commands.IsEmpty && !errors.Any(error => error.IsError) && result.ExitCode != 0)
        {
            throw new LoadException($"'dotnet msbuild' failed in {folder}: {(result.Output.Count > 0 ? result.Output[0] : $"exit code {result.ExitCode}")}");
        }

        return commands with { Errors = errors };
    }

    private static void Write(ImmutableArray<string> projects, string? framework, ScratchFolder scratch)
    {
        foreach (var name in injected)
        {
            using var source = typeof(CompilerCommandReader).Assembly.GetManifestResourceStream(ResourcePrefix + name)!;
            using var target = File.Create(scratch.File(name));
            source.CopyTo(target);
        }

        Directory.CreateDirectory(scratch.File("out"));
        new XElement(
            "Project",
            new XElement("PropertyGroup", new XElement("PerfProofFramework", Escape(framework ?? ""))),
            new XElement("ItemGroup", projects.Select(project => new XElement("PerfProofEntry", new XAttribute("Include", Escape(project))))))
            .Save(scratch.File("entries.props"));
    }

    // The characters that mean something to MSBuild.
    private static string Escape(string text) =>
        string.Concat(text.Select(c => "%*?@$();'".Contains(c) ? $"%{(int)c:X2}" : c.ToString()));

    private static CompilerCommands Read(ScratchFolder scratch)
    {
        var folder = scratch.File("out");
        var commands = ImmutableArray.CreateBuilder<CompilerCommand>();
        foreach (var file in Directory.GetFiles(folder, "*.project").Order(StringComparer.Ordinal))
        {
            commands.Add(ReadCommand(file));
        }

        var frameworks = ImmutableDictionary.CreateBuilder<string, string>(CompilerCommands.PathComparer);
        foreach (var file in Directory.GetFiles(folder, "*.outer"))
        {
            var properties = Properties(file);
            frameworks[properties["Project"]] = properties["Frameworks"];
        }

        return new CompilerCommands(commands.ToImmutable(), frameworks.ToImmutable(), []);
    }

    private static CompilerCommand ReadCommand(string file)
    {
        var properties = Properties(file);
        var project = properties["Project"];
        var assets = properties["Assets"];
        var isSdk = properties["Sdk"].Equals("true", StringComparison.OrdinalIgnoreCase);
        return new CompilerCommand(
            project,
            properties["Framework"],
            properties["Assembly"],
            properties["Namespace"],
            isSdk && assets.Length > 0 ? Path.GetFullPath(assets, Path.GetDirectoryName(project)!) : null,
            [.. Lines(Path.ChangeExtension(file, ".arguments"))],
            [.. Lines(Path.ChangeExtension(file, ".references")).Select(Reference).OfType<CompilerCommand.ProjectReference>()]);
    }

    private static CompilerCommand.ProjectReference? Reference(string line) =>
        line.Split('\t') is [var assembly, var output, var project, var framework, var aliases, ..]
            ? new CompilerCommand.ProjectReference(
                assembly,
                output,
                project,
                framework,
                [.. aliases.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)])
            : null;

    private static Dictionary<string, string> Properties(string file) =>
        Lines(file).Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1]);

    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];
}
