using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.Wrappers;

namespace PerfProof.Tests.Wrappers;

/// <summary>Roles through methods, interfaces and delegates of the compilation, asked directly.</summary>
public class WrapperModelTests
{
    private const string Usings = """
        using System; using System.Collections.Concurrent; using System.Collections.Generic; using System.Linq; using System.Threading; using System.Threading.Tasks;
        using SharpToken; using Microsoft.Extensions.AI; using ILGPU; using ILGPU.Runtime;

        """;

    [Theory]
    // Straight through.
    [InlineData("encoding.CountTokens([||]text)", Roles.CountTokens, "", "")]
    [InlineData("class W { GptEncoding e; public int Count(string text) => e.CountTokens(text); }", Roles.CountTokens, "new W().Count(text)", "W.Count")]
    [InlineData("class W { GptEncoding e; public int Count(string s) { if (string.IsNullOrEmpty(s)) { return 0; } return e.CountTokens(s); } }", Roles.CountTokens, "new W().Count(text)", "W.Count")]
    [InlineData("class W { GptEncoding e; public int Count(string s) { var clean = s.Trim(); return e.Encode(clean).Count; } }", Roles.EncodeTokens, "new W().Count(text)", "W.Count")]
    [InlineData("static class W { public static int Tokens(this string s, GptEncoding e) => e.CountTokens(s); }", Roles.CountTokens, "text.Tokens(encoding)", "W.Tokens")]
    [InlineData("class W { GptEncoding e; public bool Fits(string s, int max) => e.CountTokens(s) <= max; }", Roles.CountTokens, "new W().Fits(text, 9)", "W.Fits")]
    [InlineData("class W { GptEncoding e; public int Count(string s) { return Inner(); int Inner() => e.CountTokens(s); } }", Roles.CountTokens, "new W().Count(text)", null)]
    // Two and more deep.
    [InlineData("class W { GptEncoding e; public int A(string s) => B(s); int B(string s) => e.CountTokens(s); }", Roles.CountTokens, "new W().A(text)", "W.A and W.B")]
    [InlineData("class W { GptEncoding e; public int A(string s) => B(s); int B(string s) => C(s); int C(string s) => D(s); int D(string s) => e.CountTokens(s); }", Roles.CountTokens, "new W().A(text)", "W.A and W.B and W.C and W.D")]
    [InlineData("class W { GptEncoding e; public int A(string s) => B(s); int B(string s) => C(s); int C(string s) => D(s); int D(string s) => F(s); int F(string s) => e.CountTokens(s); }", Roles.CountTokens, "new W().A(text)", null)]
    [InlineData("class W { public int A(string s) => B(s); int B(string s) => A(s); }", Roles.CountTokens, "new W().A(text)", null)]
    // Interfaces and abstract classes.
    [InlineData("interface ITokens { int Count(string text); } class W : ITokens { GptEncoding e; public int Count(string text) => e.CountTokens(text); }", Roles.CountTokens, "((ITokens)new W()).Count(text)", "ITokens.Count")]
    [InlineData("interface ITokens { int Count(string text); } class W : ITokens { GptEncoding e; int ITokens.Count(string text) => e.CountTokens(text); }", Roles.CountTokens, "((ITokens)new W()).Count(text)", "ITokens.Count")]
    [InlineData("interface ITokens<T> { int Count(T text); } class W : ITokens<string> { GptEncoding e; public int Count(string text) => e.CountTokens(text); }", Roles.CountTokens, "((ITokens<string>)new W()).Count(text)", "ITokens.Count")]
    [InlineData("interface ITokens { int Count(string text); } class W : ITokens { GptEncoding e; public int Count(string text) => e.CountTokens(text); } class X : ITokens { public int Count(string text) => text.Length / 4; }", Roles.CountTokens, "((ITokens)new W()).Count(text)", null)]
    [InlineData("abstract class B { public abstract int Count(string text); } class W : B { GptEncoding e; public override int Count(string text) => e.CountTokens(text); }", Roles.CountTokens, "((B)new W()).Count(text)", "B.Count")]
    [InlineData("class B { public virtual int Count(string text) => text.Length; } class W : B { GptEncoding e; public override int Count(string text) => e.CountTokens(text); }", Roles.CountTokens, "new B().Count(text)", null)]
    [InlineData("class B { GptEncoding e; public virtual int Count(string text) => e.CountTokens(text); }", Roles.CountTokens, "new B().Count(text)", "B.Count")]
    [InlineData("interface ITokens { int Count(string text); } class W : ITokens { GptEncoding e; public int Count(string text) => e.CountTokens(text); } class X : ITokens { public int Count(string text) => throw new NotSupportedException(); }", Roles.CountTokens, "((ITokens)new W()).Count(text)", "ITokens.Count")]
    [InlineData("interface ITokens { int Count(string text); } class W : ITokens { GptEncoding e; public int Count(string text) => e.CountTokens(text); } class X : ITokens { GptEncoding e; public int Count(string text) { return e.CountTokens(text); } }", Roles.CountTokens, "((ITokens)new W()).Count(text)", "ITokens.Count")]
    [InlineData("interface ITokens { int Count(string text); } class X : ITokens { public int Count(string text) => throw new NotSupportedException(); } class Y : ITokens { public int Count(string text) => throw new NotSupportedException(); }", Roles.CountTokens, "((ITokens)new X()).Count(text)", null)]
    // Delegates.
    [InlineData("class W { readonly Func<string, int> count; GptEncoding e; public W() { count = s => e.CountTokens(s); } public int Use(string text) => [|count(text)|]; }", Roles.CountTokens, "", "W.count")]
    [InlineData("class W { GptEncoding e; Func<string, int> count = null!; public W() { count = Inner; } int Inner(string s) => e.CountTokens(s); public int Use(string text) => [|count(text)|]; }", Roles.CountTokens, "", "W.count and W.Inner")]
    [InlineData("class W { public int Use(string text, GptEncoding e) { Func<string, int> f = s => e.CountTokens(s); return [|f(text)|]; } }", Roles.CountTokens, "", "f")]
    [InlineData("class W { public int Use(string text, GptEncoding e) { Func<string, int> f = s => e.CountTokens(s); var g = f; return [|g.Invoke(text)|]; } }", Roles.CountTokens, "", "g")]
    [InlineData("class W { public int Use(string text, GptEncoding e) { Func<string, int> f = s => e.CountTokens(s); f = s => s.Length; return [|f(text)|]; } }", Roles.CountTokens, "", null)]
    [InlineData("class W { public int Use(string text, Func<string, int> f) => [|f(text)|]; }", Roles.CountTokens, "", null)]
    [InlineData("class W { public Func<string, int> Count { get; set; } = s => s.Length; GptEncoding e; void Set() { Count = s => e.CountTokens(s); } public int Use(string text) => [|Count(text)|]; }", Roles.CountTokens, "", null)]
    [InlineData("class W { public int Use(string text, GptEncoding e) { return [|Local(text)|]; int Local(string s) => e.CountTokens(s); } }", Roles.CountTokens, "", "Local")]
    // Not its own parameter, or not the same thing.
    [InlineData("class W { GptEncoding e; string prompt = \"\"; public int Count(string s) => e.CountTokens(prompt); }", Roles.CountTokens, "new W().Count(text)", null)]
    [InlineData("class W { GptEncoding e; public int Count(string s, string t) => e.CountTokens(s + t); }", Roles.CountTokens, "new W().Count(text, text)", null)]
    [InlineData("class W { GptEncoding e; ConcurrentDictionary<string, int> known = new(); public int Count(string s) => known.GetOrAdd(s, t => e.CountTokens(t)); }", Roles.CountTokens, "new W().Count(text)", null)]
    [InlineData("class W { GptEncoding e; public string Cut(string s) { while (e.CountTokens(s) > 9) { s = s.Substring(1); } return s; } }", Roles.CountTokens, "new W().Cut(text)", null)]
    [InlineData("class W { GptEncoding e; public int Sum(List<string> all) => all.Sum(s => e.CountTokens(s)); }", Roles.CountTokens, "new W().Sum(new List<string>())", null)]
    [InlineData("class M { public string Text = \"\"; } class W { GptEncoding e; public int Count(M m) => e.CountTokens(m.Text); }", Roles.CountTokens, "new W().Count(new M())", null)]
    // Embedding.
    [InlineData("class W { IEmbeddingGenerator<string, Embedding<float>> g; public async Task<float[]> EmbedAsync(string text) => (await g.GenerateVectorAsync(text)).ToArray(); }", Roles.EmbedOne, "new W().EmbedAsync(text)", "W.EmbedAsync")]
    [InlineData("class W { IEmbeddingGenerator<string, Embedding<float>> g; public async Task<float[]> EmbedAsync(string text) { for (var i = 0; i < 3; i++) { try { return (await g.GenerateVectorAsync(text)).ToArray(); } catch (TimeoutException) { } } throw new TimeoutException(); } }", Roles.EmbedOne, "new W().EmbedAsync(text)", "W.EmbedAsync")]
    [InlineData("class W { IEmbeddingGenerator<string, Embedding<float>> g; public async Task<float[]> EmbedAsync(string text) => (await g.GenerateAsync(new[] { text }))[0].Vector.ToArray(); }", Roles.EmbedOne, "new W().EmbedAsync(text)", "W.EmbedAsync")]
    [InlineData("class W { IEmbeddingGenerator<string, Embedding<float>> g; public async Task<float[]> EmbedAsync(string text) => (await g.GenerateAsync([text]))[0].Vector.ToArray(); }", Roles.EmbedOne, "new W().EmbedAsync(text)", "W.EmbedAsync")]
    [InlineData("class W { IEmbeddingGenerator<string, Embedding<float>> g; public async Task<float[][]> EmbedAsync(IEnumerable<string> texts) => (await g.GenerateAsync(texts)).Select(e => e.Vector.ToArray()).ToArray(); }", Roles.EmbedOne, "new W().EmbedAsync(new[] { text })", null)]
    [InlineData("class C { public string Text = \"\"; public ReadOnlyMemory<float> V; } class W { IEmbeddingGenerator<string, Embedding<float>> g; public async Task IndexAsync(C c) { c.V = await g.GenerateVectorAsync(c.Text); } }", Roles.EmbedOne, "new W().IndexAsync(new C())", "W.IndexAsync")]
    [InlineData("class W { IEmbeddingGenerator<string, Embedding<float>> g; public async Task IndexAsync(List<string> texts) { foreach (var text in texts) { await g.GenerateVectorAsync(text); } } }", Roles.EmbedOne, "new W().IndexAsync(new List<string>())", null)]
    [InlineData("class W { IEmbeddingGenerator<string, Embedding<float>> g; public async Task<string> AskAsync(string question) { var v = await g.GenerateVectorAsync(question); return v.Length.ToString(); } }", Roles.EmbedOne, "new W().AskAsync(text)", null)]
    [InlineData("class W { IEmbeddingGenerator<string, Embedding<float>> g; static Task<T> Retry<T>(Func<Task<T>> f) => f(); public async Task<float[]> EmbedAsync(string text) => (await Retry(async () => await g.GenerateVectorAsync(text))).ToArray(); }", Roles.EmbedOne, "new W().EmbedAsync(text)", "W.EmbedAsync")]
    [InlineData("class W { IEmbeddingGenerator<string, Embedding<float>> g; public async Task StoreAsync(string key, string value) { var v = await g.GenerateVectorAsync($\"{key}: {value}\"); } }", Roles.EmbedOne, "new W().StoreAsync(text, text)", "W.StoreAsync")]
    // Without an input: only what always happens.
    [InlineData("class W { Accelerator a; public void Step() { a.Synchronize(); } }", Roles.Synchronize, "new W().Step()", "W.Step")]
    [InlineData("class W { Accelerator a; public void Step(bool now) { if (now) { a.Synchronize(); } } }", Roles.Synchronize, "new W().Step(true)", null)]
    [InlineData("class W { Accelerator a; public void Step(bool now) { if (!now) { return; } a.Synchronize(); } }", Roles.Synchronize, "new W().Step(true)", null)]
    [InlineData("class W { public void All(List<Accelerator> all) { foreach (var a in all) { a.Synchronize(); } } }", Roles.Synchronize, "new W().All(new List<Accelerator>())", null)]
    [InlineData("class W { Accelerator a; object gate = new(); public void Step() { lock (gate) { try { a.Synchronize(); } finally { } } } }", Roles.Synchronize, "new W().Step()", "W.Step")]
    [InlineData("class W { MemoryBuffer1D<float, Stride1D.Dense> b; public float[] Read() => b.GetAsArray1D(); }", Roles.DeviceToHost, "new W().Read()", "W.Read")]
    // Conversions, indexers, constructors.
    [InlineData("class W { MemoryBuffer1D<float, Stride1D.Dense> b; public static implicit operator float[](W w) => w.b.GetAsArray1D(); }", Roles.DeviceToHost, "(float[])new W()", "W.op_Implicit")]
    [InlineData("class W { MemoryBuffer1D<float, Stride1D.Dense> b; public float this[int i] => b.GetAsArray1D()[i]; }", Roles.DeviceToHost, "new W()[3]", "W.this[]")]
    [InlineData("class W { public W(Accelerator a) { a.Synchronize(); } }", Roles.Synchronize, "new W(null!)", "new W")]
    // Kernels.
    [InlineData("class W { static void K(Index1D i, ArrayView<float> v) { } void Use(Accelerator a, ArrayView<float> v) { var kernel = a.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(K); [|kernel(1, v)|]; } }", Roles.Launch, "", "")]
    [InlineData("class W { static void K(Index1D i, ArrayView<float> v) { } Action<Index1D, ArrayView<float>> kernel; public W(Accelerator a) { kernel = a.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(K); } void Use(ArrayView<float> v) { [|this.kernel(1, v)|]; } }", Roles.Launch, "", "")]
    [InlineData("class W { static void K(Index1D i, ArrayView<float> v) { } public Action<Index1D, ArrayView<float>>? Kernel { get; private set; } void Load(Accelerator a) { Kernel = a.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(K); } void Drop() { Kernel = null; } void Use(ArrayView<float> v) { [|Kernel!(1, v)|]; } }", Roles.Launch, "", "")]
    [InlineData("class W { static void K(Index1D i, ArrayView<float> v) { } Action<Index1D, ArrayView<float>> kernel = K; void Use(ArrayView<float> v) { [|kernel(1, v)|]; } }", Roles.Launch, "", null)]
    [InlineData("class W { static void K(Index1D i, ArrayView<float> v) { } Action<Index1D, ArrayView<float>> kernel; public W(Accelerator a) { kernel = a.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(K); } public void Run(ArrayView<float> v) { kernel(1, v); } }", Roles.Launch, "new W(null!).Run(default)", "W.Run")]
    public void Match_Use_FindsTheRoleAndTheWay(string code, string role, string use, string? through)
    {
        var (model, operation) = Ask(code, use);
        var match = model.Match(operation, role);
        Assert.Equal(through, match is null ? null : string.Join(" and ", match.Through));
        if (match is not null)
        {
            Assert.Equal(role, match.Role);
            var name = NameIndex.SourceName(operation.Syntax);
            var names = model.Wrappers.SourceNames([role]);
            Assert.True(name is null || names.Contains(name), $"the filter by name keeps '{name}' away: {string.Join(", ", names)}");
            if (WrapperBodies.TakesInput(role) && !code.Contains("string key", StringComparison.Ordinal))
            {
                Assert.NotNull(match.InputValue);
            }
        }
    }

