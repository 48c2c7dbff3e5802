using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Tests.HotPath;

/// <summary>What is made again and again, asked directly: a model of a library that nobody has the source of.</summary>
public class RepeatedCreationTests
{
    private const string Usings = """
        using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading; using System.Threading.Tasks; using Lab;

        """;

    private const string LabSource = """
        using System; using System.Collections.Generic; using System.Threading.Tasks;
        namespace Lab
        {
            public class ModelOptions { public int Threads { get; set; } public void Use(int device) { } }
            public class Model : IDisposable
            {
                public Model(string path) { }
                public Model(string path, ModelOptions options) { }
                public static Model Load(string path) => throw null!;
                public static Task<Model> LoadAsync(string path) => throw null!;
                public Session Open(ModelOptions options) => throw null!;
                public float[] Run(float[] input) => throw null!;
                public Answer Ask(float[] input) => throw null!;
                public Task<Answer> AskAsync(string text) => throw null!;
                public void Dispose() { }
            }
            public class Session : IDisposable { public float[] Run(float[] input) => throw null!; public void Dispose() { } }
            public class Answer { public float[] Values => throw null!; public string Text => throw null!; }
            public class Chat { public Chat(Model model) { } public Task<string> SayAsync(string text) => throw null!; }
        }
        namespace Microsoft.AspNetCore.Builder
        {
            public class App { }
            public static class Routes { public static void MapPost(this App app, string path, Delegate handler) { } }
        }
        namespace Microsoft.AspNetCore.Mvc { public abstract class ControllerBase { } }
        namespace Microsoft.AspNetCore.SignalR { public abstract class Hub { } }
        namespace Microsoft.Azure.Functions.Worker { public class FunctionAttribute : Attribute { public FunctionAttribute(string name) { } } }
        namespace Microsoft.Extensions.DependencyInjection
        {
            public class Services { }
            public static class Registering
            {
                public static void AddSingleton<T>(this Services s, Func<IServiceProvider, T> make) { }
                public static void AddScoped<T>(this Services s, Func<IServiceProvider, T> make) { }
                public static void AddSingleton<T>(this Services s) { }
                public static void AddScoped<T>(this Services s) { }
                public static void AddTransient<TContract, T>(this Services s) { }
                public static void AddTransient<T>(this Services s, Func<IServiceProvider, T> make) { }
            }
        }
        namespace Xunit { public class FactAttribute : Attribute { } }
        """;

    private const string Lines = """
        create-model | Lab.Model::#ctor
        create-model | Lab.Model::Load
        create-model | Lab.Model::LoadAsync
        create-model | Lab.Model::Open
        """;

    private static readonly Lazy<MetadataReference> lab = new(() => Compile("Lab", [LabSource], []).ToMetadataReference());

