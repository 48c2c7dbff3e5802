using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Setup;

/// <summary>The fix of PP5001.</summary>
public sealed class ModelPerCallFixTests
{
    private static readonly RuleTest<ModelPerCall> test = new()
    {
        Libraries = ["Microsoft.ML.OnnxRuntime", "LLamaSharp", "Microsoft.Extensions.AI.Abstractions"],
        Usings = "using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading; using System.Threading.Tasks; using Microsoft.ML.OnnxRuntime; using LLama; using LLama.Common;\n",
    };

    [Fact]
    public Task UsingDeclaration_InLoop_MovesBeforeIt() => test.Fixes<ModelPerCallFix>("""
        class S
        {
            void All(string path, List<List<NamedOnnxValue>> xs)
            {
                Console.WriteLine("start");

                // Each of them.
                foreach (var x in xs)
                {
                    using var session = [|new InferenceSession(path)|];
                    session.Run(x);
                }
            }
        }
        """, """
        class S
        {
            void All(string path, List<List<NamedOnnxValue>> xs)
            {
                Console.WriteLine("start");

                using var session = new InferenceSession(path);
                // Each of them.
                foreach (var x in xs)
                {
                    session.Run(x);
                }
            }
        }
        """);

    [Fact]
    public Task UsingStatement_InLoop_LeavesItsBlock() => test.Fixes<ModelPerCallFix>("""
        class S
        {
            void All(List<List<NamedOnnxValue>> xs)
            {
                for (int i = 0; i < xs.Count; i++)
                {
                    using (var session = [|new InferenceSession("m.onnx")|])
                    {
                        session.Run(xs[i]);
                    }
                }
            }
        }
        """, """
        class S
        {
            void All(List<List<NamedOnnxValue>> xs)
            {
                using var session = new InferenceSession("m.onnx");
                for (int i = 0; i < xs.Count; i++)
                {
                    {
                        session.Run(xs[i]);
                    }
                }
            }
        }
        """);

    [Fact]
    public Task Constant_InMethod_BecomesAStaticLazy() => test.Fixes<ModelPerCallFix>("""
        public class S
        {
            private readonly int top = 3;

            public float[] Predict(List<NamedOnnxValue> x)
            {
                using var session = [|new InferenceSession(Path.Combine("models", "m.onnx"))|];
                return session.Run(x)[0].AsTensor<float>().Take(top).ToArray();
            }
        }
        """, """
        public class S
        {
            private static readonly Lazy<InferenceSession> inferenceSession = new Lazy<InferenceSession>(() => new InferenceSession(Path.Combine("models", "m.onnx")));
            private readonly int top = 3;

            public float[] Predict(List<NamedOnnxValue> x)
            {
                var session = inferenceSession.Value;
                return session.Run(x)[0].AsTensor<float>().Take(top).ToArray();
            }
        }
        """);

    [Fact]
    public Task ReadOnlyField_InMethod_BecomesAFieldOfTheObject() => test.Fixes<ModelPerCallFix>("""
        public class S
        {
            private readonly string _path = "";

            public float[] Predict(List<NamedOnnxValue> x)
            {
                using (var session = [|new InferenceSession(_path, new SessionOptions())|])
                {
                    return session.Run(x)[0].AsTensor<float>().ToArray();
                }
            }
        }
        """, """
        public class S
        {
            private InferenceSession? _inferenceSession;
            private readonly string _path = "";

            public float[] Predict(List<NamedOnnxValue> x)
            {
                var session = LazyInitializer.EnsureInitialized(ref _inferenceSession, () => new InferenceSession(_path, new SessionOptions()));
                {
                    return session.Run(x)[0].AsTensor<float>().ToArray();
                }
            }
        }
        """);

    [Fact]
    public Task Chained_InMethod_UsesTheField() => test.Fixes<ModelPerCallFix>("""
        public static class S
        {
            public static float[] Predict(List<NamedOnnxValue> x)
            {
                return [|new InferenceSession("m.onnx")|].Run(x)[0].AsTensor<float>().ToArray();
            }
        }
        """, """
        public static class S
        {
            private static readonly Lazy<InferenceSession> inferenceSession = new Lazy<InferenceSession>(() => new InferenceSession("m.onnx"));

            public static float[] Predict(List<NamedOnnxValue> x)
            {
                return inferenceSession.Value.Run(x)[0].AsTensor<float>().ToArray();
            }
        }
        """);

    [Theory]
    // Made from a local of the loop, or of the method.
    [InlineData("class S { void All(List<List<NamedOnnxValue>> xs) { foreach (var x in xs) { var o = new SessionOptions(); using var session = [|new InferenceSession(\"m.onnx\", o)|]; session.Run(x); } } }")]
    [InlineData("public class S { public float[] Predict(List<NamedOnnxValue> x) { var o = new SessionOptions(); using var session = [|new InferenceSession(\"m.onnx\", o)|]; return session.Run(x)[0].AsTensor<float>().ToArray(); } }")]
    // A field that somebody may set.
    [InlineData("public class S { public string Path { get; set; } = \"\"; public float[] Predict(List<NamedOnnxValue> x) { using var session = [|new InferenceSession(Path)|]; return session.Run(x)[0].AsTensor<float>().ToArray(); } }")]
    // Disposed in the loop.
    [InlineData("class S { void All(List<List<NamedOnnxValue>> xs) { foreach (var x in xs) { var session = [|new InferenceSession(\"m.onnx\")|]; session.Run(x); session.Dispose(); } } }")]
    // A name that is there twice.
    [InlineData("class S { void All(List<List<NamedOnnxValue>> xs) { foreach (var x in xs) { using var session = [|new InferenceSession(\"m.onnx\")|]; session.Run(x); } foreach (var session in xs) { } } }")]
    // Given to a field of its own.
    [InlineData("public class S { InferenceSession s; public float[] Predict(List<NamedOnnxValue> x) { using (s = [|new InferenceSession(\"m.onnx\")|]) { return s.Run(x)[0].AsTensor<float>().ToArray(); } } }")]
    // A context holds a conversation.
    [InlineData("class S { void All(LLamaWeights w, List<string> texts) { var p = new ModelParams(\"m\"); foreach (var text in texts) { using var c = [|w.CreateContext(p)|]; c.Tokenize(text); } } }")]
    // Deeper than the loop's own block.
    [InlineData("class S { void All(List<List<NamedOnnxValue>> xs) { foreach (var x in xs) { if (x.Count > 3) { using var session = [|new InferenceSession(\"m.onnx\")|]; session.Run(x); } } } }")]
    public Task Precondition_DoesNotHold_NoFix(string code) => test.OffersNoFix<ModelPerCallFix>(code);

    [Fact]
    public async Task Title_SaysWhatChanges()
    {
        Assert.Equal(
            ["Keep one InferenceSession for all calls (never disposed; calls at the same time share it)"],
            await test.FixTitles<ModelPerCallFix>("public class S { public float[] Predict(List<NamedOnnxValue> x) { using var session = new InferenceSession(\"m.onnx\"); return session.Run(x)[0].AsTensor<float>().ToArray(); } }"));
    }
}
