using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Transfer;

/// <summary>PP3005: readbacks that make a new array on every turn, and arrays that somebody keeps.</summary>
public sealed class ReadbackAllocationTests
{
    private static readonly RuleTest<ReadbackAllocation> test = new()
    {
        Libraries = ["ILGPU"],
        Usings = """
            using System; using System.Collections.Generic; using System.Linq; using System.Threading.Tasks; using ILGPU; using ILGPU.Runtime;

            """,
    };

    private static readonly RuleTest<ReadbackAllocation> cuda = new() { Libraries = ["ManagedCuda"], Usings = "using System; using System.Linq; using ManagedCuda;\n" };

    private static string InMethod(string body, string members = "") => $$"""
        class Simulation(Accelerator accelerator, Action<Index1D, ArrayView<float>> kernel)
        {
            readonly MemoryBuffer1D<float, Stride1D.Dense> field = accelerator.Allocate1D<float>(64);
            readonly List<float[]> history = new();
            float[] last = new float[1];
            {{members}}
            void Run(MemoryBuffer1D<float, Stride1D.Dense>[] buffers, int steps)
            {
                {{body}}
            }
        }
        """;

    [Fact]
    public Task GetAsArray1D_OfEachBufferSummedUp_Reports() => test.Reports(InMethod("""
        foreach (var buffer in buffers)
        {
            var values = [|buffer.GetAsArray1D()|];
            float largest = 0;
            for (int i = 0; i < values.Length; i++) { largest = Math.Max(largest, values[i]); }
            Console.WriteLine(largest);
        }
        """));

    [Fact]
    public Task GetAsArray1D_ThatDecidesWhetherToGoOn_Reports() => test.Reports(InMethod("""
        while (true)
        {
            kernel(field.IntExtent, field.View);
            var values = [|field.GetAsArray1D()|];
            if (values.Max() < 0.001f) break;
        }
        """));

    [Fact]
    public Task GetAsArray_BehindASpanInAParallelLoop_Reports() => test.Reports(InMethod("""
        Parallel.For(0, buffers.Length, i =>
        {
            var span = new Span<float>([|buffers[i].View.GetAsArray1D()|]);
            span.Sort();
        });
        """));

    [Fact]
    public Task GetAsArray1D_HandedToAMethodThatOnlyLooks_Reports() => test.Reports(InMethod("""
        foreach (var buffer in buffers) { if (Largest([|buffer.GetAsArray1D()|]) > 1) return; }
        """, "static float Largest(float[] values) { float largest = 0; foreach (var value in values) { largest = Math.Max(largest, value); } return largest; }"));

    [Fact]
    public Task NewArray_OfTheSameLengthEachTurn_Reports() => test.Reports(InMethod("""
        foreach (var buffer in buffers)
        {
            var values = [|new float[64]|];
            buffer.CopyToCPU(values);
            Console.WriteLine(values.Sum());
        }
        """));

    [Fact]
    public Task Conversion_ToAnArray_Reports() => cuda.Reports("""
        class Layer
        {
            void Show(CudaDeviceVariable<float>[] layers)
            {
                foreach (var layer in layers) { float[] weights = [|layer|]; Console.WriteLine(weights.Sum()); }
            }
        }
        """);

    [Fact]
    public Task GetAsArray1D_Kept_IsSilent() => test.IsSilent(InMethod("foreach (var buffer in buffers) { history.Add(buffer.GetAsArray1D()); }"));

    [Fact]
    public Task GetAsArray1D_KeptByALocalThatIsAdded_IsSilent() => test.IsSilent(InMethod("""
        foreach (var buffer in buffers) { var values = buffer.GetAsArray1D(); Console.WriteLine(values.Length); history.Add(values); }
        """));

    [Fact]
    public Task GetAsArray1D_InAField_IsSilent() => test.IsSilent(InMethod("foreach (var buffer in buffers) { last = buffer.GetAsArray1D(); Console.WriteLine(last[0]); }"));

    [Fact]
    public Task GetAsArray1D_Yielded_IsSilent() => test.IsSilent("""
        class Reader
        {
            IEnumerable<float[]> All(MemoryBuffer1D<float, Stride1D.Dense>[] buffers)
            {
                foreach (var buffer in buffers) { yield return buffer.GetAsArray1D(); }
            }
        }
        """);

    [Fact]
    public Task GetAsArray1D_ReturnedFromASelect_IsSilent() => test.IsSilent(InMethod("history.AddRange(buffers.Select(buffer => buffer.GetAsArray1D()));"));

    [Fact]
    public Task GetAsArray1D_HandedToAMethodThatKeepsIt_IsSilent() => test.IsSilent(InMethod("""
        foreach (var buffer in buffers) { Keep(buffer.GetAsArray1D()); }
        """, "void Keep(float[] values) { last = values; }"));

    [Fact]
    public Task GetAsArray1D_CapturedByALambda_IsSilent() => test.IsSilent(InMethod("""
        foreach (var buffer in buffers) { var values = buffer.GetAsArray1D(); Task.Run(() => Console.WriteLine(values[0])); }
        """));

    [Fact]
    public Task GetAsArray1D_Once_IsSilent() => test.IsSilent(InMethod("var values = field.GetAsArray1D(); Console.WriteLine(values.Sum());"));

    [Fact]
    public Task GetAsArray1D_OnSomeTurns_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel(field.IntExtent, field.View);
            if (i % 100 == 0) { Console.WriteLine(field.GetAsArray1D().Sum()); }
        }
        """));

    [Fact]
    public Task NewArray_Kept_IsSilent() => test.IsSilent(InMethod("""
        foreach (var buffer in buffers) { var values = new float[64]; buffer.CopyToCPU(values); history.Add(values); }
        """));

    [Fact]
    public Task NewArray_OfAnotherLengthEachTurn_IsSilent() => test.IsSilent(InMethod("""
        foreach (var buffer in buffers) { var values = new float[buffer.Length]; buffer.CopyToCPU(values); Console.WriteLine(values.Sum()); }
        """));

    [Fact]
    public Task CopyToCPU_IntoOneArray_IsSilent() => test.IsSilent(InMethod("""
        var values = new float[64];
        foreach (var buffer in buffers) { buffer.CopyToCPU(values); Console.WriteLine(values.Sum()); }
        """));

    [Fact]
    public Task GetAsArray1D_ThatPP3001Reports_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel(field.IntExtent, field.View);
            Console.WriteLine(field.GetAsArray1D().Sum());
        }
        """));

    [Fact]
    public async Task Message_NamesWhatToCall()
    {
        var diagnostic = Assert.Single(await test.Diagnose(InMethod("foreach (var buffer in buffers) { Console.WriteLine(buffer.GetAsArray1D().Sum()); }")));
        Assert.EndsWith("make one array before the loop and copy into it with 'CopyToCPU'", diagnostic.GetMessage(null), StringComparison.Ordinal);
        Assert.Equal("float", diagnostic.Properties[Facts.ElementType]);
    }
}