    [Fact]
    public void Display_Wrapper_NamesTheWay()
    {
        var (model, operation) = Ask("class W { GptEncoding e; public int A(string s) => B(s); int B(string s) => e.CountTokens(s); }", "new W().A(text)");
        Assert.Equal("A (through W.A and W.B)", model.Match(operation, Roles.CountTokens)!.Display);
    }

    [Fact]
    public void InputValue_Wrapper_IsTheArgumentHandedOn()
    {
        var (model, operation) = Ask(
            "static class W { public static int Count(int max, GptEncoding e, string body) => e.CountTokens(body); }",
            "W.Count(body: text, e: encoding, max: 3)");
        Assert.Equal("text", model.Match(operation, Roles.CountTokens)!.InputValue!.Syntax.ToString());
    }

    [Fact]
    public void SourceNames_NoLibrary_IsEmpty()
    {
        var compilation = CSharpCompilation.Create("Empty", [CSharpSyntaxTree.ParseText("class C { int M(string s) => CountTokens(s); int CountTokens(string s) => 0; }")], Libraries.Framework);
        var model = CompilationModel.Get(compilation, new AnalyzerOptions([]), default);
        Assert.Empty(model.Wrappers.SourceNames([Roles.CountTokens]));
    }

    [Fact]
    public void SourceNames_NameNowhereMentioned_StopsAtTheCatalog()
    {
        var (model, _) = Ask("class W { public int Count(string s) => s.Length; }", "new W().Count(text)");
        Assert.DoesNotContain("Count", model.Wrappers.SourceNames([Roles.CountTokens]));
    }

