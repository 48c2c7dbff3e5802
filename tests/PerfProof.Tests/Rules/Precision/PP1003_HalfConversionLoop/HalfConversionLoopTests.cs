using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Precision;

public class HalfConversionLoopTests
{
    private static readonly RuleTest<HalfConversionLoop> test = new() { Libraries = ["System.Numerics.Tensors", "Microsoft.ML.OnnxRuntime"] };

    private static string Method(string body, string parameters = "Half[] half, float[] single, int n") =>
        $"class C {{ unsafe void M({parameters}) {{ {body} }} }}";

    [Theory]
    [InlineData("for (int i = 0; i < half.Length; i++) { [|single[i] = (float)half[i]|]; }")]
    [InlineData("for (int i = 0; i < n; ++i) [|single[i] = (float)half[i]|];")]
    [InlineData("for (var i = 0; n > i; i += 1) [|half[i] = (Half)single[i]|];")]
    [InlineData("for (int i = n / 2; i < n; i++) [|single[i + n] = (float)half[n + i]|];")]
    [InlineData("for (int i = 0; i <= n - 1; i++) [|single[i] = (float)half[i]|];")]
    [InlineData("for (long i = 0; i < n; i++) [|single[i] = (float)(half[i])|];")]
    [InlineData("for (int y = 0; y < n; y++) for (int x = 0; x < n; x++) [|single[y * n + x] = (float)half[y * n + x]|];")]
    public async Task Loop_OverArrays_Reports(string body) => await test.Reports(Method(body));

    [Theory]
    [InlineData("ReadOnlySpan<Half> half, Span<float> single, int n")]
    [InlineData("Half* half, float* single, int n")]
    [InlineData("List<Half> half, float[] single, int n")]
    [InlineData("Microsoft.ML.OnnxRuntime.Float16[] half, float[] single, int n")]
    [InlineData("ReadOnlySpan<Microsoft.ML.OnnxRuntime.Float16> half, Span<float> single, int n")]
    public async Task Loop_OverOtherContents_Reports(string parameters) =>
        await test.Reports(Method("for (int i = 0; i < n; i++) [|single[i] = (float)half[i]|];", parameters));

    [Theory]
    [InlineData("single[i] = half[i].ToFloat()", "Microsoft.ML.OnnxRuntime.Float16[] half")]
    [InlineData("half[i] = (Microsoft.ML.OnnxRuntime.Float16)single[i]", "Microsoft.ML.OnnxRuntime.Float16[] half")]
    [InlineData("half[i] = new Microsoft.ML.OnnxRuntime.Float16(BitConverter.HalfToUInt16Bits((Half)single[i]))", "Microsoft.ML.OnnxRuntime.Float16[] half")]
    [InlineData("half[i] = BitConverter.HalfToUInt16Bits((Half)single[i])", "ushort[] half")]
    [InlineData("half[i] = BitConverter.HalfToInt16Bits((Half)single[i])", "short[] half")]
    [InlineData("single[i] = (float)BitConverter.UInt16BitsToHalf(half[i])", "ushort[] half")]
    [InlineData("single[i] = (float)BitConverter.UInt16BitsToHalf(half[i].value)", "Microsoft.ML.OnnxRuntime.Float16[] half")]
    public async Task Loop_OverBitsOrFloat16_Reports(string assignment, string parameter) =>
        await test.Reports(Method($"for (int i = 0; i < n; i++) [|{assignment}|];", parameter + ", float[] single, int n"));

    [Theory]
    [InlineData("var r = [|half.Select(x => (float)x).ToArray()|];")]
    [InlineData("var r = [|single.Select((float x) => (Half)x).ToArray()|];")]
    [InlineData("var r = [|Array.ConvertAll(half, x => (float)x)|];")]
    [InlineData("N([|half.Select(x => (float)x).ToArray()|]); void N(float[] a) { }")]
    public async Task Call_WithLambda_Reports(string body) => await test.Reports(Method(body));

    [Fact]
    public async Task Fields_InFixedStatement_Reports() => await test.Reports("""
        using Microsoft.ML.OnnxRuntime;
        class Provider
        {
            private float[] buffer = new float[1];
            unsafe private void Convert(ReadOnlySpan<Float16> tensor)
            {
                fixed (Float16* source = tensor)
                fixed (float* target = buffer)
                {
                    int length = tensor.Length;
                    for (int i = 0; i < length; i++)
                        [|target[i] = (float)source[i]|];
                }
            }
        }
        """);

