using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP6003.</summary>
public sealed class DroppedNativeTests
{
    private static readonly RuleTest<DroppedNative> test = new()
    {
        Libraries = ["Microsoft.ML.OnnxRuntime"],
        Usings = "using System; using System.Collections.Generic; using System.Linq; using Microsoft.ML.OnnxRuntime; using Microsoft.ML.OnnxRuntime.Tensors;\n",
    };

    private static readonly RuleTest<DroppedNative> torch = new()
    {
        Libraries = ["TorchSharp"],
        Usings = "using System; using System.Collections.Generic; using System.Linq; using TorchSharp; using static TorchSharp.torch; using static TorchSharp.torch.nn;\n",
    };

    [Theory]
    [InlineData("var results = [|session.Run(inputs)|]; scores.Add(results.First().AsEnumerable<float>().ToArray());")]
    [InlineData("var results = [|session.Run(inputs)|]; var t = results[0].AsTensor<float>(); Console.WriteLine(t[0, 0]);")]
    [InlineData("scores.Add([|session.Run(inputs)|].First().AsEnumerable<float>().ToArray());")]
    [InlineData("var results = [|session.Run(inputs)|]; foreach (var result in results) scores.Add(result.AsTensor<float>().ToArray());")]
    public Task OutputsDropped_Reports(string turn) => test.Reports(Loop(turn));

    [Theory]
    [InlineData("using var results = session.Run(inputs); scores.Add(results[0].AsEnumerable<float>().ToArray());")]
    [InlineData("using (var results = session.Run(inputs)) { scores.Add(results[0].AsEnumerable<float>().ToArray()); }")]
    [InlineData("var results = session.Run(inputs); scores.Add(results[0].AsTensor<float>().ToArray()); results.Dispose();")]
    [InlineData("var results = session.Run(inputs); using (results) { scores.Add(results[0].AsTensor<float>().ToArray()); }")]
    [InlineData("var results = session.Run(inputs); kept.Add(results[0]);")]
    [InlineData("kept.AddRange(session.Run(inputs));")]
    [InlineData("var results = session.Run(inputs); tensors.Add(results[0].AsTensor<float>());")]
    [InlineData("var results = session.Run(inputs); views.Add(results[0].AsEnumerable<float>());")]
    [InlineData("var results = session.Run(inputs); buffers.Add(((DenseTensor<float>)results[0].AsTensor<float>()).Buffer);")]
    [InlineData("var results = session.Run(inputs); last = results;")]
    [InlineData("var results = session.Run(inputs); late.Add(() => results[0].Name);")]
    [InlineData("var results = session.Run(inputs); Keep(results);")]
    [InlineData("session.Run(inputs);")]
    [InlineData("if (i == 0) { var results = session.Run(inputs); scores.Add(results[0].AsTensor<float>().ToArray()); }")]
    public Task DisposedKeptOrWarmUp_IsSilent(string turn) => test.IsSilent(Loop(turn));

    [Fact]
    public Task Returned_IsSilent() => test.IsSilent("""
        class C
        {
            IEnumerable<DisposableNamedOnnxValue> M(InferenceSession session, List<List<NamedOnnxValue>> all)
            {
                foreach (var inputs in all) { var results = session.Run(inputs); yield return results[0]; }
            }
            Tensor<float> N(InferenceSession session, List<List<NamedOnnxValue>> all)
            {
                foreach (var inputs in all) { var results = session.Run(inputs); if (results.Count > 1) return results[0].AsTensor<float>(); }
                return null!;
            }
        }
        """);

    [Fact]
    public Task OncePerCall_IsSilent() => test.IsSilent("""
        class C { float M(InferenceSession session, List<NamedOnnxValue> inputs) { var results = session.Run(inputs); return results[0].AsTensor<float>()[0, 0]; } }
        """);

    [Fact]
    public Task TensorsDropped_Reports() => torch.Reports("""
        class C
        {
            float M(Module<Tensor, Tensor> model, List<Tensor> batches)
            {
                var total = 0f;
                foreach (var batch in batches)
                {
                    var output = [|model.call(batch)|];
                    total += output.argmax(1).sum().ToSingle();
                }
                return total;
            }
        }
        """);

