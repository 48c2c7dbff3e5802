using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP6005.</summary>
public sealed class TensorIndexerInLoopTests
{
    private static readonly RuleTest<TensorIndexerInLoop> test = new()
    {
        Libraries = ["Microsoft.ML.OnnxRuntime"],
        Usings = "using System; using System.Linq; using System.Threading.Tasks; using Microsoft.ML.OnnxRuntime; using Microsoft.ML.OnnxRuntime.Tensors;\n",
    };

    [Fact]
    public Task PixelsWritten_ReportsOncePerLoop_Reports() => test.Reports("""
        class C
        {
            DenseTensor<float> M(byte[] rgb, int width, int height)
            {
                var tensor = new DenseTensor<float>(new[] { 1, 3, height, width });
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++)
                    {
                        [|tensor[0, 0, y, x]|] = rgb[y * width + x] / 255f;
                        tensor[0, 1, y, x] = rgb[y * width + x] / 255f;
                        tensor[0, 2, y, x] = rgb[y * width + x] / 255f;
                    }
                return tensor;
            }
        }
        """);

    [Fact]
    public Task OutputPooled_Reports() => test.Reports("""
        class C
        {
            float[] M(DisposableNamedOnnxValue output)
            {
                var hidden = output.AsTensor<float>();
                var sum = new float[hidden.Dimensions[2]];
                for (int i = 0; i < hidden.Dimensions[1]; i++)
                    for (int j = 0; j < sum.Length; j++) sum[j] += [|hidden[0, i, j]|];
                return sum;
            }
        }
        """);

    [Fact]
    public Task LoopOfARowAndItsInnerLoop_Reports() => test.Reports("""
        class C
        {
            void M(Tensor<float> boxes, Tensor<float> scores, int count, float[] best)
            {
                for (int i = 0; i < count; i++)
                {
                    var x = boxes[0, i, 0] + boxes[0, i, 1] + scores[0, i];
                    for (int j = 0; j < 80; j++) best[i] = Math.Max(x, [|boxes[0, i, j]|]);
                }
            }
        }
        """);

    [Fact]
    public Task Lambda_PerElement_Reports() => test.Reports("""
        class C { float[] M(Tensor<float> t, int n, int w) => Enumerable.Range(0, n).Select(i => [|t[i / w, i % w]|]).ToArray(); }
        """);

    [Fact]
    public Task LongRow_Reports() => test.Reports("""
        class C { float M(Tensor<float> t) { var sum = 0f; for (int i = 0; i < 8400; i++) sum += [|t[0, 4, i]|]; return sum; } }
        """);

    [Fact]
    public Task TokensOfAText_IsSilent() => test.IsSilent("""
        class C { void M(DenseTensor<long> ids, int[] tokens) { for (int i = 0; i < tokens.Length; i++) ids[0, i] = tokens[i]; } }
        """);

    [Fact]
    public Task SpanOverTheBuffer_IsSilent() => test.IsSilent("""
        class C
        {
            float M(DenseTensor<float> tensor, int width, int height)
            {
                var span = tensor.Buffer.Span;
                var sum = 0f;
                for (int y = 0; y < height; y++) for (int x = 0; x < width; x++) sum += span[y * width + x];
                return sum;
            }
        }
        """);

    [Fact]
    public Task ReadOnlySpanOfAnOutput_IsSilent() => test.IsSilent("""
        class C
        {
            float M(ReadOnlySpan<float> output, int boxes, int channels)
            {
                var best = 0f;
                for (int i = 0; i < channels; i++) for (int j = 0; j < boxes; j++) best = Math.Max(best, output[j + i * boxes]);
                return best;
            }
        }
        """);

    [Fact]
    public Task FewElementsWithoutALoop_IsSilent() => test.IsSilent("""
        class C { float M(Tensor<float> t) => t[0, 0] + t[0, 1] + t[0, 2]; }
        """);

    [Fact]
    public Task ShortLoop_IsSilent() => test.IsSilent("""
        class C
        {
            float M(Tensor<float> t)
            {
                var sum = 0f;
                for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) sum += t[i, j];
                return sum;
            }
        }
        """);

    [Fact]
    public Task OneDimension_IsSilent() => test.IsSilent("""
        class C { float M(Tensor<float> t, int n) { var sum = 0f; for (int i = 0; i < n; i++) sum += t[i]; return sum; } }
        """);

    [Fact]
    public Task SameElementOnEveryTurn_IsSilent() => test.IsSilent("""
        class C { float M(Tensor<float>[] all) { var sum = 0f; foreach (var t in all) sum += t[0, 0]; return sum; } }
        """);

