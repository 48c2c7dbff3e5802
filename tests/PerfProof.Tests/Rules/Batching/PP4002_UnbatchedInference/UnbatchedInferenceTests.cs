using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP4002 where it must report: the model runs once for each item of a list.</summary>
public sealed class UnbatchedInferenceTests
{
    internal const string Usings = """
        using System; using System.Collections.Generic; using System.Diagnostics; using System.IO; using System.Linq; using System.Threading; using System.Threading.Tasks;
        using Microsoft.ML; using Microsoft.Extensions.ML; using Microsoft.ML.OnnxRuntime; using Microsoft.ML.OnnxRuntime.Tensors;
        using TorchSharp; using TorchSharp.Modules; using static TorchSharp.torch;
        class Bitmap { public int Width; public Bitmap(string path) { } public Bitmap() { } public void Rows(Action<byte[]> row) { } public Bitmap Resize(int width, int height) => this; }
        class Row { public float X; public string Text = ""; public float Label; }
        class Answer { public float Score; public string[] Labels = []; }

        """;

    internal static readonly RuleTest<UnbatchedInference> Rule = new()
    {
        Libraries = ["Microsoft.ML.Data", "Microsoft.Extensions.ML", "Microsoft.ML.OnnxRuntime", "TorchSharp", "Microsoft.ML.TimeSeries"],
        Usings = Usings,
    };

    [Theory]
    [InlineData("foreach (var row in rows) { var answer = [|engine.Predict(row)|]; Console.WriteLine(answer.Score); }")]
    [InlineData("for (int i = 0; i < rows.Count; i++) { scores.Add([|engine.Predict(rows[i])|].Score); }")]
    [InlineData("for (int i = 0; i < count; i++) { var answer = [|engine.Predict(rows[i])|]; Console.WriteLine(answer.Score + rows[i].Label); }")]
    [InlineData("rows.Where(row => row.Label > 0).Take(count).ToList().ForEach(row => Console.WriteLine([|engine.Predict(row)|].Score));")]
    [InlineData("scores = rows.Select(row => [|engine.Predict(row)|].Score).ToList();")]
    [InlineData("foreach (var text in texts) { var answer = [|engine.Predict(new Row { Text = text })|]; scores.Add(answer.Score); }")]
    [InlineData("Parallel.ForEach(texts, text => { var answer = [|pool.Predict(new Row { Text = text })|]; lock (scores) { scores.Add(answer.Score); } });")]
    [InlineData("Answer? answer = null; foreach (var text in texts) { answer = [|pool.Predict(\"model\", new Row { Text = text })|]; scores.Add(answer.Score * 2); }")]
    [InlineData("var queue = new Queue<Row>(rows); while (queue.Count > 0) { var row = queue.Dequeue(); scores.Add([|engine.Predict(row)|].Score); }")]
    public Task PredictionEngine_PerRow_Reports(string loop) => Rule.Reports($$"""
        class C
        {
            void M(PredictionEngine<Row, Answer> engine, PredictionEnginePool<Row, Answer> pool, List<Row> rows, string[] texts, List<float> scores, int count)
            {
                {{loop}}
            }
        }
        """);