    [Fact]
    public void Match_ManyMethodsThatCallEachOther_EndsSoon()
    {
        // Every method calls every other: without a memo, 60 to the power of the depth.
        var methods = Enumerable.Range(0, 60).Select(i => $"public int M{i}(string s) => {string.Join(" + ", Enumerable.Range(0, 60).Select(j => $"M{j}(s)"))};");
        var (model, operation) = Ask($"class W {{ GptEncoding e; int Count(string s) => e.CountTokens(s); {string.Join("\n", methods)} public int Last(string s) => M0(s); }}", "new W().Last(text)");
        Assert.Null(model.Match(operation, Roles.CountTokens));
    }

    [Fact]
    public void Match_OtherFile_IsBoundOnDemand()
    {
        var (model, operation) = Ask("class Unused { }", "new W().Count(text)", "using SharpToken; class W { GptEncoding e; public int Count(string text) => e.CountTokens(text); }");
        Assert.Equal("W.Count", Assert.Single(model.Match(operation, Roles.CountTokens)!.Through));
    }

    [Fact]
    public void Match_FromManyThreads_AnswersTheSame()
    {
        var (model, operation) = Ask("class W { GptEncoding e; public int A(string s) => B(s); int B(string s) => e.CountTokens(s); }", "new W().A(text)");
        var answers = new string?[64];
        Parallel.For(0, answers.Length, i => answers[i] = model.Match(operation, Roles.CountTokens)?.Display);
        Assert.Equal("A (through W.A and W.B)", Assert.Single(answers.Distinct()));
    }