    [Fact]
    public async Task Message_NamesTypesCounterpartAndFacts()
    {
        var found = Assert.Single(await test.Diagnose(Method("for (int i = 0; i < 100; i++) single[i] = (float)half[i];")));

        Assert.Equal(
            "Half is converted to float one element at a time; 'TensorPrimitives.ConvertToSingle' converts the whole span with vector instructions, to the same values",
            found.GetMessage(null));
        Assert.Equal("100", found.Properties[Facts.TripCount]);
        Assert.Equal("System.Half", found.Properties[Facts.ElementType]);
        Assert.StartsWith("M:System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(", found.Properties[Facts.Counterpart], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_WithoutThePackage_SaysWhichToAdd()
    {
        var found = Assert.Single(await new RuleTest<HalfConversionLoop>().Diagnose(Method("for (int i = 0; i < n; i++) half[i] = (Half)single[i];")));

        Assert.EndsWith("to the same values (add the package System.Numerics.Tensors)", found.GetMessage(null), StringComparison.Ordinal);
        Assert.Null(found.Properties[Facts.Counterpart]);
    }

    [Theory]
    [InlineData("for (int i = 0; i < n; i += 2) single[i] = (float)half[i];")]
    [InlineData("for (int i = n; i > 0; i--) single[i] = (float)half[i];")]
    [InlineData("for (int i = 0; i < n; i++) single[i] = (float)half[2 * i];")]
    [InlineData("for (int i = 0; i < n; i++) single[i] = (float)half[n - i];")]
    [InlineData("for (int i = 0; i < n; i++) single[i] = (float)half[0];")]
    [InlineData("for (int i = 0; i < n; i++) single[0] = (float)half[i];")]
    [InlineData("for (int i = 0; i < n; i++) single[i] += (float)half[i];")]
    [InlineData("for (int i = 0; i < n; i++) { if (i != 3) single[i] = (float)half[i]; }")]
    [InlineData("for (int i = 0; i < n; i++) { single[i] = (float)half[i]; Console.WriteLine(i); }")]
    [InlineData("for (int i = 0; i < n; i++) { single[i++] = (float)half[i]; }")]
    [InlineData("single[0] = (float)half[0];")]
    public async Task Loop_OfAnotherShape_IsSilent(string body) => await test.IsSilent(Method(body));

    [Theory]
    [InlineData("for (int i = 0; i < 4; i++) single[i] = (float)half[i];")]
    [InlineData("for (int i = 4; i < 20; i++) single[i] = (float)half[i];")]
    public async Task Loop_OverFewElements_IsSilent(string body) => await test.IsSilent(Method(body));

    [Theory]
    [InlineData("Half[] a, double[] b", "b[i] = (double)a[i]")]
    [InlineData("Half[] a, double[] b", "b[i] = (float)a[i]")]
    [InlineData("double[] a, Half[] b", "b[i] = (Half)a[i]")]
    [InlineData("int[] a, float[] b", "b[i] = (float)a[i]")]
    [InlineData("Half[] a, Half[] b", "b[i] = a[i]")]
    [InlineData("Half[] a, int[] b", "b[i] = (int)a[i]")]
    [InlineData("Half?[] a, float?[] b", "b[i] = (float?)a[i]")]
    [InlineData("Microsoft.ML.OnnxRuntime.BFloat16[] a, float[] b", "b[i] = (float)a[i]")]
    [InlineData("Dictionary<int, Half> a, float[] b", "b[i] = (float)a[i]")]
    public async Task Loop_OverOtherTypes_IsSilent(string parameters, string assignment) =>
        await test.IsSilent(Method($"for (int i = 0; i < 1000; i++) {assignment};", parameters));

    [Fact]
    public async Task HalfAsEnumMapping_IsSilent() => await test.IsSilent("""
        enum ElementType { Float, Float16 }
        class C
        {
            static Type Map(ElementType type) => type switch { ElementType.Float16 => typeof(Half), _ => typeof(float) };
            static Type[] All(ElementType[] types)
            {
                var result = new Type[types.Length];
                for (int i = 0; i < types.Length; i++) result[i] = Map(types[i]);
                return result;
            }
        }
        """);

    [Fact]
    public async Task HalfAsGenericArgument_IsSilent() => await test.IsSilent("""
        class C
        {
            static T[] Read<T>(Stream stream, int count) where T : unmanaged => new T[count];
            static Half[][] All(Stream[] streams, int n)
            {
                var result = new Half[streams.Length][];
                for (int i = 0; i < streams.Length; i++) result[i] = Read<Half>(streams[i], n);
                return result;
            }
        }
        """);

    [Fact]
    public async Task UpcastGuard_IsSilent() => await test.IsSilent("""
        class C
        {
            static object[] Upcast(object[] values)
            {
                var result = new object[values.Length];
                for (int i = 0; i < values.Length; i++) result[i] = values[i] is Half half ? (float)half : values[i];
                return result;
            }
        }
        """);

    [Theory]
    [InlineData("var r = half.Select(x => (float)x * 2).ToArray();")]
    [InlineData("var r = half.Select((x, i) => (float)x).ToArray();")]
    [InlineData("var r = half.Select(x => (float)half[0]).ToArray();")]
    [InlineData("var r = half.Select(x => (float)x).Sum();")]
    [InlineData("var r = half.Where(x => x > Half.Zero).Select(x => (float)x).ToArray();")]
    public async Task Call_OfAnotherShape_IsSilent(string body) => await test.IsSilent(Method(body));
}