    [Theory]
    [InlineData("""
        foreach (var path in paths)
        {
            var tensor = new DenseTensor<float>(new[] { 1, 3, 224, 224 });
            Fill(tensor, new Bitmap(path));
            using var results = [|session.Run(new[] { NamedOnnxValue.CreateFromTensor("pixels", tensor) })|];
            outputs.Add(results[0].AsEnumerable<float>().ToArray());
        }
        """)]
    [InlineData("""
        foreach (float[] row in features)
        {
            using var value = OrtValue.CreateTensorValueFromMemory(row, new long[] { 1, row.Length });
            using var results = [|session.Run(options, new Dictionary<string, OrtValue> { ["x"] = value }, session.OutputNames)|];
            outputs.Add(results[0].GetTensorDataAsSpan<float>().ToArray());
        }
        """)]
    [InlineData("""
        for (var i = 0; i < features.Count; i++)
        {
            var input = new List<NamedOnnxValue>();
            input.Add(NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(features[i], new[] { 1, 16 })));
            using (var results = [|session.Run(input)|]) { outputs.Add(results.First().AsEnumerable<float>().ToArray()); }
        }
        """)]
    [InlineData("""
        outputs.AddRange(features.Select(row =>
        {
            var input = new[] { NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(row, new[] { 1, row.Length })) };
            using var results = [|session.Run(input)|];
            return results[0].AsEnumerable<float>().ToArray();
        }));
        """)]
    public Task Session_RunPerItem_Reports(string loop) => Rule.Reports($$"""
        class C
        {
            void M(InferenceSession session, RunOptions options, string[] paths, List<float[]> features, List<float[]> outputs)
            {
                {{loop}}
            }

            static void Fill(DenseTensor<float> tensor, Bitmap image) { }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < states.Length; i++) { using (torch.no_grad()) { var x = ToTensor(states[i]); var y = [|net.forward(x)|]; actions[i] = Pick(y); } }")]
    [InlineData("foreach (var state in states) { var y = [|net.call(torch.tensor(state).unsqueeze(0))|]; sum += Pick(y); }")]
    [InlineData("sum = states.Sum(state => Pick([|net.forward(ToTensor(state))|]));")]
    public Task Module_ForwardPerState_Reports(string loop) => Rule.Reports($$"""
        class C
        {
            void M(Net net, float[][] states, int[] actions, int sum)
            {
                {{loop}}
            }

            static Tensor ToTensor(float[] state) => torch.tensor(state);
            static int Pick(Tensor y) => 0;
        }
        class Net : nn.Module<Tensor, Tensor>
        {
            public Net() : base("net") { }
            public override Tensor forward(Tensor x) => x;
        }
        """);

    [Fact]
    public Task Wrapper_ThatPreparesRunsAndReadsOut_Reports() => Rule.Reports("""
        class Line { public string Text = ""; public float Time; }
        class Recognizer(InferenceSession session)
        {
            private readonly string name = "x";

            public void ReadAll(Bitmap[] crops, List<Line> lines)
            {
                for (int i = 0; i < crops.Length; i++)
                {
                    lines.Add([|Read(crops[i])|]);
                }
            }

            public Line Read(Bitmap crop)
            {
                var watch = Stopwatch.StartNew();
                Tensor<float> input;
                var resized = crop.Resize(crop.Width, 48);
                {
                    input = Normalize(resized, 0.5f);
                }

                IReadOnlyCollection<NamedOnnxValue> inputs = new NamedOnnxValue[] { NamedOnnxValue.CreateFromTensor(name, input) };
                try
                {
                    using (var results = session.Run(inputs))
                    {
                        return new Line { Text = results[0].AsEnumerable<float>().Sum().ToString(), Time = watch.ElapsedMilliseconds };
                    }
                }
                catch (Exception e)
                {
                    Debug.WriteLine(e.Message);
                }

                return new Line();
            }

            private static Tensor<float> Normalize(Bitmap image, float mean) => new DenseTensor<float>(new[] { 1, 3, 48, image.Width });
        }
        """);

    [Fact]
    public Task Wrapper_TwoDeep_FilledByALambda_Reports() => Rule.Reports("""
        class Encoder(InferenceSession session)
        {
            public float[] Encode(string path)
            {
                var image = new Bitmap(path);
                return EncodeImage(image);
            }

            public float[] Encode(Stream stream) => EncodeImage(new Bitmap());

            private float[] EncodeImage(Bitmap image)
            {
                var tensor = new DenseTensor<float>(new[] { 1, 3, 224, 224 });
                image.Rows(row =>
                {
                    for (int x = 0; x < 224; x++) { tensor[0, 0, 0, x] = row[x] / 255f; }
                });
                var inputs = new List<NamedOnnxValue> { NamedOnnxValue.CreateFromTensor("pixels", tensor) };
                using var results = session.Run(inputs);
                return results.First().AsEnumerable<float>().ToArray();
            }
        }
        class Index(Encoder encoder)
        {
            private readonly List<(string, float[])> images = new();

            public void Add(string folder)
            {
                var files = Directory.GetFiles(folder).Where(file => file.EndsWith(".png")).ToList();
                for (int i = 0; i < files.Count; i++)
                {
                    var path = files[i];
                    var embedding = [|encoder.Encode(path)|];
                    images.Add((path, embedding));
                }
            }

            public Task AddAsync(IEnumerable<string> paths) => Task.Run(() =>
            {
                foreach (var path in paths)
                {
                    images.Add((path, [|encoder.Encode(path)|]));
                }
            });
        }
        """);

    [Fact]
    public Task Wrapper_StaticWithTheModelAsArgument_Reports() => Rule.Reports("""
        static class Scorer
        {
            public static float Score(PredictionEngine<Row, Answer> engine, string text) => engine.Predict(new Row { Text = text }).Score;
        }
        class C
        {
            IEnumerable<float> M(PredictionEngine<Row, Answer> engine, List<string> texts)
            {
                foreach (var text in texts)
                {
                    yield return [|Scorer.Score(engine, text)|];
                }
            }
        }
        """);

    [Fact]
    public Task TwoRuns_PutTogether_Reports() => Rule.Reports("""
        class C
        {
            Tensor M(Net clip, long[] prompt, long[] negative)
            {
                var condTokens = torch.tensor(prompt).unsqueeze(0);
                var cond = clip.forward(condTokens);
                var uncondTokens = torch.tensor(negative).unsqueeze(0);
                var uncond = [|clip.forward(uncondTokens)|];
                return torch.cat(new Tensor[] { cond, uncond }).cpu();
            }
        }
        class Net : nn.Module<Tensor, Tensor>
        {
            public Net() : base("net") { }
            public override Tensor forward(Tensor x) => x;
        }
        """);

    [Fact]
    public Task TwoRuns_OfATuple_PutTogether_Reports() => Rule.Reports("""
        class C
        {
            private readonly Net clip = null!;

            (Tensor, Tensor) M(long[] prompt, long[] negative, long skip)
            {
                using (torch.no_grad())
                {
                    Tensor tokens = torch.tensor(prompt);
                    (Tensor cond, Tensor pooled) = clip.forward(tokens, skip);
                    Tensor others = torch.tensor(negative);
                    (Tensor uncond, Tensor unpooled) = [|clip.forward(others, skip)|];
                    Tensor context = cat(new Tensor[] { cond, uncond });
                    return (context, cat([pooled, unpooled]));
                }
            }
        }
        class Net : nn.Module<Tensor, long, (Tensor, Tensor)>
        {
            public Net() : base("net") { }
            public override (Tensor, Tensor) forward(Tensor x, long skip) => (x, x);
        }
        """);
}
