using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP4002 where it must be silent: there is no list of items, or one item needs the answer of another.</summary>
public sealed class UnbatchedInferenceNegativeTests
{
    private static readonly RuleTest<UnbatchedInference> rule = UnbatchedInferenceTests.Rule;

    private const string Net = """
        class Net : nn.Module<Tensor, Tensor>
        {
            public Net() : base("net") { }
            public override Tensor forward(Tensor x) => x;
        }
        """;

    [Theory]
    [InlineData("var answer = engine.Predict(rows[0]); Console.WriteLine(answer.Score);")]
    [InlineData("foreach (var row in rows) { if (row.Label > 3) { Console.WriteLine(engine.Predict(row).Score); break; } }")]
    [InlineData("for (int i = 0; i < rows.Count; i++) { if (i % 100 == 0) { Console.WriteLine(engine.Predict(rows[i]).Score); } }")]
    [InlineData("for (int i = 0; i < 100; i++) { var answer = engine.Predict(rows[0]); scores.Add(answer.Score); }")]
    [InlineData("foreach (var row in rows) { engine.Predict(row); }")]
    [InlineData("foreach (var row in new[] { new Row { X = 1 }, new Row { X = 2 } }) { Console.WriteLine(engine.Predict(row).Score); }")]
    [InlineData("Row[] samples = [new Row { X = 1 }, new Row { X = 2 }]; foreach (var row in samples) { Console.WriteLine(engine.Predict(row).Score); }")]
    [InlineData("float last = 0; foreach (var row in rows) { row.X = last; last = engine.Predict(row).Score; scores.Add(last); }")]
    [InlineData("while (true) { var line = Console.ReadLine(); if (line is null) break; Console.WriteLine(engine.Predict(new Row { Text = line }).Score); }")]
    [InlineData("for (var attempt = 0; attempt < 20; attempt++) { try { scores.Add(engine.Predict(rows[attempt]).Score); break; } catch (IOException) { Thread.Sleep(10); } }")]
    public Task PredictionEngine_WithoutAListOfItems_IsSilent(string code) => rule.IsSilent($$"""
        class C
        {
            void M(PredictionEngine<Row, Answer> engine, List<Row> rows, List<float> scores)
            {
                {{code}}
            }
        }
        """);

    [Fact]
    public Task TimeSeriesEngine_WhichKeepsAState_IsSilent() => rule.IsSilent("""
        class C
        {
            void M(Microsoft.ML.Transforms.TimeSeries.TimeSeriesPredictionEngine<Row, Answer> engine, List<Row> rows)
            {
                foreach (var row in rows) { Console.WriteLine(engine.Predict(row).Score); }
            }
        }
        """);

    [Fact]
    public Task SecondPredict_OfTheSameItem_ToMeasureIt_IsSilent() => rule.IsSilent("""
        class C
        {
            void M(PredictionEngine<Row, Answer> engine, Row row)
            {
                var watch = Stopwatch.StartNew();
                var first = engine.Predict(row);
                Console.WriteLine("First took " + watch.ElapsedMilliseconds);
                watch.Restart();
                var second = engine.Predict(row);
                Console.WriteLine("Second took " + watch.ElapsedMilliseconds + first.Score + second.Score);
            }
        }
        """);

