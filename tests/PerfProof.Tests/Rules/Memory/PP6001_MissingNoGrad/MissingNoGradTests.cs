using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP6001.</summary>
public sealed class MissingNoGradTests
{
    private static readonly RuleTest<MissingNoGrad> test = new()
    {
        Libraries = ["TorchSharp"],
        Usings = "using System; using System.Collections.Generic; using System.Threading.Tasks; using TorchSharp; using static TorchSharp.torch.nn; using Tensor = TorchSharp.torch.Tensor;\n",
    };

    [Fact]
    public Task EvalThenRunInALoop_Reports() => test.Reports(Class("""
        static void Check(Module<Tensor, Tensor> model, Module<Tensor, Tensor> loss, List<Tensor> batches)
        {
            model.eval();
            var total = 0f;
            foreach (var batch in batches)
            {
                var scaled = loss.call(batch);
                var output = [|model.call(batch)|];
                total += loss.call(output).ToSingle() + model.forward(batch).ToSingle();
            }
            Console.WriteLine(total);
        }
        """));

    [Fact]
    public Task MethodNamedTest_Reports() => test.Reports(Class("""
        static void Test(Module<Tensor, Tensor> model, List<Tensor> batches)
        {
            foreach (var batch in batches) Console.WriteLine([|model.forward(batch)|].ToSingle());
        }
        """));

    [Fact]
    public Task FieldOfAPredictor_Reports() => test.Reports(Class("""
        private readonly Module<Tensor, Tensor> model = null!;
        public float PredictScore(Tensor x) => [|this.model.call(x)|].ToSingle();
        public Tensor Predict(Tensor x) => [|model.call(x)|];
        """));

    [Fact]
    public Task CalledByTraining_Reports() => test.Reports(Class("""
        static void Train(Module<Tensor, Tensor> model, List<Tensor> batches)
        {
            foreach (var batch in batches) { model.train(); model.call(batch).backward(); }
            Evaluate(model, batches);
        }
        static float Evaluate(Module<Tensor, Tensor> model, List<Tensor> batches)
        {
            model.eval();
            return [|model.call(batches[0])|].ToSingle();
        }
        """));

    [Theory]
    [InlineData("using var noGrad = torch.no_grad(); model.eval(); Console.WriteLine(model.call(x).ToSingle());")]
    [InlineData("model.eval(); using (torch.inference_mode()) { Console.WriteLine(model.call(x).ToSingle()); }")]
    [InlineData("model.eval(); using (torch.set_grad_enabled(false)) { Console.WriteLine(model.call(x).ToSingle()); }")]
    [InlineData("Console.WriteLine(model.call(x).ToSingle()); model.eval();")]
    [InlineData("model.eval(); Console.WriteLine(other.call(x).ToSingle());")]
    [InlineData("model.eval();")]
    [InlineData("model.train(); model.call(x).backward(); model.eval(); Console.WriteLine(model.call(x).ToSingle());")]
    [InlineData("model.eval(); optimizer.zero_grad(); Console.WriteLine(model.call(x).ToSingle());")]
    public Task OffOrNeeded_IsSilent(string body) => test.IsSilent(Class($$"""
        static void Run(Module<Tensor, Tensor> model, Module<Tensor, Tensor> other, torch.optim.Optimizer optimizer, Tensor x)
        {
            {{body}}
        }
        """));

    [Fact]
    public Task GradientsOfTheInput_FastGradientSign_IsSilent() => test.IsSilent(Class("""
        static float Test(Module<Tensor, Tensor> model, Tensor x)
        {
            model.eval();
            x.requires_grad = true;
            var loss = model.call(x);
            loss.backward();
            return (x.grad! + 0f).ToSingle();
        }
        """));

    [Fact]
    public Task OutputThatIsReturned_IsSilent() => test.IsSilent(Class("""
        static Tensor Features(Module<Tensor, Tensor> model, Tensor x) { model.eval(); return model.call(x); }
        static (Tensor, int) Both(Module<Tensor, Tensor> model, Tensor x) { model.eval(); return (model.call(x), 1); }
        static void Out(Module<Tensor, Tensor> model, Tensor x, out Tensor y) { model.eval(); y = model.call(x); }
        """));

