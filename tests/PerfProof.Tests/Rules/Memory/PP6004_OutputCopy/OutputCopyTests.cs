using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP6004.</summary>
public sealed class OutputCopyTests
{
    private const string Usings = """
        using System; using System.Collections.Generic; using System.Linq; using System.Threading.Tasks;
        using Microsoft.ML.OnnxRuntime; using Microsoft.ML.OnnxRuntime.Tensors;

        """;

    private static readonly RuleTest<OutputCopy> test = new() { Libraries = ["Microsoft.ML.OnnxRuntime"], Usings = Usings };

    private static readonly RuleTest<OutputCopy> torch = new() { Libraries = ["TorchSharp"], Usings = "using System.Linq; using TorchSharp;\n" };

    [Fact]
    public Task CopyOnlyRead_Reports() => test.Reports(Method("""
        using var results = session.Run(inputs);
        ReadOnlySpan<float> scores = [|results[0].AsEnumerable<float>().ToArray()|];
        return scores[0] + scores[1];
        """));

    [Fact]
    public Task ArrayOnlyReadInALoop_Reports() => test.Reports(Method("""
        using var results = session.Run(inputs);
        var scores = [|results.First().AsTensor<float>().ToArray()|];
        var sum = 0f;
        for (int i = 0; i < scores.Length; i++) sum += scores[i];
        return sum;
        """));

    [Fact]
    public Task CopyThroughALocalTensor_Reports() => test.Reports(Method("""
        using var results = session.Run(inputs);
        var tensor = results.First().AsTensor<float>();
        float[] scores = [|tensor.ToArray()|];
        return scores[0] + scores[1];
        """));

    [Fact]
    public Task FirstOfACopy_Reports() => test.Reports(Method("""
        using var results = session.Run(inputs);
        return [|results.First().AsEnumerable<float>().ToArray()|][0] + [|results.ToList()|].First().AsTensor<float>()[0, 0];
        """));

    [Fact]
    public Task CopyOfACopy_Reports() => test.Reports("""
        class C
        {
            float[] M(IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results) => [|results.First().AsTensor<float>().ToDenseTensor().ToArray()|];
            float[] N(DisposableNamedOnnxValue output) => [|output.AsEnumerable<float>().ToList().ToArray()|];
        }
        """);

    [Fact]
    public Task CopyThatIsKept_Reports() => test.Reports("""
        class C
        {
            readonly Dictionary<int, List<float>> outputs = new();
            void M(InferenceSession session, List<NamedOnnxValue> inputs, int id)
            {
                using (var result = session.Run(inputs)) outputs.Add(id, [|result.First().AsEnumerable<float>().ToList()|]);
            }
        }
        """);

    [Fact]
    public Task CopyOfACastValue_Reports() => test.Reports(Method("""
        using var results = session.Run(inputs);
        var scores = [|((DenseTensor<float>)results[0].Value).ToArray()|];
        return scores[0] + scores[1];
        """));

    [Fact]
    public Task CopyOfASpanOnlyRead_Reports() => test.Reports("""
        class C
        {
            float M(OrtValue output)
            {
                var scores = [|output.GetTensorDataAsSpan<float>().ToArray()|];
                return scores[0] + scores[1];
            }
        }
        """);

    [Fact]
    public Task OneElementOfATensorByAnArray_Reports() => torch.Reports("""
        class C { float M(torch.Tensor t) => [|t.data<float>().ToArray()|][0]; }
        """);

    [Fact]
    public Task SpanOverTheBuffer_IsSilent() => test.IsSilent(Method("""
        using var results = session.Run(inputs);
        ReadOnlySpan<float> scores = ((DenseTensor<float>)results[0].AsTensor<float>()).Buffer.Span;
        return scores[0] + scores[1];
        """));

    [Fact]
    public Task SpanCopiedToBeKept_IsSilent() => test.IsSilent("""
        class C
        {
            float[] M(OrtValue output) => output.GetTensorDataAsSpan<float>().ToArray();
            float[] N(DisposableNamedOnnxValue output) => ((DenseTensor<float>)output.AsTensor<float>()).Buffer.ToArray();
            float[] O(DisposableNamedOnnxValue output) { var copy = ((DenseTensor<float>)output.Value).Buffer.Span.ToArray(); copy[0] = 1; return copy; }
        }
        """);

    [Fact]
    public Task FirstWithoutACopy_IsSilent() => test.IsSilent(Method("""
        using var results = session.Run(inputs);
        return results.First().AsEnumerable<float>().First() + results[0].AsTensor<float>()[0, 0];
        """));

    [Fact]
    public Task QueryOverTheElements_IsSilent() => test.IsSilent(Method("""
        using var results = session.Run(inputs);
        var best = results[0].AsEnumerable<float>().Take(5).ToArray();
        var labels = results[1].AsEnumerable<float>().Select((x, i) => (x, i)).OrderByDescending(x => x.x).ToList();
        return best[0] + labels[0].x;
        """));

    [Fact]
    public Task SequenceOfMaps_IsSilent() => test.IsSilent("""
        class C { List<NamedOnnxValue> M(DisposableNamedOnnxValue output) => output.AsEnumerable<NamedOnnxValue>().ToList(); }
        """);

    [Fact]
    public Task ListOfOutputsThatIsKept_IsSilent() => test.IsSilent("""
        class C
        {
            List<DisposableNamedOnnxValue> M(IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results) => results.ToList();
            float N(IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results)
            {
                var array = results.ToArray();
                return array[0].AsTensor<float>()[0, 0] + array[1].AsTensor<float>()[0, 0];
            }
        }
        """);

