using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Planning.Instrumentation;

namespace PerfProof.Verifier.Tests.Instrumentation;

/// <summary>A program as it is and with the recorder, both run: what each returned, and what was recorded.</summary>
/// <param name="Program">The rewritten program.</param>
/// <param name="Text">Its only file.</param>
/// <param name="Before">What <c>C.Run</c> returns in the program as it is.</param>
/// <param name="After">What it returns in the rewritten one.</param>
/// <param name="Record">What was recorded.</param>
internal sealed record Instrumented(InstrumentedProgram Program, string Text, string Before, string After, CallRecord Record)
{
    private static readonly MetadataReference[] references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Why the call that begins with this text is not counted; null where it is.</summary>
    public string? LeftOut(string key) => this.Program.LeftOut.FirstOrDefault(site => site.Site.Key == key)?.Reason;

    /// <summary>What was recorded of the only call of a name.</summary>
    public RecordedSite Of(string key)
    {
        var counted = Assert.Single(this.Program.Counted, site => site.Sites.Any(one => one.Key == key));
        return this.Record.Sites.FirstOrDefault(site => site.Index == counted.Index) ?? new(counted.Index, 0, 0, 0, 0, 0, []);
    }

    /// <summary>Counts every expression in which one of these names is called, made, indexed or read. The key of a site is the name; <c>M:name</c> is one in the method M.</summary>
    public static async Task<Instrumented> RunAsync(string source, string[] names, LanguageVersion version = LanguageVersion.Latest)
    {
        var (solution, id) = Solution(source, version);
        var root = await solution.GetDocument(id)!.GetSyntaxRootAsync();
        var sites = root!.DescendantNodes().OfType<ExpressionSyntax>()
            .Where(CallSites.IsSite)
            .Select(node => new CallSite(names.FirstOrDefault(name => name == NameOf(node) || name == MethodOf(node) + ":" + NameOf(node)) ?? "", id, node.Span))
            .Where(site => site.Key.Length > 0);
        var program = await CallInstrumenter.InstrumentAsync(solution, sites, CancellationToken.None);
        var text = (await program.Solution.GetDocument(id)!.GetTextAsync()).ToString();
        var (before, _) = await RunAsync(solution);
        var (after, record) = await RunAsync(program.Solution);
        return new(program, text, before, after, record ?? new(0, 0, []));
    }

    /// <summary>A solution of one file.</summary>
    public static (Solution Solution, DocumentId File) Solution(string source, LanguageVersion version)
    {
        using var workspace = new AdhocWorkspace();
        var project = ProjectId.CreateNewId();
        var file = DocumentId.CreateNewId(project);
        var solution = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(
                project, VersionStamp.Default, "code", "code", LanguageNames.CSharp,
                compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true),
                parseOptions: new CSharpParseOptions(version),
                metadataReferences: references))
            .AddDocument(file, "C.cs", SourceText.From(source), filePath: "C.cs");
        return (solution, file);
    }

    private static async Task<(string Result, CallRecord? Record)> RunAsync(Solution solution)
    {
        var compilation = (await solution.Projects.Single().GetCompilationAsync())!;
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)) + "\n" + compilation.SyntaxTrees.First());
        stream.Position = 0;
        var assembly = new AssemblyLoadContext("program").LoadFromStream(stream);
        var returned = assembly.GetType("C")!.GetMethod("Run", BindingFlags.Static | BindingFlags.Public)!.Invoke(null, null);
        var text = returned is Task<string> task ? await task : (string)returned!;
        var json = (string?)assembly.GetType("PerfProofCalls")?.GetMethod("Json", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, null);
        return (text, json is null ? null : CallRecords.Parse(json));
    }

    // What is declared after a shape belongs to it.
    private static string? MethodOf(ExpressionSyntax node) => node.Ancestors().OfType<ClassDeclarationSyntax>().Last().Members.OfType<MethodDeclarationSyntax>()
        .LastOrDefault(method => method.SpanStart < node.SpanStart && method.Identifier.ValueText.StartsWith('S'))?.Identifier.ValueText;

    private static string NameOf(ExpressionSyntax node) => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name.Identifier.ValueText,
        ObjectCreationExpressionSyntax { Type: SimpleNameSyntax name } => name.Identifier.ValueText,
        ImplicitObjectCreationExpressionSyntax => "new",
        ElementAccessExpressionSyntax { Expression: IdentifierNameSyntax name } => name.Identifier.ValueText + "[]",
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => "",
    };
}
