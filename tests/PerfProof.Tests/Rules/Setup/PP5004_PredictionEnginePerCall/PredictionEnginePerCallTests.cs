using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Setup;

/// <summary>PP5004.</summary>
public sealed class PredictionEnginePerCallTests
{
    private const string Rows = "using Microsoft.ML; public class In { public float X; } public class Out { public float Score; }\n";

    private static readonly RuleTest<PredictionEnginePerCall> test = new() { Libraries = ["Microsoft.ML.Data"] };

    [Theory]
    [InlineData("public class S { readonly MLContext ml = new(); readonly ITransformer model; public S(ITransformer m) { model = m; } public float Predict(In row) { var engine = [|ml.Model.CreatePredictionEngine<In, Out>(model)|]; return engine.Predict(row).Score; } }")]
    [InlineData("public class S { readonly MLContext ml = new(); readonly ITransformer model; public S(ITransformer m) { model = m; } public float Predict(float x) { return [|ml.Model.CreatePredictionEngine<In, Out>(model)|].Predict(new In { X = x }).Score; } }")]
    [InlineData("public static class S { public static float Predict(In row) { var ml = new MLContext(); var model = ml.Model.Load(\"m.zip\", out _); var engine = [|ml.Model.CreatePredictionEngine<In, Out>(model)|]; return engine.Predict(row).Score; } }")]
    [InlineData("public class S { readonly MLContext ml = new(); readonly ITransformer model; public S(ITransformer m) { model = m; } public void Handle(float x) { Show(model, x); } void Show(ITransformer given, float x) { var engine = [|ml.Model.CreatePredictionEngine<In, Out>(given)|]; Console.WriteLine(engine.Predict(new In { X = x }).Score); } }")]
    [InlineData("public static class S { public static void All(MLContext ml, ITransformer model, List<In> rows) { foreach (var row in rows) { var engine = [|ml.Model.CreatePredictionEngine<In, Out>(model)|]; Console.WriteLine(engine.Predict(row).Score); } } }")]
    [InlineData("public static class S { public static List<float> All(MLContext ml, ITransformer model, List<In> rows) => rows.Select(row => [|ml.Model.CreatePredictionEngine<In, Out>(model)|].Predict(row).Score).ToList(); }")]
    public Task Engine_BuiltForEachCall_Reports(string code) => test.Reports(Rows + code);