    [Fact]
    public Task GuardedByTheFirstTurn_IsSilent() => test.IsSilent("""
        class C { void M(Tensor<float> t, int n) { for (int i = 0; i < n; i++) { if (i == 0) Console.WriteLine(t[i, i]); } } }
        """);

    [Fact]
    public Task ArraysOfTheLanguage_IsSilent() => test.IsSilent("""
        class C { float M(float[,] t, float[][] rows, int n) { var sum = 0f; for (int i = 0; i < n; i++) sum += t[0, i] + rows[0][i]; return sum; } }
        """);

    [Fact]
    public Task IndicesInAnArrayOfOnesOwn_IsSilent() => test.IsSilent("""
        class C { float M(Tensor<float> t, int n) { var at = new int[2]; var sum = 0f; for (at[1] = 0; at[1] < n; at[1]++) sum += t[at]; return sum; } }
        """);

    [Fact]
    public Task Benchmark_IsSilent() => test.IsSilent("""
        class IndexerBenchmark { float M(Tensor<float> t, int n) { var sum = 0f; for (int i = 0; i < n; i++) sum += t[i, i]; return sum; } }
        """);

    [Fact]
    public Task Pixels_AreFixed() => test.Fixes<TensorIndexerInLoopFix>("""
        class C
        {
            DenseTensor<float> M(byte[] rgb, int width, int height)
            {
                var tensor = new DenseTensor<float>(new[] { 1, 3, height, width });
                // rows of pixels
                for (int y = 0; y < height; y++)
                {
                    for (int x = 0; x < width; x++)
                    {
                        [|tensor[0, 0, y, x]|] = rgb[y * width + x] / 255f;
                        tensor[0, 1, y, x] = rgb[y * width + x] / 255f;
                        tensor[0, 2, y, x + 0] += tensor[0, 0, y, x];
                    }
                }

                return tensor;
            }
        }
        """, """
        class C
        {
            DenseTensor<float> M(byte[] rgb, int width, int height)
            {
                var tensor = new DenseTensor<float>(new[] { 1, 3, height, width });
                // rows of pixels
                var tensorSpan = tensor.Buffer.Span;
                for (int y = 0; y < height; y++)
                {
                    for (int x = 0; x < width; x++)
                    {
                        tensorSpan[y * width + x] = rgb[y * width + x] / 255f;
                        tensorSpan[(1 * height + y) * width + x] = rgb[y * width + x] / 255f;
                        tensorSpan[(2 * height + y) * width + (x + 0)] += tensorSpan[y * width + x];
                    }
                }

                return tensor;
            }
        }
        """);

    [Fact]
    public Task BatchOfPixelsInALambda_IsFixed() => test.Fixes<TensorIndexerInLoopFix>("""
        class C
        {
            const int Size = 224;
            void M(Action<Action<float[]>> rows, int n)
            {
                Tensor<float> tensor = new DenseTensor<float>(new int[] { n, Size, Size });
                rows(row =>
                {
                    for (int b = 0; b < n; b++)
                        for (int x = 0; x < Size; x++) [|tensor[b, 0, x]|] = row[x];
                });
            }
        }
        """, """
        class C
        {
            const int Size = 224;
            void M(Action<Action<float[]>> rows, int n)
            {
                Tensor<float> tensor = new DenseTensor<float>(new int[] { n, Size, Size });
                rows(row =>
                {
                    var tensorSpan = ((DenseTensor<float>)tensor).Buffer.Span;
                    for (int b = 0; b < n; b++)
                        for (int x = 0; x < Size; x++) tensorSpan[b * Size * Size + x] = row[x];
                });
            }
        }
        """);

    [Fact]
    public Task UnknownOrChangingDimensions_AreNotFixed() => test.OffersNoFix<TensorIndexerInLoopFix>("""
        class C
        {
            void M(Tensor<float> output, int height, int width, int[] sizes)
            {
                var columns = new DenseTensor<float>(new[] { height, width }, true);
                var given = new DenseTensor<float>(sizes);
                var grown = new DenseTensor<float>(new[] { 1, width });
                for (int i = 0; i < height; i++)
                    for (int j = 0; j < 100; j++)
                    {
                        [|columns[i, j]|] = [|output[i, j]|];
                        [|given[i, j]|] = [|grown[i, j]|];
                        width++;
                    }
            }
        }
        """);

    [Fact]
    public Task AsyncMethod_IsNotFixed() => test.OffersNoFix<TensorIndexerInLoopFix>("""
        class C
        {
            async Task M(int n)
            {
                var tensor = new DenseTensor<float>(new[] { n, n });
                for (int i = 0; i < n * n; i++) { await Task.Yield(); [|tensor[i / n, i % n]|] = i; }
            }
        }
        """);
}