    private static (CompilationModel Model, IOperation Operation) Ask(string code, string use, params string[] others)
    {
        var source = use.Length == 0 && code.Contains("[|", StringComparison.Ordinal) && !code.Contains("[||]", StringComparison.Ordinal)
            ? code
            : use.Length == 0
                ? $"class U {{ object Use(string text, GptEncoding encoding) => [|{code.Replace("[||]", "", StringComparison.Ordinal)}|]; }}"
                : $"{code}\nclass U {{ void Use(string text, GptEncoding encoding) {{ {(use.StartsWith('(') && use.Contains("[]", StringComparison.Ordinal) || use.EndsWith(']') ? "var r = " : "")}[|{use}|]; }} }}";
        var markup = Markup.Parse(Usings + source);
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var tree = CSharpSyntaxTree.ParseText(markup.Code, options, "Test.cs");
        var compilation = CSharpCompilation.Create(
            "Wrappers",
            [tree, .. others.Select((other, i) => CSharpSyntaxTree.ParseText(other, options, $"Other{i}.cs"))],
            [.. Libraries.Framework, Libraries.Get("SharpToken"), Libraries.Get("ILGPU"), Libraries.Get("Microsoft.Extensions.AI.Abstractions")],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join("\n", errors) + "\n" + markup.Code);
        var node = tree.GetRoot().FindNode(Assert.Single(markup.Spans).Span, getInnermostNodeForTie: true);
        var operation = compilation.GetSemanticModel(tree).GetOperation(node);
        Assert.NotNull(operation);
        return (CompilationModel.Get(compilation, new AnalyzerOptions([]), default), operation);
    }
}