    [Fact]
    public Task OtherLists_IsSilent() => test.IsSilent("""
        class C
        {
            int M(IEnumerable<int> numbers) => numbers.ToList().First();
            float N(float[] numbers) => numbers.ToArray()[0];
            float O(DenseTensor<float> input) => input.ToArray()[0];
        }
        """);

    [Fact]
    public Task Benchmark_IsSilent() => test.IsSilent("""
        class OutputBenchmarks { float[] Copy(DisposableNamedOnnxValue output) => output.AsEnumerable<float>().ToArray(); }
        """);

    [Fact]
    public Task ArrayOfATensorThatIsKept_IsSilent() => torch.IsSilent("""
        class C
        {
            float[] M(torch.Tensor t) => t.data<float>().ToArray();
            float N(torch.Tensor t) => t.data<float>()[0];
        }
        """);

    [Fact]
    public Task ListThatIsACopyOfTheNames_IsSilent() => test.IsSilent("""
        class C { string M(InferenceSession session) => session.OutputNames.ToList().First(); }
        """);

    [Fact]
    public Task OneElement_IsFixed() => test.Fixes<OutputCopyFix>(Method("""
        using var results = session.Run(inputs);
        var count = [|results.ToList()|].Count + [|results[0].AsEnumerable<float>().ToArray()|].Length;
        return [|results.ToList()|].First(x => x.Name == "y").AsTensor<float>()[0, 0] + [|results.ToArray()|][0].AsTensor<float>()[0, 0]
            + [|results[0].AsTensor<float>().ToArray()|][count] + [|results.First().AsEnumerable<float>().ToList()|].Last();
        """), Method("""
        using var results = session.Run(inputs);
        var count = results.Count + results[0].AsEnumerable<float>().Count();
        return results.First(x => x.Name == "y").AsTensor<float>()[0, 0] + results[0].AsTensor<float>()[0, 0]
            + results[0].AsTensor<float>().ElementAt(count) + results.First().AsEnumerable<float>().Last();
        """));

    [Fact]
    public Task CopyOnlyRead_IsFixed() => test.Fixes<OutputCopySpanFix>(Method("""
        using var results = session.Run(inputs);
        ReadOnlySpan<float> scores = [|results[0].AsEnumerable<float>().ToArray()|];
        var tensor = results[1].AsTensor<float>();
        float[] boxes = [|tensor.ToArray()|];
        for (int i = 0; i < boxes.Length; i++) Console.WriteLine(boxes[i]);
        return scores[0] + scores[1];
        """), Method("""
        using var results = session.Run(inputs);
        ReadOnlySpan<float> scores = ((DenseTensor<float>)results[0].AsTensor<float>()).Buffer.Span;
        var tensor = results[1].AsTensor<float>();
        ReadOnlySpan<float> boxes = ((DenseTensor<float>)tensor).Buffer.Span;
        for (int i = 0; i < boxes.Length; i++) Console.WriteLine(boxes[i]);
        return scores[0] + scores[1];
        """));

    [Fact]
    public Task OwnersThatAreKnown_AreFixed() => test.Fixes<OutputCopySpanFix>("""
        class C
        {
            static float Sum(ReadOnlySpan<float> values) => values.Length;
            static float Read(DisposableNamedOnnxValue output)
            {
                ReadOnlySpan<float> map = [|output.AsEnumerable<float>().ToArray()|];
                return map[0] + map[1];
            }
            float M(InferenceSession session, List<NamedOnnxValue> inputs)
            {
                using (IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(inputs))
                {
                    var result = results[0];
                    var dimensions = result.AsTensor<float>().Dimensions;
                    ReadOnlySpan<float> output = [|result.AsEnumerable<float>().ToArray()|];
                    return Sum(output) + dimensions[1] + Sum([|results.Last().AsTensor<float>().ToArray()|]);
                }
            }
        }
        """, """
        class C
        {
            static float Sum(ReadOnlySpan<float> values) => values.Length;
            static float Read(DisposableNamedOnnxValue output)
            {
                ReadOnlySpan<float> map = ((DenseTensor<float>)output.AsTensor<float>()).Buffer.Span;
                return map[0] + map[1];
            }
            float M(InferenceSession session, List<NamedOnnxValue> inputs)
            {
                using (IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(inputs))
                {
                    var result = results[0];
                    var dimensions = result.AsTensor<float>().Dimensions;
                    ReadOnlySpan<float> output = ((DenseTensor<float>)result.AsTensor<float>()).Buffer.Span;
                    return Sum(output) + dimensions[1] + Sum(((DenseTensor<float>)results.Last().AsTensor<float>()).Buffer.Span);
                }
            }
        }
        """);

    [Fact]
    public Task ResultsWithoutAnOwner_AreNotFixed() => test.OffersNoFix<OutputCopySpanFix>(Method("""
        ReadOnlySpan<float> scores = [|session.Run(inputs)[0].AsEnumerable<float>().ToArray()|];
        var results = session.Run(inputs);
        var boxes = [|results[0].AsTensor<float>().ToArray()|];
        results.Dispose();
        return scores[0] + boxes[1];
        """));

    [Fact]
    public Task AsyncMethod_IsNotFixed() => test.OffersNoFix<OutputCopySpanFix>("""
        class C
        {
            async Task<float> M(InferenceSession session, List<NamedOnnxValue> inputs)
            {
                using var results = session.Run(inputs);
                var scores = [|results[0].AsEnumerable<float>().ToArray()|];
                await Task.Delay(1);
                return scores[0] + scores[1];
            }
        }
        """);

    private static string Method(string body) => $$"""
        class C
        {
            float M(InferenceSession session, List<NamedOnnxValue> inputs)
            {
                {{body.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }
        """;
}