    [Fact]
    public Task OutputOfAModuleOfOnesOwnThatIsReturned_IsSilent() => test.IsSilent("""
        class Net : Module<Tensor, Tensor>
        {
            public Net() : base("net") { }
            public override Tensor forward(Tensor input) => input + 1;
        }
        record Output(Tensor Logits);
        class C
        {
            static Tensor Features(Net net, Tensor x) { net.eval(); return net.forward(x); }
            static Output Run(Net net, Tensor x) { net.eval(); return new Output(net.forward(x)); }
            static void Store(Net net, Tensor x, C holder) { net.eval(); holder.last = net.forward(x); }
            private Tensor? last;
        }
        """);

    [Fact]
    public Task RunThroughAMethodOfOnesOwn_WithoutARunOfTheModule_IsSilent() => test.IsSilent(Class("""
        class Wrapper
        {
            private readonly Module<Tensor, Tensor> inner = null!;
            public float Step(Tensor input) { var output = this.inner.call(input); return output.ToSingle(); }
        }
        static float Test(Wrapper model, Tensor x) => model.Step(x);
        """));

    [Fact]
    public Task OutputThatIsStored_IsSilent() => test.IsSilent(Class("""
        private Tensor? last;
        void Test(Module<Tensor, Tensor> model, Tensor x) { model.eval(); this.last = model.call(x); }
        """));

    [Fact]
    public Task PredictionThatIsTrainedOn_IsSilent() => test.IsSilent(Class("""
        static Tensor Predict(Module<Tensor, Tensor> model, Tensor x) => model.call(x);
        static void Train(Module<Tensor, Tensor> model, Tensor x) { Predict(model, x).backward(); }
        """));

    [Fact]
    public Task CallerTurnsGradientsOff_IsSilent() => test.IsSilent(Class("""
        static void Test(Module<Tensor, Tensor> model, Tensor x) { model.eval(); Console.WriteLine(model.call(x).ToSingle()); }
        static void Epoch(Module<Tensor, Tensor> model, Tensor x) { Test(model, x); }
        static void Main2(Module<Tensor, Tensor> model, Tensor x) { using (torch.no_grad()) { Epoch(model, x); } }
        """));

    [Fact]
    public Task ModuleThatRunsItsParts_IsSilent() => test.IsSilent("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> layer = Linear(1, 1);
            public Net() : base("net") { layer.eval(); }
            public override Tensor forward(Tensor input) { layer.eval(); return layer.call(input); }
        }
        """);

    [Fact]
    public Task OrdinaryMethod_IsSilent() => test.IsSilent(Class("""
        static float Score(Module<Tensor, Tensor> model, Tensor x) => model.call(x).ToSingle();
        static float Tested(Module<Tensor, Tensor> model, Tensor x) => model.call(x).ToSingle();
        """));

    [Fact]
    public Task FrozenParameters_IsSilent() => test.IsSilent(Class("""
        static void Freeze(Module<Tensor, Tensor> model) { foreach (var p in model.parameters()) p.requires_grad = false; }
        static float Test(Module<Tensor, Tensor> model, Tensor x) { model.eval(); return model.call(x).ToSingle(); }
        """));

    [Fact]
    public Task Benchmark_IsSilent() => test.IsSilent("class ModelBenchmark { static float Predict(Module<Tensor, Tensor> model, Tensor x) => model.call(x).ToSingle(); }");

    [Fact]
    public Task Evaluation_IsFixed() => test.Fixes<MissingNoGradFix>(Class("""
        static void Test(Module<Tensor, Tensor> model, List<Tensor> batches)
        {
            Console.WriteLine("test");
            // no dropout
            model.eval();
            foreach (var batch in batches) Console.WriteLine([|model.call(batch)|].ToSingle());
        }
        """), Class("""
        static void Test(Module<Tensor, Tensor> model, List<Tensor> batches)
        {
            Console.WriteLine("test");
            // no dropout
            using var noGrad = torch.no_grad();
            model.eval();
            foreach (var batch in batches) Console.WriteLine(model.call(batch).ToSingle());
        }
        """));

    [Fact]
    public Task AsyncMethodAndExpressionBody_AreNotFixed() => test.OffersNoFix<MissingNoGradFix>(Class("""
        static async Task TestAsync(Module<Tensor, Tensor> model, Tensor x) { Console.WriteLine([|model.call(x)|].ToSingle()); await Task.Yield(); }
        static float PredictOne(Module<Tensor, Tensor> model, Tensor x) => [|model.call(x)|].ToSingle();
        """));

    private static string Class(string members) => $$"""
        class C
        {
            {{members.Replace("\n", "\n    ", StringComparison.Ordinal)}}
        }
        """;
}
