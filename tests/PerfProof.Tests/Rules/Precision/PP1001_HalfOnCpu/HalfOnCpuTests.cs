using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Precision;

public class HalfOnCpuTests
{
    private static readonly RuleTest<HalfOnCpu> test = new()
    {
        Libraries = ["System.Numerics.Tensors", "Microsoft.ML.OnnxRuntime"],
        Usings = """
            using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Numerics; using System.Numerics.Tensors;
            using System.Threading.Tasks;

            """,
    };

    private static string Method(string body, string parameters = "Half[] x, Half[] y, Half a, int n") =>
        $"class C {{ unsafe void M({parameters}) {{ {body} }} }}";

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) y[i] = [|a * x[i] + y[i]|];")]
    [InlineData("Half sum = Half.Zero; for (int i = 0; i < n; i++) { [|sum += x[i] * y[i]|]; }")]
    [InlineData("Half sum = default; foreach (var v in x) [|sum += v|];")]
    [InlineData("int i = 0; while (i < n) { y[i] = [|x[i] / a|]; i++; }")]
    [InlineData("int i = 0; do { y[i] = [|Half.Sqrt(x[i])|]; i++; } while (i < n);")]
    [InlineData("for (int i = 0; i < n; i++) y[i] = [|Half.One / (Half.One + Half.Exp(-x[i]))|];")]
    [InlineData("for (int i = 0; i < n; i++) [|x[i]++|];")]
    [InlineData("for (int i = 0; i < n; i++) { var v = x[i]; y[i] = [|v * v|]; }")]
    [InlineData("Half z = a; for (int i = 0; i < n; i++) { z = [|z * z + a|]; }")]
    [InlineData("for (int i = 0; i < n; i++) { float f = (float)[|(x[i] * y[i])|]; y[i] = (Half)f; }")]
    [InlineData("for (int i = 0; i < n; i++) { if (x[i] > a) y[i] = [|x[i] - a|]; }")]
    public async Task Loop_WithArithmetic_Reports(string body) => await test.Reports(Method(body.Replace("[|(x[i] * y[i])|]", "([|x[i] * y[i]|])", StringComparison.Ordinal)));

    [Theory]
    [InlineData("Span<Half> x, Span<Half> y, Half a, int n")]
    [InlineData("Half* x, Half* y, Half a, int n")]
    [InlineData("List<Half> x, IList<Half> y, Half a, int n")]
    public async Task Loop_OverOtherContents_Reports(string parameters) =>
        await test.Reports(Method("for (int i = 0; i < n; i++) y[i] = [|a * x[i]|];", parameters));

    [Fact]
    public async Task Nest_ReportsOnceWhereItRunsMost() => await test.Reports(Method("""
        for (int i = 0; i < n; i++)
        {
            Half scale = a * x[i];
            for (int k = 0; k < n; k++)
                for (int j = 0; j < n; j++)
                    [|y[i * n + j] += scale * x[k * n + j]|];
        }
        """));

    [Fact]
    public async Task NeighbouringLoops_ReportEach() => await test.Reports(Method("""
        for (int i = 0; i < n; i++) x[i] = [|x[i] * a|];
        for (int i = 0; i < n; i++) y[i] = [|y[i] * a|];
        """));

    [Fact]
    public async Task LoopBesideCalls_ThatReadsElements_Reports() =>
        await test.Reports(Method("for (int i = 0; i < n; i++) { y[i] = [|x[i] * a|]; Report(i); } void Report(int i) { }"));

    [Theory]
    [InlineData("Dot<Half>(x, y)")]
    [InlineData("Sum((ReadOnlySpan<Half>)x)")]
    [InlineData("Norm<Half>(x)")]
    [InlineData("SoftMax<Half>(x, y)")]
    [InlineData("IndexOfMax<Half>(x)")]
    public async Task TensorPrimitives_ThatFallsBack_Reports(string call) => await test.Reports(Method($"[|TensorPrimitives.{call}|];"));

    [Fact]
    public async Task Messages_SayTheReason()
    {
        var loop = Assert.Single(await test.Diagnose(Method("for (int i = 0; i < 100; i++) y[i] = a * x[i];")));
        Assert.Equal(
            "This loop computes in Half, which a CPU emulates: every operation converts to float and back; compute in float, and round to Half only where a result is stored (data kept in float takes twice the memory)",
            loop.GetMessage(null));
        Assert.Equal("100", loop.Properties[Facts.TripCount]);

        var call = Assert.Single(await test.Diagnose(Method("TensorPrimitives.Dot<Half>(x, y);")));
        Assert.Matches(@"^'TensorPrimitives.Dot' computes in Half, for which it falls back to one element at a time \(measured: \d+ times the time of float\); ", call.GetMessage(null));
    }

    [Theory]
    [InlineData("Multiply<Half>(x, y, x)")]
    [InlineData("Add<Half>(x, a, y)")]
    [InlineData("Exp<Half>(x, y)")]
    [InlineData("CosineSimilarity<Half>(x, y)")]
    [InlineData("Max<Half>(x)")]
    [InlineData("ConvertToSingle(x, new float[n])")]
    public async Task TensorPrimitives_ThatWidensInside_IsSilent(string call) => await test.IsSilent(Method($"TensorPrimitives.{call};"));

    [Fact]
    public async Task TensorPrimitives_OnFloat_IsSilent() =>
        await test.IsSilent(Method("TensorPrimitives.Dot(x, y); TensorPrimitives.Norm<float>(x); TensorPrimitives.SoftMax(x, y);", "float[] x, float[] y"));

    [Fact]
    public async Task TensorPrimitives_InGenericCode_IsSilent() => await test.IsSilent("""
        class C
        {
            static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) where T : INumber<T> => TensorPrimitives.Dot(x, y);
            static Half Use(Half[] x) => Dot<Half>(x, x);
        }
        """);

    [Fact]
    public async Task GenericCode_NotSpecialisedToHalf_IsSilent() => await test.IsSilent("""
        class C
        {
            static T Sum<T>(T[] x) where T : INumber<T>
            {
                var sum = T.Zero;
                for (int i = 0; i < x.Length; i++) sum += x[i] * x[i];
                return sum;
            }
            static Half Use(Half[] x) => Sum(x);
        }
        """);

    [Theory]
    [InlineData("y[0] = a * x[0] + y[0];")]
    [InlineData("Half b = Half.Sqrt(a) * a;")]
    [InlineData("foreach (var v in new[] { a * x[0], a }) Console.WriteLine(v);")]
    public async Task Arithmetic_ExecutedOnce_IsSilent(string body) => await test.IsSilent(Method(body));

    [Theory]
    [InlineData("for (int i = 0; i < 8; i++) y[i] = x[i] * a;")]
    [InlineData("for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) y[i * 4 + j] = x[i * 4 + j] * a;")]
    public async Task Loop_WithFewTurns_IsSilent(string body) => await test.IsSilent(Method(body));

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) y[i] = x[i];")]
    [InlineData("for (int i = 0; i < n; i++) if (x[i] > a) y[i] = a;")]
    [InlineData("for (int i = 0; i < n; i++) y[i] = Half.Max(x[i], a);")]
    [InlineData("for (int i = 0; i < n; i++) y[i] = -x[i];")]
    [InlineData("for (int i = 0; i < n; i++) if (Half.IsNaN(x[i])) throw new InvalidOperationException();")]
    public async Task HalfStoredOrCompared_IsSilent(string body) => await test.IsSilent(Method(body));

    [Theory]
    [InlineData("var f = new float[n]; for (int i = 0; i < n; i++) f[i] = (float)x[i];")]
    [InlineData("float sum = 0; for (int i = 0; i < n; i++) sum += (float)x[i] * (float)y[i];")]
    [InlineData("for (int i = 0; i < n; i++) y[i] = (Half)((float)a * (float)x[i]);")]
    public async Task ComputingInFloat_IsSilent(string body) => await test.IsSilent(Method(body));

    [Fact]
    public async Task FactorThatDecaysOncePerTurnOfWork_IsSilent() => await test.IsSilent(Method("""
        Half rate = a;
        for (int epoch = 0; epoch < n; epoch++)
        {
            Train(rate);
            rate *= (Half)0.9f;
        }
        void Train(Half rate) { }
        """));

    [Fact]
    public async Task LoopThatAwaits_IsSilent() => await test.IsSilent("""
        class C
        {
            async Task M(Half[] x, Half a)
            {
                for (int i = 0; i < x.Length; i++) { x[i] = x[i] * a; await Task.Delay(i); }
            }
        }
        """);

    [Fact]
    public async Task HalfAsEnumMapping_IsSilent() => await test.IsSilent("""
        enum DType { Float32, Float16 }
        class C
        {
            static int Size(DType type) => type switch { DType.Float16 => 2, _ => 4 };
            static long Bytes((DType Type, long Count)[] tensors)
            {
                long bytes = 0;
                foreach (var (type, count) in tensors) bytes += Size(type) * count;
                return bytes;
            }
            static string Name(Type type) => type == typeof(Half) ? "fp16" : "fp32";
        }
        """);

    [Fact]
    public async Task HalfAsMetadataOrGenericArgument_IsSilent() => await test.IsSilent("""
        class C
        {
            static unsafe long Bytes<T>(int[] shape) where T : unmanaged { long n = sizeof(T); foreach (var d in shape) n *= d; return n; }
            static long Total(int[][] shapes) { long n = 0; foreach (var s in shapes) n += Bytes<Half>(s); return n; }
        }
        """);

    [Fact]
    public async Task UpcastGuard_IsSilent() => await test.IsSilent("""
        class C
        {
            static double Sum(object[] values)
            {
                double sum = 0;
                foreach (var value in values) sum += value is Half half ? (double)half : Convert.ToDouble(value);
                return sum;
            }
        }
        """);

    [Fact]
    public async Task TestThatLoadsWeights_IsSilent() => await test.IsSilent("""
        class WeightTests
        {
            static Half[][] Load(BinaryReader reader, int tensors, int size)
            {
                var all = new Half[tensors][];
                for (int t = 0; t < tensors; t++)
                {
                    all[t] = new Half[size];
                    for (int i = 0; i < size; i++) all[t][i] = reader.ReadHalf();
                }
                return all;
            }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) y[i] = a * x[i];")]
    [InlineData("TensorPrimitives.Dot<Half>(x, y);")]
    public async Task Option_HalfIsFast_IsSilent(string body) =>
        await new RuleTest<HalfOnCpu> { Libraries = test.Libraries, Usings = test.Usings, Options = test.Options.Add("perfproof.fast_half", "half") }.IsSilent(Method(body));
}
