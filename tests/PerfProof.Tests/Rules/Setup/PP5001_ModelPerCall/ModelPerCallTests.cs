using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Setup;

/// <summary>PP5001. When something is made again and again is asked of the model itself, in <see cref="HotPath.RepeatedCreationTests"/>.</summary>
public sealed class ModelPerCallTests
{
    private const string More = """
        using Microsoft.ML.OnnxRuntime; using Microsoft.ML.OnnxRuntime.Tensors; using LLama; using LLama.Common; using Whisper.net; using Microsoft.Extensions.AI;

        """;

    private static readonly RuleTest<ModelPerCall> test = new() { Libraries = ["Microsoft.ML.OnnxRuntime", "LLamaSharp", "Whisper.net", "Microsoft.Extensions.AI.Abstractions"] };

    [Theory]
    [InlineData("""public class S { readonly byte[] model = new byte[1]; public List<float> Run(List<NamedOnnxValue> inputs) { var options = new SessionOptions(); options.AddSessionConfigEntry("a", "b"); using (var session = [|new InferenceSession(model, options)|]) { using var results = session.Run(inputs); return results.First().AsEnumerable<float>().ToList(); } } }""")]
    [InlineData("""public class S { InferenceSession session; readonly byte[] model = new byte[1]; public List<float> Run(List<NamedOnnxValue> inputs) { using (session = [|new InferenceSession(model)|]) { using (var results = session.Run(inputs)) { return results.First().AsEnumerable<float>().ToList(); } } } }""")]
    [InlineData("""public static class S { public static float[] Embed(string text) { using InferenceSession session = [|new("m.onnx")|]; var ids = text.Select(c => (long)c).ToArray(); var inputs = new List<NamedOnnxValue> { NamedOnnxValue.CreateFromTensor("ids", new DenseTensor<long>(ids, new[] { 1, ids.Length })) }; return session.Run(inputs)[0].AsTensor<float>().ToArray(); } }""")]
    [InlineData("""public class S { readonly ModelParams p = new("m.gguf"); public async Task<float[]> EmbedAsync(string text) { using var weights = [|LLamaWeights.LoadFromFile(p)|]; using var embedder = [|new LLamaEmbedder(weights, p)|]; return (await embedder.GetEmbeddings(text))[0]; } }""")]
    [InlineData("""public class S { readonly LLamaWeights weights; readonly ModelParams p = new("m.gguf"); public S(LLamaWeights w) { weights = w; } public void All(List<string> texts) { foreach (var text in texts) { using var context = [|weights.CreateContext(p)|]; context.Tokenize(text); } } }""")]
    [InlineData("""public class S { public async Task<string> Transcribe(Stream wav) { using var factory = [|WhisperFactory.FromPath("ggml.bin")|]; using var processor = factory.CreateBuilder().WithLanguage("en").Build(); var all = new StringBuilder(); await foreach (var s in processor.ProcessAsync(wav)) { all.Append(s.Text); } return all.ToString(); } }""")]
    [InlineData("""public class D : IDisposable { readonly InferenceSession session; public D(string path) { session = new InferenceSession(path); } public float[] Find(List<NamedOnnxValue> x) => session.Run(x)[0].AsTensor<float>().ToArray(); public void Dispose() => session.Dispose(); } public class S { public float[] Find(List<NamedOnnxValue> x) { using var d = [|new D("m.onnx")|]; return d.Find(x); } }""")]
    public Task Model_MadeForEachCall_Reports(string code) => test.Reports(More + code);

