using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Setup;

/// <summary>PP5002.</summary>
public sealed class KernelLoadPerCallTests
{
    private const string Ilgpu = "using ILGPU; using ILGPU.Runtime;\n";

    private const string Members = "readonly Accelerator acc; Accelerator other; S(Accelerator a) { acc = a; other = a; } static void K(Index1D i, ArrayView<float> v, float f) { } ";

    private static readonly RuleTest<KernelLoadPerCall> test = new() { Libraries = ["ILGPU", "ManagedCuda"] };

    [Theory]
    [InlineData("public void Scale(MemoryBuffer1D<float, Stride1D.Dense>[] all, float f) { var kernel = [|acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K)|]; foreach (var b in all) { kernel((int)b.Length, b.View, f); } acc.Synchronize(); }")]
    [InlineData("public void Scale(MemoryBuffer1D<float, Stride1D.Dense> b, float f) { [|acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K)|]((int)b.Length, b.View, f); }")]
    [InlineData("public void ScaleAll(MemoryBuffer1D<float, Stride1D.Dense>[] all, float f) { foreach (var b in all) { var kernel = [|other.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K)|]; kernel((int)b.Length, b.View, f); } }")]
    [InlineData("MemoryBuffer1D<float, Stride1D.Dense> b; void Button_Click(object sender, EventArgs e) => Scale(); void Scale() { var kernel = [|acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K)|]; kernel((int)b.Length, b.View, 2f); }")]
    [InlineData("public void Run(List<float[]> xs) { foreach (var x in xs) { Step(x); } } void Step(float[] x) { using var b = acc.Allocate1D(x); var kernel = [|acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K)|]; kernel(7, b.View, 2f); }")]
    public Task Kernel_LoadedForEachCall_Reports(string code) => test.Reports(Ilgpu + "public class S { " + Members + code + " }");

    [Theory]
    [InlineData("using ManagedCuda; public class S { readonly CudaContext c; S(CudaContext x) { c = x; } public void Run(List<float[]> xs) { foreach (var x in xs) { CudaKernel k = [|c.LoadKernelPTX(\"k.ptx\", \"scale\")|]; CudaDeviceVariable<float> d = x; k.Run(d.DevicePointer, 3); } } }")]
    public Task Compiled_EachTime_Reports(string code) => test.Reports(code);

    [Theory]
    // Kept.
    [InlineData("Action<Index1D, ArrayView<float>, float> kernel; public void Scale(MemoryBuffer1D<float, Stride1D.Dense> b, float f) { kernel ??= acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K); kernel((int)b.Length, b.View, f); }")]
    [InlineData("Action<Index1D, ArrayView<float>, float> kernel; public void Compile() { kernel = acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K); }")]
    [InlineData("readonly Dictionary<string, Action<Index1D, ArrayView<float>, float>> all = new(); public void Scale(string name, MemoryBuffer1D<float, Stride1D.Dense> b) { if (!all.TryGetValue(name, out var kernel)) { kernel = acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K); all[name] = kernel; } kernel((int)b.Length, b.View, 2f); }")]
    // Handed on: factories.
    [InlineData("public Action<Index1D, ArrayView<float>, float> Make() => acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K);")]
    // Once before the loop.
    [InlineData("static void Main() { using var context = Context.CreateDefault(); using var a = context.GetPreferredDevice(false).CreateAccelerator(context); var kernel = a.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K); using var b = a.Allocate1D<float>(8); for (int i = 0; i < 9; i++) { kernel(8, b.View, 2f); } }")]
    // The trap: every device needs its own kernel.
    [InlineData("static void M(Context context, float[] x) { foreach (var device in context.Devices) { using var a = device.CreateAccelerator(context); var kernel = a.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K); using var b = a.Allocate1D(x); kernel(8, b.View, 2f); } }")]
    [InlineData("static void M(List<Accelerator> all, float[] x) { foreach (var a in all) { var kernel = a.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K); using var b = a.Allocate1D(x); kernel(8, b.View, 2f); } }")]
    // The accelerator is made for the call as well: that is another rule.
    [InlineData("public static float[] M(float[] x) { using var context = Context.CreateDefault(); using var a = context.GetPreferredDevice(false).CreateAccelerator(context); using var b = a.Allocate1D(x); var kernel = a.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K); kernel(8, b.View, 2f); return b.GetAsArray1D(); }")]
    // Whose accelerator it is, the caller says.
    [InlineData("public static void M(Accelerator a, float[] x) { using var b = a.Allocate1D(x); var kernel = a.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K); kernel(8, b.View, 2f); }")]
    public Task Kernel_KeptOrOnce_IsSilent(string code) => test.IsSilent(Ilgpu + "public class S { " + Members + code + " }");

    [Fact]
    public Task Local_OfReadOnlyAccelerator_MovesToAField() => test.Fixes<KernelLoadPerCallFix>("""
        using ILGPU; using ILGPU.Runtime;
        public class S
        {
            private readonly Accelerator acc;

            public S(Accelerator a) { acc = a; }

            public void Scale(MemoryBuffer1D<float, Stride1D.Dense> b, float f)
            {
                // Load kernel once
                var kernel = [|acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K)|];
                kernel((int)b.Length, b.View, f);
            }

            private static void K(Index1D i, ArrayView<float> v, float f) => v[i] *= f;
        }
        """, """
        using ILGPU; using ILGPU.Runtime;
        public class S
        {
            private Action<Index1D, ArrayView<float>, float>? kernel2;
            private readonly Accelerator acc;

            public S(Accelerator a) { acc = a; }

            public void Scale(MemoryBuffer1D<float, Stride1D.Dense> b, float f)
            {
                // Load kernel once
                var kernel = kernel2 ??= acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K);
                kernel((int)b.Length, b.View, f);
            }

            private static void K(Index1D i, ArrayView<float> v, float f) => v[i] *= f;
        }
        """);

    [Theory]
    // Somebody may exchange the accelerator.
    [InlineData("public void Scale(MemoryBuffer1D<float, Stride1D.Dense> b, float f) { var kernel = [|other.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(K)|]; kernel((int)b.Length, b.View, f); }")]
    // A kernel that captures what the call was given.
    [InlineData("public void Scale(MemoryBuffer1D<float, Stride1D.Dense> b, float f) { Action<Index1D, ArrayView<float>, float> k = K; var kernel = [|acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(k)|]; kernel((int)b.Length, b.View, f); }")]
    public Task NotSteady_NoFix(string code) => test.OffersNoFix<KernelLoadPerCallFix>(Ilgpu + "public class S { " + Members + code + " }");
}
