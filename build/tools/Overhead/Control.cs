using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Loading;

namespace PerfProof.Build.Overhead;

/// <summary>
/// An analyzer that only asks for the references. Reading the assemblies costs more than a tenth of a second, the compiler has to do it
/// in any case, and it is charged to whichever analyzer asks first: run before every set, this one takes it on itself.
/// </summary>
public static class Control
{
    /// <summary>Its name in the report of the compiler.</summary>
    public const string Analyzer = "PerfProof.Control.ReferencesFirst";

    private const string Source = """
        using System.Collections.Immutable;
        using System.Linq;
        using Microsoft.CodeAnalysis;
        using Microsoft.CodeAnalysis.Diagnostics;

        namespace PerfProof.Control;

        [DiagnosticAnalyzer(LanguageNames.CSharp)]
        public sealed class ReferencesFirst : DiagnosticAnalyzer
        {
            private static readonly DiagnosticDescriptor rule = new("CTRL001", "Control", "Control", "Control", DiagnosticSeverity.Warning, true);

            public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(rule);

            public override void Initialize(AnalysisContext context)
            {
                context.EnableConcurrentExecution();
                context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
                context.RegisterCompilationStartAction(start =>
                {
                    // Kept, or the compiler leaves the question out.
                    var count = start.Compilation.ReferencedAssemblyNames.Count();
                    start.RegisterCompilationEndAction(end => System.GC.KeepAlive(count));
                });
            }
        }
        """;

    /// <summary>Compiles it against the compiler that will run it.</summary>
    /// <exception cref="MeasuringException">It does not compile.</exception>
    public static string Compile(string folder, string compiler)
    {
        var roslyn = Path.Combine(Path.GetDirectoryName(compiler)!, "Microsoft.CodeAnalysis.dll");
        var path = Path.Combine(folder, "PerfProof.Control.dll");
        var result = CSharpCompilation.Create(
                "PerfProof.Control",
                [CSharpSyntaxTree.ParseText(Source)],
                [.. FrameworkAssemblies.Paths().Append(roslyn).Select(reference => MetadataReference.CreateFromFile(reference))],
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(path);
        return result.Success
            ? path
            : throw new MeasuringException($"The control does not compile against {roslyn}: {result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)}");
    }
}