    [Theory]
    [InlineData("using var scope = NewDisposeScope(); var output = model.call(batch); total += output.sum().ToSingle();")]
    [InlineData("using var output = model.call(batch); total += output.sum().ToSingle();")]
    [InlineData("var output = model.call(batch); total += output.sum().ToSingle(); output.Dispose();")]
    [InlineData("outputs.Add(model.call(batch));")]
    [InlineData("var output = model.call(batch); outputs.Add(output.argmax(1));")]
    [InlineData("sum = sum + model.call(batch);")]
    [InlineData("x = model.call(x);")]
    [InlineData("this.last = model.call(batch);")]
    public Task ScopedOrEscaping_IsSilent(string turn) => torch.IsSilent($$"""
        class C
        {
            Tensor? last;
            float M(Module<Tensor, Tensor> model, List<Tensor> batches, List<Tensor> outputs, Tensor x, Tensor sum)
            {
                var total = 0f;
                foreach (var batch in batches)
                {
                    {{turn}}
                }
                return total;
            }
        }
        """);

    [Fact]
    public Task ModuleOfOnesOwnWhoseOutputIsHandedOn_IsSilent() => torch.IsSilent("""
        class Net : Module<Tensor, Tensor>
        {
            public Net() : base("net") { }
            public override Tensor forward(Tensor input) => input + 1;
        }
        class C
        {
            static readonly List<Tensor> kept = new();
            static float Keep(Tensor t) { kept.Add(t); return 1; }
            static float M(Net net, List<Tensor> batches) { var total = 0f; foreach (var batch in batches) total += Keep(net.forward(batch)); return total; }
        }
        """);

    [Fact]
    public Task ScopeAroundTheLoopOrTheCall_IsSilent() => torch.IsSilent("""
        class C
        {
            static float Inner(Module<Tensor, Tensor> model, List<Tensor> batches)
            {
                var total = 0f;
                foreach (var batch in batches) total += model.call(batch).sum().ToSingle();
                return total;
            }
            static float Outer(Module<Tensor, Tensor> model, List<Tensor> batches) { using (var scope = NewDisposeScope()) return Inner(model, batches); }
            static float Around(Module<Tensor, Tensor> model, List<Tensor> batches)
            {
                var total = 0f;
                using (var scope = NewDisposeScope())
                {
                    foreach (var batch in batches) total += model.call(batch).sum().ToSingle();
                }
                return total;
            }
        }
        """);

    [Fact]
    public Task LayersOfAModule_IsSilent() => torch.IsSilent("""
        class Net : Module<Tensor, Tensor>
        {
            readonly List<Module<Tensor, Tensor>> heads = new();
            public Net() : base("net") { }
            public override Tensor forward(Tensor input)
            {
                var total = 0f;
                foreach (var head in heads) total += head.call(input).ToSingle();
                return input + total;
            }
        }
        """);

    [Fact]
    public Task Local_IsFixed() => test.Fixes<DroppedNativeFix>(
        Loop("var results = [|session.Run(inputs)|]; // outputs\n            scores.Add(results[0].AsEnumerable<float>().ToArray());"),
        Loop("using var results = session.Run(inputs); // outputs\n            scores.Add(results[0].AsEnumerable<float>().ToArray());"));

    [Fact]
    public Task Temporary_IsNotFixed() => test.OffersNoFix<DroppedNativeFix>(Loop("scores.Add([|session.Run(inputs)|].First().AsEnumerable<float>().ToArray());"));

    private static string Loop(string turn) => $$"""
        class C
        {
            void Keep(IDisposable results) { }
            void M(InferenceSession session, List<List<NamedOnnxValue>> all, List<float[]> scores, List<DisposableNamedOnnxValue> kept, List<Tensor<float>> tensors, List<IEnumerable<float>> views, List<Memory<float>> buffers, List<Func<string>> late)
            {
                object? last = null;
                for (int i = 0; i < all.Count; i++)
                {
                    var inputs = all[i];
                    {{turn}}
                }
                Console.WriteLine(last);
            }
        }
        """;
}