    [Theory]
    // The trap: an engine for each of several models.
    [InlineData("public static class S { public static void All(MLContext ml, List<ITransformer> models, In row) { foreach (var model in models) { var engine = ml.Model.CreatePredictionEngine<In, Out>(model); Console.WriteLine(engine.Predict(row).Score); } } }")]
    [InlineData("public static class S { public static void All(MLContext ml, string[] files, In row) { foreach (var file in files) { var model = ml.Model.Load(file, out _); var engine = ml.Model.CreatePredictionEngine<In, Out>(model); Console.WriteLine(engine.Predict(row).Score); } } }")]
    // The trap: the policy of a pool.
    [InlineData("public class Policy { readonly MLContext ml; readonly ITransformer model; public Policy(MLContext m, ITransformer t) { ml = m; model = t; } public PredictionEngine<In, Out> Create() { var engine = ml.Model.CreatePredictionEngine<In, Out>(model); return engine; } public bool Return(PredictionEngine<In, Out> e) => true; }")]
    // Main, and what Main calls once.
    [InlineData("class P { static void Main() { var ml = new MLContext(); var model = ml.Model.Load(\"m.zip\", out _); var engine = ml.Model.CreatePredictionEngine<In, Out>(model); foreach (var x in new[] { 1f, 2f }) { engine.Predict(new In { X = x }); } } }")]
    [InlineData("class P { static void Main() { var ml = new MLContext(); var model = ml.Model.Load(\"m.zip\", out _); TestSinglePrediction(ml, model); } public static void TestSinglePrediction(MLContext ml, ITransformer model) { var engine = ml.Model.CreatePredictionEngine<In, Out>(model); Console.WriteLine(engine.Predict(new In()).Score); } }")]
    [InlineData("class P { static readonly MLContext ml = new(); static ITransformer model; static void Main() { Show(new In { X = 3 }); } static void Show(In row) { var engine = ml.Model.CreatePredictionEngine<In, Out>(model); Console.WriteLine(engine.Predict(row).Score); } }")]
    // A sample without a Main: somebody runs it once, and it makes the model that the engine is for.
    [InlineData("public class Sample { public static void Example() { var ml = new MLContext(); var model = ml.Model.Load(\"m.zip\", out _); TryOne(ml, model); } static void TryOne(MLContext ml, ITransformer model) { var engine = ml.Model.CreatePredictionEngine<In, Out>(model); Console.WriteLine(engine.Predict(new In()).Score); } }")]
    [InlineData("public class Sample { static readonly MLContext ml = new(); static ITransformer model; public static async Task RunAsync() { await Task.Yield(); TryOne(new In()); } static void TryOne(In row) { var engine = ml.Model.CreatePredictionEngine<In, Out>(model); Console.WriteLine(engine.Predict(row).Score); } }")]
    // Each call makes a model, and with it the engine.
    [InlineData("public class Trials { readonly MLContext ml = new(); public void Try(int seed) { var model = ml.Model.Load(\"m.zip\", out _); Show(model); } void Show(ITransformer model) { var engine = ml.Model.CreatePredictionEngine<In, Out>(model); Console.WriteLine(engine.Predict(new In()).Score); } }")]
    // Kept.
    [InlineData("public class S { readonly PredictionEngine<In, Out> engine; public S(MLContext ml, ITransformer model) { engine = ml.Model.CreatePredictionEngine<In, Out>(model); } public float Predict(In row) => engine.Predict(row).Score; }")]
    [InlineData("public class S { readonly ThreadLocal<PredictionEngine<In, Out>> engine; public S(MLContext ml, ITransformer model) { engine = new(() => ml.Model.CreatePredictionEngine<In, Out>(model)); } public float Predict(In row) => engine.Value.Predict(row).Score; }")]
    [InlineData("public class S { static readonly Lazy<PredictionEngine<In, Out>> engine = new(() => Make()); static PredictionEngine<In, Out> Make() { var ml = new MLContext(); return ml.Model.CreatePredictionEngine<In, Out>(ml.Model.Load(\"m.zip\", out _)); } public float Predict(In row) => engine.Value.Predict(row).Score; }")]
    // The model is the caller's.
    [InlineData("public static class S { public static float Predict(MLContext ml, ITransformer model, In row) { var engine = ml.Model.CreatePredictionEngine<In, Out>(model); return engine.Predict(row).Score; } }")]
    public Task Engine_KeptOrOnce_IsSilent(string code) => test.IsSilent(Rows + code);

    [Fact]
    public Task Loop_BuildsItBefore() => test.Fixes<PredictionEnginePerCallFix>(Rows + """
        public static class S
        {
            public static void All(MLContext ml, ITransformer model, List<In> rows)
            {
                foreach (var row in rows)
                {
                    var engine = [|ml.Model.CreatePredictionEngine<In, Out>(model)|];
                    Console.WriteLine(engine.Predict(row).Score);
                }
            }
        }
        """, Rows + """
        public static class S
        {
            public static void All(MLContext ml, ITransformer model, List<In> rows)
            {
                var engine = ml.Model.CreatePredictionEngine<In, Out>(model);
                foreach (var row in rows)
                {
                    Console.WriteLine(engine.Predict(row).Score);
                }
            }
        }
        """);

    [Fact]
    public Task Method_NoFixThatSharesAnEngine() => test.OffersNoFix<PredictionEnginePerCallFix>(Rows + """
        public class S { static readonly MLContext ml = new(); static readonly ITransformer model = ml.Model.Load("m.zip", out _); public float Predict(In row) { var engine = [|ml.Model.CreatePredictionEngine<In, Out>(model)|]; return engine.Predict(row).Score; } }
        """);
}