    [Theory]
    // Loops.
    [InlineData("class S { void M(List<float[]> xs) { foreach (var x in xs) { using var m = [|new Model(\"a\")|]; m.Run(x); } } }", "on every turn of this loop")]
    [InlineData("class S { string path = \"\"; void M(List<float[]> xs) { foreach (var x in xs) { using (var m = [|new Model(path)|]) { m.Run(x); } } } }", "on every turn of this loop")]
    [InlineData("class S { void M(List<float[]> xs, string path) { foreach (var x in xs) { var o = new ModelOptions { Threads = 2 }; o.Use(0); var m = [|new Model(path, o)|]; var y = m.Run(x); } } }", "on every turn of this loop")]
    [InlineData("class S { List<float[]> M(List<float[]> xs) => xs.Select(x => [|Model.Load(\"a\")|].Run(x)).ToList(); }", "on every turn of this loop")]
    [InlineData("class S { async Task M(List<string> xs) { foreach (var x in xs) { using var m = await [|Model.LoadAsync(\"a\")|].ConfigureAwait(false); await m.AskAsync(x); } } }", "on every turn of this loop")]
    [InlineData("class S { void M(Model m, List<float[]> xs) { foreach (var x in xs) { using var s = [|m.Open(new ModelOptions())|]; s.Run(x); } } }", "on every turn of this loop")]
    [InlineData("class S { void M(float[][] xs) { for (int i = 0; i < xs.Length; i++) { Model m; m = [|new Model(Path.Combine(\"models\", \"a.onnx\"))|]; m.Run(xs[i]); m.Dispose(); } } }", "on every turn of this loop")]
    [InlineData("class S { Model Make() => new Model(\"a\"); void M(List<float[]> xs) { foreach (var x in xs) { using var m = [|Make()|]; m.Run(x); } } }", "on every turn of this loop")]
    [InlineData("class D : IDisposable { Model m; public D(string p) { m = new Model(p); } public float[] Find(float[] x) => m.Run(x); public void Dispose() { } } class S { void M(List<float[]> xs) { foreach (var x in xs) { using var d = [|new D(\"a\")|]; d.Find(x); } } }", "on every turn of this loop")]
    // Called from a loop.
    [InlineData("class S { void M(List<float[]> xs) { foreach (var x in xs) { One(x); } } float[] One(float[] x) { using var m = [|new Model(\"a\")|]; return m.Run(x); } }", "on every turn of a loop that calls 'One'")]
    [InlineData("static class P { static void Main(string[] a) { foreach (var f in a) { One(f, \"m\"); } } static void One(string f, string path) { using var m = [|new Model(path)|]; m.Run(new float[f.Length]); } }", "on every turn of a loop that calls 'One'")]
    [InlineData("interface I { float[] One(float[] x); } class S : I { public float[] One(float[] x) { using var m = [|new Model(\"a\")|]; return m.Run(x); } } class U { void M(I i, List<float[]> xs) { foreach (var x in xs) { i.One(x); } } }", "on every turn of a loop that calls 'One'")]
    [InlineData("class S { IEnumerable<float[]> M(List<float[]> xs) => xs.Select(One); float[] One(float[] x) { using var m = [|new Model(\"a\")|]; return m.Run(x); } }", "on every turn of a loop that calls 'One'")]
    [InlineData("class S { void M(List<float[]> xs) { foreach (var x in xs) { Two(x); } } void Two(float[] x) => One(x); void One(float[] x) { using var m = [|new Model(\"a\")|]; m.Run(x); } }", "on every turn of a loop that calls 'Two'")]
    // A conversation at the console: for each question, not when somebody asks for a new model.
    [InlineData("static class P { static void Main() { while (true) { var q = Console.ReadLine(); using var m = [|new Model(\"a\")|]; m.Ask(new float[q.Length]); } } }", "on every turn of this loop")]
    // Requests and events.
    [InlineData("class C : Microsoft.AspNetCore.Mvc.ControllerBase { public float[] Get() { using var m = [|new Model(\"a\")|]; return m.Run(new float[3]); } }", "for every request")]
    [InlineData("class C : Microsoft.AspNetCore.Mvc.ControllerBase { readonly S s = new(); public float[] Get(float[] x) => s.One(x); } class S { public float[] One(float[] x) { var m = [|new Model(\"a\")|]; return m.Run(x); } }", "for every request that calls 'One'")]
    [InlineData("class P { static void Main(Microsoft.AspNetCore.Builder.App app) { Microsoft.AspNetCore.Builder.Routes.MapPost(app, \"/\", (float[] x) => { using var m = [|new Model(\"a\")|]; return m.Run(x); }); } }", "for every request")]
    [InlineData("class P { static void Main(Microsoft.AspNetCore.Builder.App app) { Microsoft.AspNetCore.Builder.Routes.MapPost(app, \"/\", One); } static float[] One(float[] x) { using var m = [|new Model(\"a\")|]; return m.Run(x); } }", "for every request that calls 'One'")]
    [InlineData("class F { void Button_Click(object sender, EventArgs e) { using var m = [|new Model(\"a\")|]; m.Run(new float[3]); } }", "for every event")]
    [InlineData("class F { event Action Clicked; void Hook() { Clicked += () => { using var m = [|new Model(\"a\")|]; m.Run(new float[3]); }; } }", "for every event")]
    [InlineData("class H : Microsoft.AspNetCore.SignalR.Hub { public string Ask(string q) { using var m = [|new Model(\"a\")|]; return m.Ask(new float[q.Length]).Text; } }", "for every request")]
    [InlineData("static class F { [Microsoft.Azure.Functions.Worker.Function(\"f\")] public static string Run(string body) { using var m = [|new Model(\"a\")|]; return m.Ask(new float[body.Length]).Text; } }", "for every request")]
    // Containers.
    [InlineData("static class P { static void Main(Microsoft.Extensions.DependencyInjection.Services s) { Microsoft.Extensions.DependencyInjection.Registering.AddScoped(s, _ => [|new Model(\"a\")|]); } }", "each time the container is asked for it, since it is registered as scoped")]
    [InlineData("static class P { static void Main(Microsoft.Extensions.DependencyInjection.Services s) { Microsoft.Extensions.DependencyInjection.Registering.AddTransient(s, sp => { var m = [|new Model((string)sp.GetService(typeof(string)))|]; return new Chat(m); }); } }", "each time the container is asked for it, since it is registered as transient")]
    [InlineData("class D { readonly Model m; public D(string path) { m = [|new Model(path)|]; } } static class P { static void Main(Microsoft.Extensions.DependencyInjection.Services s) { Microsoft.Extensions.DependencyInjection.Registering.AddScoped<D>(s); } }", "each time the container is asked for 'D', which is registered as scoped")]
    [InlineData("interface I { } class D : I { readonly Model m = [|new Model(\"a\")|]; } static class P { static void Main(Microsoft.Extensions.DependencyInjection.Services s) { Microsoft.Extensions.DependencyInjection.Registering.AddTransient<I, D>(s); } }", "each time the container is asked for 'D', which is registered as transient")]
    // A loop two calls away, with what the nearer caller gives.
    [InlineData("class S { void M(List<float[]> xs) { foreach (var x in xs) { One(x); } } void One(float[] x) => Two(\"a\", x); void Two(string path, float[] x) { using var m = [|new Model(path)|]; m.Run(x); } }", "on every turn of a loop that calls 'One'")]
    // Outputs are no part of the model, and a helper that only uses it does not keep it.
    [InlineData("public class S { public Answer Predict(float[] x) { var m = [|new Model(\"a\")|]; var answer = m.Ask(x); return answer; } }", "on every call of 'Predict'")]
    [InlineData("public class S { public float[] Predict(float[] x) { var m = [|new Model(\"a\")|]; return Inner(m, x); } static float[] Inner(Model m, float[] x) { var a = m.Ask(x); return a.Values; } }", "on every call of 'Predict'")]
    [InlineData("class S { void M(List<float[]> xs, List<Answer> all) { foreach (var x in xs) { var m = [|new Model(\"a\")|]; all.Add(m.Ask(x)); } } }", "on every turn of this loop")]
    // Methods that anybody may call with data.
    [InlineData("public class S { readonly string path = \"\"; public float[] Predict(float[] x) { using var m = [|new Model(path)|]; return m.Run(x); } }", "on every call of 'Predict'")]
    [InlineData("public class S { Model m; readonly byte[] b = new byte[3]; public float[] Predict(IEnumerable<float> x) { var o = new ModelOptions(); var input = new List<float>(); input.AddRange(x); using (m = [|new Model(\"a\", o)|]) { return m.Run(input.ToArray()); } } }", "on every call of 'Predict'")]
    [InlineData("public class S { public float[] Predict(float[] x) { return [|new Model(\"a\")|].Ask(x).Values; } }", "on every call of 'Predict'")]
    [InlineData("public class S { public async Task<string> AnswerAsync(string question) { var m = [|new Model(\"a\")|]; var chat = new Chat(m); return await chat.SayAsync(question); } }", "on every call of 'AnswerAsync'")]
    [InlineData("public static class S { public static int Count(string text) { var m = [|Model.Load(\"cl100k\")|]; return m.Ask(text.Select(c => (float)c).ToArray()).Text.Length; } }", "on every call of 'Count'")]
    [InlineData("public class S { public float[] Predict(float[] x) => Inner(x.Reverse().ToArray()); float[] Inner(float[] x) { using var m = [|new Model(\"a\")|]; return m.Run(x); } }", "on every call of 'Inner'")]
    // A field that every call fills anew, and that nothing else reads.
    [InlineData("public class S : IDisposable { Model m; public float[] Predict(float[] x) { m?.Dispose(); m = [|new Model(\"a\")|]; return m.Run(x); } public void Dispose() { m?.Dispose(); } }", "on every call of 'Predict'")]
    // A path that every caller gives, and always the same.
    [InlineData("public class S { public float[] Predict(float[] x) => Run(\"a\", x); static float[] Run(string path, float[] x) { using var m = [|new Model(path)|]; return m.Run(x); } }", "on every call of 'Run'")]
    [InlineData("class S { void M(Func<string, int> f) { } void N() { M(t => [|new Model(\"a\")|].Ask(new float[t.Length]).Text.Length); } }", "on every call of this lambda")]
    public void Creation_Repeated_SaysWhen(string code, string when) => Assert.Equal(when, Ask(code)?.When);

