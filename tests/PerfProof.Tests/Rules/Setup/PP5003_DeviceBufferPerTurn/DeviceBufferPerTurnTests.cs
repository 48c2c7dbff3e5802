using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Setup;

/// <summary>PP5003.</summary>
public sealed class DeviceBufferPerTurnTests
{
    private const string Ilgpu = "using ILGPU; using ILGPU.Runtime;\n";

    private const string Kernel = "Accelerator acc; Action<Index1D, ArrayView<float>> k; S(Accelerator a) { acc = a; k = a.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(K); } static void K(Index1D i, ArrayView<float> v) { } ";

    private static readonly RuleTest<DeviceBufferPerTurn> test = new() { Libraries = ["ILGPU", "ManagedCuda", "ComputeSharp", "TorchSharp"] };

    [Theory]
    // The size does not change.
    [InlineData("void M(List<float[]> xs, int n) { foreach (var x in xs) { using var b = [|acc.Allocate1D<float>(n)|]; b.CopyFromCPU(x); k(n, b.View); acc.Synchronize(); } }")]
    [InlineData("void M(List<float[]> xs, int n) { foreach (var x in xs) { var b = [|acc.Allocate1D<float>(n)|]; k(n, b.View); acc.Synchronize(); b.Dispose(); } }")]
    [InlineData("void M(List<float[]> xs) { for (int i = 0; i < xs.Count; i++) { using (var b = [|acc.Allocate1D<float>(64 * 1024)|]) { b.CopyFromCPU(xs[i]); k(7, b.View); acc.Synchronize(); } } }")]
    // It does, and the turn disposes it.
    [InlineData("void M(List<float[]> xs) { foreach (var x in xs) { using var b = [|acc.Allocate1D<float>(x.Length)|]; b.CopyFromCPU(x); k(x.Length, b.View); acc.Synchronize(); } }")]
    [InlineData("void M(List<float[]> xs) { foreach (var x in xs) { using var b = [|acc.Allocate1D(x)|]; k(x.Length, b.View); acc.Synchronize(); } }")]
    // Data that does not change.
    [InlineData("void M(List<float[]> xs, float[] weights) { foreach (var x in xs) { using var b = [|acc.Allocate1D(weights)|]; k(x.Length, b.View); acc.Synchronize(); } }")]
    // In a method that a loop calls, and in one that anybody calls with data.
    [InlineData("void M(List<float[]> xs) { foreach (var x in xs) { One(x); } } void One(float[] x) { using var b = [|acc.Allocate1D<float>(1024)|]; b.CopyFromCPU(x); k(7, b.View); }")]
    [InlineData("public float[] Filter(float[] x) { using var b = [|acc.Allocate1D<float>(1024)|]; b.CopyFromCPU(x); k(7, b.View); return b.GetAsArray1D(); }")]
    public Task Ilgpu_AllocatedPerTurn_Reports(string code) => test.Reports(Ilgpu + "public class S { " + Kernel + code + " }");

    [Theory]
    [InlineData("using ManagedCuda; class S { void M(CudaKernel k, List<float[]> xs, int n) { foreach (var x in xs) { using var b = [|new CudaDeviceVariable<float>(n)|]; b.CopyToDevice(x); k.Run(b.DevicePointer, n); } } }")]
    [InlineData("using ComputeSharp; class S { void M(GraphicsDevice d, List<float[]> xs, float[] weights) { foreach (var x in xs) { using var w = [|d.AllocateReadOnlyBuffer(weights)|]; Use(w, x); } } void Use(ReadOnlyBuffer<float> w, float[] x) { } }")]
    [InlineData("using TorchSharp; using static TorchSharp.torch; class S { Tensor M(Tensor x, Device device, int steps) { for (int i = 0; i < steps; i++) { x = x * [|torch.tensor(0.18215f, device: device)|]; } return x; } }")]
    [InlineData("using TorchSharp; using static TorchSharp.torch; class S { Tensor M(Tensor x, Device device, int steps) { for (int i = 0; i < steps; i++) { var m = [|torch.tensor(0.5f, device: device)|]; x = x - m; } return x; } }")]
    public Task OtherLibraries_AllocatedPerTurn_Reports(string code) => test.Reports(code);