    [Theory]
    // One factory, a processor for each request: the trap of Whisper.net.
    [InlineData("""public class S { readonly WhisperFactory factory = WhisperFactory.FromPath("ggml.bin"); public async Task<string> Transcribe(Stream wav) { using var processor = factory.CreateBuilder().Build(); var all = new StringBuilder(); await foreach (var s in processor.ProcessAsync(wav)) { all.Append(s.Text); } return all.ToString(); } }""")]
    // A lazy, a locked and a ??= session; one made in a constructor, in a factory, for a container.
    [InlineData("""public class S { readonly Lazy<InferenceSession> session = new(() => new InferenceSession("m.onnx")); public object Run(List<NamedOnnxValue> x) => session.Value.Run(x); }""")]
    [InlineData("""public class S { InferenceSession session; public object Run(List<NamedOnnxValue> x) { lock (this) { session ??= new InferenceSession("m.onnx"); } return session.Run(x); } }""")]
    [InlineData("""public class S { readonly InferenceSession session; public S() { session = new InferenceSession("m.onnx"); } public object Run(List<NamedOnnxValue> x) => session.Run(x); }""")]
    [InlineData("""public static class S { public static InferenceSession Create(string name) { var options = new SessionOptions(); return new InferenceSession(name + ".onnx", options); } }""")]
    [InlineData("""public static class S { public static void AddSession(List<object> services, List<NamedOnnxValue> x) { services.Add(new InferenceSession("m.onnx")); } }""")]
    // A field that is replaced when somebody chooses another provider.
    [InlineData("""public class S { InferenceSession session; public void SetProvider(bool cuda) { session?.Dispose(); var options = new SessionOptions(); if (cuda) { options.AppendExecutionProvider_CUDA(0); } session = new InferenceSession("m.onnx", options); } }""")]
    // A console program, once: with the session in Main, and in a method that Main calls.
    [InlineData("""class P { static void Main(string[] args) { using var session = new InferenceSession(args[0]); foreach (var f in args) { session.Run(new List<NamedOnnxValue>()); } } }""")]
    [InlineData("""class P { static void Main(string[] args) { Detect(args[0]); } static void Detect(string image) { using var session = new InferenceSession("m.onnx"); var x = new DenseTensor<float>(new[] { image.Length }); session.Run(new[] { NamedOnnxValue.CreateFromTensor("x", x) }); } }""")]
    // A loop over models, and over devices.
    [InlineData("""public class S { public void All(string[] models, List<NamedOnnxValue> x) { foreach (var m in models) { using var session = new InferenceSession(m); session.Run(x); } } }""")]
    [InlineData("""public class S { public void All(List<NamedOnnxValue> x) { for (int d = 0; d < 4; d++) { var o = new SessionOptions(); o.AppendExecutionProvider_CUDA(d); using var session = new InferenceSession("m.onnx", o); session.Run(x); } } }""")]
    // The path is the caller's.
    [InlineData("""public static class S { public static object Run(string path, List<NamedOnnxValue> x) { using var session = new InferenceSession(path); return session.Run(x)[0].AsTensor<float>().ToArray(); } }""")]
    // One context for a conversation that is read from the console.
    [InlineData("""class P { static void Main() { var p = new ModelParams("m.gguf"); using var weights = LLamaWeights.LoadFromFile(p); using var context = weights.CreateContext(p); while (true) { context.Tokenize(Console.ReadLine()!); } } }""")]
    // Looks at the model only, once: no data of the call is run on it.
    [InlineData("""public class S { public IReadOnlyList<string> Inputs() { using var session = new InferenceSession("m.onnx"); return session.InputNames.ToList(); } }""")]
    public Task Model_KeptOrMadeOnce_IsSilent(string code) => test.IsSilent(More + code);

    private const string LoadedForEachCall = """public class S { public object Run(List<NamedOnnxValue> x) { using var session = new InferenceSession("m.onnx"); return session.Run(x)[0].AsTensor<float>().ToArray(); } }""";

    [Fact]
    public Task HelperOfTests_IsSilent() => test.IsSilent(More + "namespace Shop.Tests.Helpers { " + LoadedForEachCall + " }");

    [Fact]
    public Task HelperOfTests_WhereTheUserWantsThemLikeAllCode_Reports() =>
        new RuleTest<ModelPerCall> { Libraries = test.Libraries, Options = test.Options.Add("perfproof.quiet_tests", "false") }
            .Reports(More + "namespace Shop.Tests.Helpers { " + LoadedForEachCall.Replace("new InferenceSession(\"m.onnx\")", "[|new InferenceSession(\"m.onnx\")|]") + " }");

    [Fact]
    public async Task Message_SaysWhatItCostsAndWhen()
    {
        var found = await test.Diagnose(More + """
            public class S { public object Run(List<NamedOnnxValue> x) { using var session = new InferenceSession("m.onnx"); return session.Run(x)[0].AsTensor<float>().ToArray(); } }
            """);
        Assert.Equal("'new InferenceSession' loads the model again on every call of 'Run': load it once and keep it", Assert.Single(found).GetMessage());
        Assert.Equal("call", found[0].Properties[Facts.Shape]);
    }
}