    [Theory]
    // Kept.
    [InlineData("class S { Model m; public float[] Predict(float[] x) { m ??= [|new Model(\"a\")|]; return m.Run(x); } }")]
    [InlineData("class S { Model m; public float[] Predict(float[] x) { if (m == null) { m = [|new Model(\"a\")|]; } return m.Run(x); } }")]
    [InlineData("class S { Model m; readonly object gate = new(); public float[] Predict(float[] x) { lock (gate) { if (m == null) { m = [|new Model(\"a\")|]; } } return m.Run(x); } }")]
    [InlineData("class S { static readonly Dictionary<string, Model> all = new(); public float[] Predict(string k, float[] x) { if (!all.TryGetValue(k, out var m)) { m = [|new Model(\"a\")|]; all[k] = m; } return m.Run(x); } }")]
    [InlineData("class S { readonly Lazy<Model> m = new(() => [|new Model(\"a\")|]); public float[] Predict(float[] x) => m.Value.Run(x); }")]
    [InlineData("class S { static readonly Model m = [|new Model(\"a\")|]; public float[] Predict(float[] x) => m.Run(x); }")]
    [InlineData("class S { readonly Model m; public S(string path) { m = [|new Model(path)|]; } public float[] Predict(float[] x) => m.Run(x); }")]
    [InlineData("class S { readonly List<Model> all = new(); public void Add(float[] x) { for (int i = 0; i < 4; i++) { all.Add([|new Model(\"a\")|]); } } }")]
    [InlineData("class S { Func<float[], float[]> Make(float[] x) { var m = [|new Model(\"a\")|]; m.Run(x); return y => m.Run(y); } }")]
    [InlineData("public class S { Model m; public float[] Load(string path, float[] x) { m = [|new Model(\"a\")|]; return m.Run(x); } public float[] Predict(float[] x) => m.Run(x); }")]
    [InlineData("public class S { Model m; public float[] Predict(float[] x) { if (m != null) { return m.Run(x); } m = [|new Model(\"a\")|]; return m.Run(x); } }")]
    [InlineData("public class S { protected Model m; public float[] Predict(float[] x) { m = [|new Model(\"a\")|]; return m.Run(x); } }")]
    // Kept by each of several objects.
    [InlineData("class Task1 { Model m; public void Prepare(float[] x) { m = [|new Model(\"a\")|]; m.Run(x); } } class All { void InitTasks(List<Task1> tasks, float[] x) { foreach (var t in tasks) { t.Prepare(x); } } }")]
    // Given away: factories.
    [InlineData("public class S { public Model Get(float[] x) { var m = [|new Model(\"a\")|]; m.Run(x); return m; } }")]
    [InlineData("public class S { public Chat Get(float[] x) { var m = [|new Model(\"a\")|]; m.Run(x); return new Chat(m); } }")]
    [InlineData("public class S { public Model Get(float[] x) { var m = [|new Model(\"a\")|]; try { m.Run(x); return m; } catch { m.Dispose(); throw; } } }")]
    [InlineData("public class S { public void Get(float[] x, List<Model> pool) { var m = [|new Model(\"a\")|]; m.Run(x); pool.Add(m); } }")]
    [InlineData("public class S { readonly List<Model> all = new(); public float[] Predict(float[] x) { var m = [|new Model(\"a\")|]; Keep(m, x); return m.Run(x); } void Keep(Model m, float[] x) { all.Add(m); } }")]
    [InlineData("static class P { static void Main(Microsoft.Extensions.DependencyInjection.Services s) { Microsoft.Extensions.DependencyInjection.Registering.AddSingleton(s, _ => [|new Model(\"a\")|]); } }")]
    [InlineData("static class P { static void Main(Microsoft.Extensions.DependencyInjection.Services s, string path) { Microsoft.Extensions.DependencyInjection.Registering.AddScoped(s, sp => { var m = [|new Model(\"a\")|]; return 3; }); } }")]
    [InlineData("class D { readonly Model m; public D(string path) { m = [|new Model(path)|]; } } static class P { static void Main(Microsoft.Extensions.DependencyInjection.Services s) { Microsoft.Extensions.DependencyInjection.Registering.AddSingleton<D>(s); } }")]
    [InlineData("class D { readonly Model m; public D(string path) { m = [|new Model(path)|]; } } static class P { static void Main(Microsoft.Extensions.DependencyInjection.Services s) { Microsoft.Extensions.DependencyInjection.Registering.AddSingleton<D>(s); Microsoft.Extensions.DependencyInjection.Registering.AddScoped<D>(s); } }")]
    [InlineData("class D { static Model m; public D(string path) { if (m == null) { m = [|new Model(path)|]; } } } static class P { static void Main(Microsoft.Extensions.DependencyInjection.Services s) { Microsoft.Extensions.DependencyInjection.Registering.AddScoped<D>(s); } }")]
    [InlineData("class D { readonly Lazy<Model> m; public D(string path) { m = new(() => [|new Model(path)|]); } } static class P { static void Main(Microsoft.Extensions.DependencyInjection.Services s) { Microsoft.Extensions.DependencyInjection.Registering.AddScoped<D>(s); } }")]
    // When somebody at the console asks for it.
    [InlineData("static class P { static void Main() { while (true) { var q = Console.ReadLine(); if (q == \"new\") { using var m = [|new Model(\"a\")|]; m.Ask(new float[q.Length]); } } } }")]
    [InlineData("static class P { static void Main() { while (true) { switch (Console.ReadKey().KeyChar) { case 'n': using (var m = [|new Model(\"a\")|]) { m.Ask(new float[3]); } break; } } } }")]
    // Another each time.
    [InlineData("class S { void M(List<string> paths, float[] x) { foreach (var p in paths) { using var m = [|new Model(p)|]; m.Run(x); } } }")]
    [InlineData("class S { void M(List<string> paths, float[] x) { foreach (var p in paths) { var full = Path.Combine(\"a\", p); using var m = [|new Model(full)|]; m.Run(x); } } }")]
    [InlineData("class S { void M(float[] x) { for (int i = 0; i < 4; i++) { var o = new ModelOptions(); o.Use(i); using var m = [|new Model(\"a\", o)|]; m.Run(x); } } }")]
    [InlineData("public class S { public float[] Predict(string path, float[] x) { using var m = [|new Model(path)|]; return m.Run(x); } }")]
    [InlineData("public class S { string path = \"\"; public float[] Predict(string p, float[] x) { path = p; using var m = [|new Model(path)|]; return m.Run(x); } }")]
    [InlineData("class S { void M(List<string> paths) { foreach (var p in paths) { One(p); } } void One(string p) { using var m = [|new Model(p)|]; m.Run(new float[3]); } }")]
    [InlineData("class S { string p = \"\"; void M(List<S> all) { foreach (var s in all) { s.One(); } } void One() { using var m = [|new Model(p)|]; m.Run(new float[3]); } }")]
    [InlineData("class C : Microsoft.AspNetCore.Mvc.ControllerBase { public float[] Get(string model) { using var m = [|new Model(model)|]; return m.Run(new float[3]); } }")]
    [InlineData("class S { void M(float[] x) { while (true) { var p = Console.ReadLine(); using var m = [|new Model(p)|]; m.Run(x); } } }")]
    [InlineData("public class S { public float[] A(float[] x) => Run(\"a\", x); public float[] B(string p, float[] x) => Run(p, x); static float[] Run(string path, float[] x) { using var m = [|new Model(path)|]; return m.Run(x); } }")]
    [InlineData("static class P { static void Main(string[] a) { Run(\"a\", new float[a.Length]); } static float[] Run(string path, float[] x) { using var m = [|new Model(path)|]; return m.Run(x); } }")]
    // Once.
    [InlineData("static class P { static void Main(string[] a) { using var m = [|new Model(\"a\")|]; foreach (var f in a) { m.Run(new float[f.Length]); } } }")]
    [InlineData("static class P { static void Main(string[] a) { Demo(a[0]); } static void Demo(string f) { using var m = [|new Model(\"a\")|]; m.Run(new float[f.Length]); } }")]
    [InlineData("static class P { static void Main(string[] a) { new Demo().Run(a[0]); } } public class Demo { public void Run(string f) { using var m = [|new Model(\"a\")|]; m.Run(new float[f.Length]); } }")]
    [InlineData("public class S { public void Initialize(float[] x) { using var m = [|new Model(\"a\")|]; m.Run(x); } }")]
    [InlineData("public class S { public void TrainAsync(float[] x) { using var m = [|new Model(\"a\")|]; m.Run(x); } }")]
    [InlineData("class S { float[] Predict(float[] x) { using var m = [|new Model(\"a\")|]; return m.Run(x); } }")]
    [InlineData("class F { void Form_Load(object sender, EventArgs e) { using var m = [|new Model(\"a\")|]; m.Run(new float[3]); } }")]
    [InlineData("class S { void M(List<float[]> xs) { foreach (var x in xs) { using var m = [|new Model(\"a\")|]; m.Run(x); break; } } }")]
    [InlineData("public class S { public float[] Predict(float[] x) { try { return new float[3]; } catch { using var m = [|new Model(\"a\")|]; return m.Run(x); } } }")]
    [InlineData("public class CommandAttribute : Attribute { } public class Tool { [Command] public void Detect(string file) { using var m = [|new Model(\"a\")|]; m.Run(new float[file.Length]); } }")]
    [InlineData("public class ArgumentAttribute : Attribute { } public class Tool { public void Detect([Argument] string file) { using var m = [|new Model(\"a\")|]; m.Run(new float[file.Length]); } }")]
    // Tests and benchmarks.
    [InlineData("public class T { [Xunit.Fact] public void Works() { using var m = [|new Model(\"a\")|]; foreach (var i in new[] { 1, 2 }) { m.Run(new float[i]); } } }")]
    [InlineData("public class T { [Xunit.Fact] public void Works() => Check(new float[2]); float[] Check(float[] x) { using var m = [|new Model(\"a\")|]; return m.Run(x); } }")]
    [InlineData("public class S { public float[] One(float[] x) { using var m = [|new Model(\"a\")|]; return m.Run(x); } } public class LoadBenchmark { void M(List<float[]> xs) { foreach (var x in xs) { using var m = new Model(\"a\"); m.Run(x); } } }", true)]
    [InlineData("public class LoadBenchmark { void M(List<float[]> xs) { foreach (var x in xs) { using var m = [|new Model(\"a\")|]; m.Run(x); } } }")]
    // Works on nothing that it was called with.
    [InlineData("public class S { public string Describe() { using var m = [|new Model(\"a\")|]; return m.Ask(new float[1]).Text; } }")]
    [InlineData("public class S { public string Describe(bool verbose, CancellationToken c) { using var m = [|new Model(\"a\")|]; return m.Ask(new float[1]).Text; } }")]
    // What the helper makes inside is found inside.
    [InlineData("class S { void M(List<float[]> xs) { foreach (var x in xs) { [|One(x)|]; } } float[] One(float[] x) { using var m = new Model(\"a\"); return m.Run(x); } }")]
    public void Creation_OnceOrKept_IsNot(string code, bool isRepeated = false) => Assert.Equal(isRepeated, Ask(code) is not null);

    private static RepeatedCreation? Ask(string code)
    {
        var markup = Markup.Parse(Usings + code);
        var compilation = Compile("Uses", [markup.Code], [lab.Value]);
        var tree = compilation.SyntaxTrees[0];
        var operation = compilation.GetSemanticModel(tree).GetOperation(tree.GetRoot().FindNode(Assert.Single(markup.Spans).Span, getInnermostNodeForTie: true))!;
        var model = CompilationModel.Get(compilation, new AnalyzerOptions([new Lined()]), default);
        var match = model.Match(operation, Roles.CreateModel);
        Assert.NotNull(match);
        return RepeatedCreation.Of(model, match);
    }

    private static CSharpCompilation Compile(string name, string[] sources, MetadataReference[] references)
    {
        var compilation = CSharpCompilation.Create(
            name,
            sources.Select(source => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview))),
            [.. Libraries.Framework, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToImmutableArray();
        Assert.True(errors.IsEmpty, string.Join("\n", errors) + "\n" + sources[0]);
        return compilation;
    }

    private sealed class Lined : AdditionalText
    {
        public override string Path => "/" + UserCatalog.FileName;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(Lines);
    }
}
