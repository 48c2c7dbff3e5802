using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfProof.Tests;

/// <summary>What test sources are compiled against: the running framework, real packages, and stubs of our own.</summary>
public static class Libraries
{
    private static readonly ConcurrentDictionary<string, MetadataReference> stubs = new();

    // Packages whose real assemblies lie beside the tests; everything else on the list of the host is the framework's.
    private static readonly string[] packages = ["Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "OpenAI", "System.Numerics.Tensors", "System.ClientModel"];

    private static readonly string[] trusted =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    /// <summary>The framework.</summary>
    public static IReadOnlyList<MetadataReference> Framework { get; } =
        [.. trusted
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Names of all libraries that tests can ask for.</summary>
    public static IEnumerable<string> Names => packages.Concat(
        Directory.EnumerateFiles(Repository.PathOf("tests", "Stubs"), "*.cs").Select(Path.GetFileNameWithoutExtension).OfType<string>());

    /// <summary>A library by its assembly name: the real package where the tests have it, otherwise <c>tests/Stubs/NAME.cs</c>.</summary>
    public static MetadataReference Get(string assembly) => stubs.GetOrAdd(assembly, static assembly =>
        packages.Contains(assembly)
            ? MetadataReference.CreateFromFile(trusted.Single(path => Path.GetFileNameWithoutExtension(path) == assembly))
            : CompileStub(assembly));

    // A stub says on a line of its own which others it is compiled against: "// libraries: A, B".
    private static IEnumerable<string> StubsOf(SyntaxTree tree) =>
        tree.ToString().Split('\n')
            .Where(line => line.StartsWith("// libraries:", StringComparison.Ordinal))
            .SelectMany(line => line["// libraries:".Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static MetadataReference CompileStub(string assembly)
    {
        var path = Repository.PathOf("tests", "Stubs", assembly + ".cs");
        var tree = CSharpSyntaxTree.ParseText(File.ReadAllText(path), new CSharpParseOptions(LanguageVersion.Preview), path);
        var compilation = CSharpCompilation.Create(
            assembly,
            [tree],
            [.. Framework, .. packages.Select(Get), .. StubsOf(tree).Select(Get)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Annotations));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        if (!result.Success)
        {
            throw new InvalidOperationException(
                $"The stub {path} does not compile:{Environment.NewLine}{string.Join(Environment.NewLine, result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error))}");
        }

        return MetadataReference.CreateFromImage(stream.ToArray(), filePath: assembly + ".dll");
    }
}