    [Theory]
    [InlineData("foreach (var layer in layers) { x = layer.forward(x); }")]
    [InlineData("foreach (var layer in layers) { x = nn.functional.relu(layer.forward(x)); }")]
    [InlineData("for (int i = 0; i < layers.Count; i++) { x = layers[i].call(x); }")]
    [InlineData("foreach (var head in layers) { outputs.Add(head.forward(x)); }")]
    [InlineData("outputs.AddRange(layers.Select(head => head.call(x)));")]
    public Task LayerChainsAndHeads_AreSilent(string loop) => rule.IsSilent($$"""
        class C
        {
            void M(List<nn.Module<Tensor, Tensor>> layers, Tensor x, List<Tensor> outputs)
            {
                {{loop}}
            }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < steps; i++) { var logits = net.forward(x); var next = torch.argmax(logits); x = torch.cat(new[] { x, next }); }")]
    [InlineData("var tokens = new List<long>(); for (int i = 0; i < steps; i++) { var logits = net.forward(torch.tensor(tokens)); tokens.Add(torch.argmax(logits).item<long>()); }")]
    [InlineData("var latents = x; for (int i = 0; i < steps; i++) { var noise = net.forward(latents * i); latents = latents - noise; }")]
    [InlineData("var latents = x; for (int i = 0; i < steps; i++) { var preview = net.forward(latents); Show(preview, i); latents = Step(latents, i); }")]
    public Task AutoregressiveAndDenoisingLoops_AreSilent(string loop) => rule.IsSilent($$"""
        class C
        {
            void M(Net net, Tensor x, int steps)
            {
                {{loop}}
            }

            static void Show(Tensor x, int step) { }
            static Tensor Step(Tensor x, int step) => x;
        }
        {{Net}}
        """);

    [Fact]
    public Task TrainingLoop_IsSilent() => rule.IsSilent($$"""
        class C
        {
            void M(Net net, torch.optim.Optimizer optimizer, List<float[]> samples, Tensor target)
            {
                for (int epoch = 0; epoch < 10; epoch++)
                {
                    foreach (var sample in samples)
                    {
                        optimizer.zero_grad();
                        var loss = nn.functional.mse_loss(net.forward(torch.tensor(sample)), target);
                        loss.backward();
                        optimizer.step();
                    }
                }
            }
        }
        {{Net}}
        """);

    [Theory]
    [InlineData("List<Dictionary<string, Tensor>> loader", "foreach (var data in loader) { total += net.forward(data[\"data\"]).item<float>(); }")]
    [InlineData("IEnumerable<(Tensor, Tensor)> loader", "foreach (var (data, label) in loader) { total += net.forward(data).item<float>(); }")]
    [InlineData("IEnumerable<Tensor> loader", "foreach (var x in loader) { total += net.forward(x).item<float>(); }")]
    [InlineData("float[][] all", "for (int i = 0; i < all.Length; i += 32) { total += net.forward(Make(all[i..(i + 32)])).item<float>(); }")]
    [InlineData("float[][] all", "foreach (var part in all.Chunk(32)) { total += net.forward(Make(part)).item<float>(); }")]
    [InlineData("float[][] all, int count", "for (int n = 0; n < count; n++) { total += net.forward(Make(all.Skip(n * 32).Take(32).ToArray())).item<float>(); }")]
    [InlineData("float[] all, int count", "for (int n = 0; n < count; n++) { total += net.forward(Batch(all, n)).item<float>(); }")]
    [InlineData("float[] all, int batchSize", "for (int n = 0; n < 100; n++) { total += net.forward(Flat(all, n, batchSize)).item<float>(); }")]
    [InlineData("List<List<float>> all", "foreach (var rows in all.Select(row => new[] { row.ToArray() })) { total += net.forward(Make(rows)).item<float>(); }")]
    public Task WhatIsABatchAlready_IsSilent(string parameter, string loop) => rule.IsSilent($$"""
        class C
        {
            float M(Net net, {{parameter}})
            {
                float total = 0;
                {{loop}}
                return total;
            }

            static Tensor Make(float[][] rows) => torch.tensor(rows[0]);
            static Tensor Flat(float[] rows, int index, int size) => torch.tensor(rows);
            static Tensor Batch(float[] rows, int index) { var batch = torch.tensor(rows); return batch; }
        }
        {{Net}}
        """);

    [Fact]
    public Task OneSessionPerItem_IsSilent() => rule.IsSilent("""
        class C
        {
            void M(string[] models, float[] input, List<float[]> outputs)
            {
                foreach (var path in models)
                {
                    using var session = new InferenceSession(path);
                    using var results = session.Run(new[] { NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(input, new[] { 1, 16 })) });
                    outputs.Add(results[0].AsEnumerable<float>().ToArray());
                }
            }

            void Through(List<InferenceSession> sessions, List<float[]> rows)
            {
                for (var i = 0; i < rows.Count; i++) { Console.WriteLine(Score(sessions[i], rows[i])); }
            }

            static float Score(InferenceSession session, float[] row)
            {
                using var results = session.Run(new[] { NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(row, new[] { 1, 16 })) });
                return results[0].AsEnumerable<float>().First();
            }
        }
        """);

    [Theory]
    [InlineData("foreach (var frame in camera.Frames()) { Console.WriteLine(Run(frame)); }")]
    [InlineData("foreach (var picture in videoReader) { Console.WriteLine(Run(picture)); }")]
    [InlineData("while (camera.Read(image)) { Console.WriteLine(Run(image)); }")]
    public Task FramesOfACameraOrAVideo_AreSilent(string loop) => rule.IsSilent($$"""
        class Camera { public IEnumerable<byte[]> Frames() => []; public bool Read(byte[] image) => true; }
        class C(InferenceSession session)
        {
            void M(Camera camera, IEnumerable<byte[]> videoReader, byte[] image)
            {
                {{loop}}
            }

            float Run(byte[] pixels)
            {
                using var results = session.Run(new[] { NamedOnnxValue.CreateFromTensor("x", new DenseTensor<byte>(pixels, new[] { 1, 16 })) });
                return results[0].AsEnumerable<float>().First();
            }
        }
        """);

    [Fact]
    public Task Wrapper_ThatKeepsAState_IsSilent() => rule.IsSilent("""
        class Detector(InferenceSession session)
        {
            private float[] state = new float[128];

            public float Feed(float[] window)
            {
                var inputs = new List<NamedOnnxValue>
                {
                    NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(window, new[] { 1, window.Length })),
                    NamedOnnxValue.CreateFromTensor("state", new DenseTensor<float>(state, new[] { 2, 1, 64 })),
                };
                using var results = session.Run(inputs);
                state = results[1].AsEnumerable<float>().ToArray();
                return results[0].AsEnumerable<float>().First();
            }
        }
        class C
        {
            void M(Detector detector, List<float[]> windows, List<float> found)
            {
                foreach (var window in windows) { found.Add(detector.Feed(window)); }
            }
        }
        """);

    [Fact]
    public Task Wrapper_ThatDecodesStepByStep_IsSilent() => rule.IsSilent("""
        class Generator(InferenceSession session)
        {
            public string Generate(string prompt)
            {
                var tokens = prompt.Select(letter => (long)letter).ToList();
                for (int i = 0; i < 128; i++)
                {
                    using var results = session.Run(new[] { NamedOnnxValue.CreateFromTensor("ids", new DenseTensor<long>(tokens.ToArray(), new[] { 1, tokens.Count })) });
                    tokens.Add((long)results[0].AsEnumerable<float>().Max());
                }

                return string.Concat(tokens);
            }
        }
        class C
        {
            void M(Generator generator, string[] prompts)
            {
                foreach (var prompt in prompts) { Console.WriteLine(generator.Generate(prompt)); }
            }
        }
        """);

    [Fact]
    public Task Wrapper_ThatTakesAList_IsSilent() => rule.IsSilent("""
        class Encoder(InferenceSession session)
        {
            public float[] EncodeAll(IReadOnlyList<string> texts)
            {
                var ids = texts.SelectMany(text => text.Select(letter => (long)letter)).ToArray();
                using var results = session.Run(new[] { NamedOnnxValue.CreateFromTensor("ids", new DenseTensor<long>(ids, new[] { texts.Count, 16 })) });
                return results[0].AsEnumerable<float>().ToArray();
            }
        }
        class C
        {
            void M(Encoder encoder, List<string> files, List<float[]> vectors)
            {
                foreach (var file in files)
                {
                    var lines = File.ReadAllLines(file).ToList();
                    vectors.Add(encoder.EncodeAll(lines));
                }
            }
        }
        """);

    [Fact]
    public Task PipelineOfManyMethods_IsSilent() => rule.IsSilent("""
        class Reader(InferenceSession session)
        {
            public float ReadFile(string path) => ReadPage(new Bitmap(path));
            private float ReadPage(Bitmap page) => Detect(page.Resize(960, 960));
            private float Detect(Bitmap page)
            {
                using var results = session.Run(new[] { NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(new float[page.Width], new[] { 1, 16 })) });
                return results[0].AsEnumerable<float>().First();
            }
        }
        class C
        {
            void M(Reader reader, string[] files) { foreach (var file in files) { Console.WriteLine(reader.ReadFile(file)); } }
        }
        """);

    [Fact]
    public Task InsideTheNetworkItself_IsSilent() => rule.IsSilent("""
        class Pyramid : nn.Module<Tensor, Tensor>
        {
            private readonly Linear head = null!;
            public Pyramid() : base("pyramid") { }
            public override Tensor forward(Tensor x)
            {
                var outputs = new List<Tensor>();
                foreach (var scale in new float[16]) { outputs.Add(head.forward(x * scale)); }
                return torch.stack(outputs);
            }
        }
        """);

    [Fact]
    public Task WarmUpAndBenchmark_AreSilent() => rule.IsSilent("""
        class PredictBenchmark
        {
            void Run(PredictionEngine<Row, Answer> engine, List<Row> rows)
            {
                foreach (var row in rows) { Console.WriteLine(engine.Predict(row).Score); }
            }
        }
        class Service
        {
            float WarmUp(PredictionEngine<Row, Answer> engine, List<Row> rows) => rows.Sum(row => engine.Predict(row).Score);
        }
        """);

    [Theory]
    [InlineData("var a = net.forward(x); var b = net.forward(a); return torch.cat(new[] { a, b });")]
    [InlineData("var a = net.forward(x); var b = other.forward(y); return torch.cat(new[] { a, b });")]
    [InlineData("var a = net.forward(x); var b = net.forward(y); return a + b;")]
    [InlineData("var a = net.forward(x); net = other; var b = net.forward(y); return torch.cat(new[] { a, b });")]
    [InlineData("var a = net.forward(x); var b = net.forward(y); var c = net.forward(x + y); return torch.cat(new[] { a, b, c });")]
    [InlineData("var a = net.forward(x); var b = net.forward(y); a.backward(); return torch.cat(new[] { a, b });")]
    public Task TwoRuns_ThatAreNoPair_AreSilent(string code) => rule.IsSilent($$"""
        class C
        {
            Tensor M(Net net, Net other, Tensor x, Tensor y)
            {
                {{code}}
            }
        }
        {{Net}}
        """);
}