    [Theory]
    // Kept: an array or list of buffers, a field that grows, one that is returned.
    [InlineData("void M(List<float[]> xs) { var all = new MemoryBuffer1D<float, Stride1D.Dense>[xs.Count]; for (int i = 0; i < xs.Count; i++) { all[i] = acc.Allocate1D<float>(xs[i].Length); all[i].CopyFromCPU(xs[i]); } }")]
    [InlineData("readonly List<MemoryBuffer1D<float, Stride1D.Dense>> all = new(); void M(List<float[]> xs) { foreach (var x in xs) { var b = acc.Allocate1D(x); all.Add(b); } }")]
    [InlineData("MemoryBuffer1D<float, Stride1D.Dense> buffer; public void Filter(float[] x) { if (buffer.Length < x.Length) { buffer.Dispose(); buffer = acc.Allocate1D<float>(x.Length); } buffer.CopyFromCPU(x); k(7, buffer.View); }")]
    [InlineData("MemoryBuffer1D<float, Stride1D.Dense> Upload(float[] x) { var b = acc.Allocate1D(x); k(7, b.View); return b; }")]
    // The size is the caller's.
    [InlineData("public float[] Filter(float[] x) { using var b = acc.Allocate1D(x); k(7, b.View); return b.GetAsArray1D(); }")]
    // Once.
    [InlineData("void M(List<float[]> xs, int n) { using var b = acc.Allocate1D<float>(n); foreach (var x in xs) { b.CopyFromCPU(x); k(n, b.View); acc.Synchronize(); } }")]
    [InlineData("void M(List<float[]> xs, int n) { for (int i = 0; i < xs.Count; i++) { if (i == 0) { using var b = acc.Allocate1D<float>(n); k(n, b.View); } } }")]
    // Every device needs its own: the trap of foreach (device in context).
    [InlineData("static void M(Context context, float[] x) { foreach (var device in context.Devices) { using var a = device.CreateAccelerator(context); using var b = a.Allocate1D(x); a.Synchronize(); } }")]
    [InlineData("static void M(List<Accelerator> all, int n) { foreach (var a in all) { using var b = a.Allocate1D<float>(n); a.Synchronize(); } }")]
    // A benchmark.
    [InlineData("void AllocationBenchmark(int n) { for (int i = 0; i < 100; i++) { using var b = acc.Allocate1D<float>(n); } }")]
    public Task Ilgpu_KeptOrOnce_IsSilent(string code) => test.IsSilent(Ilgpu + "public class S { " + Kernel + code + " }");

    [Theory]
    // No device is named: a tensor of the host.
    [InlineData("using TorchSharp; using static TorchSharp.torch; class S { Tensor M(Tensor x, int steps) { for (int i = 0; i < steps; i++) { x = x * torch.tensor(0.18215f); } return x; } }")]
    // Other data each time.
    [InlineData("using TorchSharp; using static TorchSharp.torch; class S { Tensor M(Tensor x, Device device, List<float[]> all) { foreach (var one in all) { x = x + torch.tensor(one, device: device); } return x; } }")]
    [InlineData("using TorchSharp; using static TorchSharp.torch; class S { Tensor M(Tensor x, Device device, int steps) { for (int i = 0; i < steps; i++) { x = x * torch.tensor((float)i, device: device); } return x; } }")]
    // Changed in place: each turn needs its own.
    [InlineData("using TorchSharp; using static TorchSharp.torch; class S { void M(Tensor x, Device device, int steps, List<Tensor> all) { for (int i = 0; i < steps; i++) { var t = torch.tensor(0f, device: device); t.add_(x); all.Add(t); } } }")]
    [InlineData("using ManagedCuda; class S { void M(List<float[]> xs, List<CudaDeviceVariable<float>> all) { foreach (var x in xs) { all.Add(new CudaDeviceVariable<float>(x.Length)); } } }")]
    public Task OtherLibraries_NotTheSame_IsSilent(string code) => test.IsSilent(code);

    [Fact]
    public Task SameSize_MovesBeforeTheLoop() => test.Fixes<DeviceBufferPerTurnFix>("""
        using ILGPU; using ILGPU.Runtime;
        class S
        {
            void M(Accelerator acc, List<float[]> xs, int n)
            {
                foreach (var x in xs)
                {
                    using var b = [|acc.Allocate1D<float>(n)|];
                    b.CopyFromCPU(x);
                }
            }
        }
        """, """
        using ILGPU; using ILGPU.Runtime;
        class S
        {
            void M(Accelerator acc, List<float[]> xs, int n)
            {
                using var b = acc.Allocate1D<float>(n);
                foreach (var x in xs)
                {
                    b.CopyFromCPU(x);
                }
            }
        }
        """);

    [Theory]
    [InlineData("using ILGPU; using ILGPU.Runtime; class S { void M(Accelerator acc, List<float[]> xs, float[] w) { foreach (var x in xs) { using var b = [|acc.Allocate1D(w)|]; b.CopyFromCPU(x); } } }")]
    [InlineData("using ILGPU; using ILGPU.Runtime; class S { void M(Accelerator acc, List<float[]> xs) { foreach (var x in xs) { using var b = [|acc.Allocate1D<float>(x.Length)|]; b.CopyFromCPU(x); } } }")]
    [InlineData("using ComputeSharp; class S { void M(GraphicsDevice d, List<float[]> xs) { foreach (var x in xs) { using var w = [|d.AllocateReadWriteBuffer<float>(16, AllocationMode.Clear)|]; w.CopyTo(x); } } }")]
    public Task ContentMatters_NoFix(string code) => test.OffersNoFix<DeviceBufferPerTurnFix>(code);
}
