using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Baseline.Tests;

/// <summary>What the newest compiler's tests cannot see: a member that Roslyn 4.5 lacks, or behaves differently in, at run time.</summary>
public sealed class OldestCompilerTests
{
    private const string Catalog = "count-tokens | App.Counter::Count | total=yes\nembed-one | App.Embedder::Embed | batch=App.Embedder::EmbedAll\ndevice-to-host | App.Device::Read\nsynchronize | App.Device::Wait\nlaunch | App.Device::Launch\n";

    private const string Source = """
        using System; using System.Collections.Generic; using System.Linq;
        namespace App;
        public sealed class Counter { public int Count(string text) => text.Length; }
        public sealed class Embedder { public float[] Embed(string text) => new float[1]; public List<float[]> EmbedAll(IEnumerable<string> texts) => new(); }
        public sealed class Device { public float[] Read() => new float[1]; public void Wait() { } public void Launch() { } }
        public static class Code
        {
            public static int Fit(Counter counter, string header, string[] parts)
            {
                var fitting = 0;
                foreach (var part in parts)
                {
                    if (part.Length < 100 - counter.Count(header))
                    {
                        fitting++;
                    }
                }

                return fitting;
            }

            public static List<float[]> EmbedEach(Embedder embedder, List<string> texts)
            {
                var vectors = new List<float[]>();
                foreach (var text in texts)
                {
                    vectors.Add(embedder.Embed(text));
                }

                return vectors;
            }

            public static void Step(Device device, int steps)
            {
                for (var step = 0; step < steps; step++)
                {
                    device.Launch();
                    device.Wait();
                }
            }

            public static void Widen(Half[] stored, float[] weights)
            {
                for (int i = 0; i < stored.Length; i++)
                {
                    weights[i] = (float)stored[i];
                }
            }

            public static Half Sum(Half[] values)
            {
                Half sum = (Half)0;
                for (int i = 0; i < values.Length; i++)
                {
                    sum += values[i] * values[i];
                }

                return sum;
            }
        }
        """;

    [Fact]
    public void Compiler_IsTheOldestPromised() =>
        Assert.Equal(new Version(4, 5), new Version(typeof(Compilation).Assembly.GetName().Version!.Major, typeof(Compilation).Assembly.GetName().Version!.Minor));

    [Fact]
    public async Task Rules_FindTheirCore_AndNoneThrows()
    {
        var found = await Analyze(CreateDocument());
        Assert.Equal(["PP1001", "PP1003", "PP2001", "PP3001", "PP4001"], found.Select(diagnostic => diagnostic.Id).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Fixes_AreOffered_AndTheirResultCompiles()
    {
        var document = CreateDocument();
        var fixes = Instances<CodeFixProvider>(typeof(RuleFix)).ToList();
        Assert.NotEmpty(fixes);
        var offered = new List<string>();
        foreach (var diagnostic in await Analyze(document))
        {
            foreach (var fix in fixes.Where(fix => fix.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                var actions = new List<CodeAction>();
                await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
                foreach (var action in actions)
                {
                    var operations = await action.GetOperationsAsync(CancellationToken.None);
                    var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
                    Assert.Empty(Errors((await changed.Project.GetCompilationAsync())!));
                    offered.Add(diagnostic.Id);
                }
            }
        }

        Assert.Contains("PP2001", offered);
    }

    private static async Task<ImmutableArray<Diagnostic>> Analyze(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        Assert.Empty(Errors(compilation));
        var crashes = new List<string>();
        var options = new CompilationWithAnalyzersOptions(
            document.Project.AnalyzerOptions, (exception, _, _) => crashes.Add(exception.ToString()), concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        var diagnostics = await compilation.WithAnalyzers([.. Instances<DiagnosticAnalyzer>(typeof(RuleAnalyzer))], options).GetAnalyzerDiagnosticsAsync();
        Assert.Empty(crashes);
        return diagnostics;
    }

    private static IEnumerable<Diagnostic> Errors(Compilation compilation) =>
        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static IEnumerable<T> Instances<T>(Type within) => within.Assembly.GetTypes()
        .Where(type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract)
        .Select(type => (T)Activator.CreateInstance(type)!);

    private static Document CreateDocument()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Select(path => MetadataReference.CreateFromFile(path));
        var project = ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "App", "App", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest),
            metadataReferences: references);
        var document = DocumentId.CreateNewId(project.Id);
        return new AdhocWorkspace().AddProject(project).Solution
            .AddAdditionalDocument(DocumentId.CreateNewId(project.Id), "PerfProof.Apis.txt", SourceText.From(Catalog), filePath: "/app/PerfProof.Apis.txt")
            .AddDocument(document, "Code.cs", SourceText.From(Source), filePath: "/app/Code.cs")
            .GetDocument(document)!;
    }
}
