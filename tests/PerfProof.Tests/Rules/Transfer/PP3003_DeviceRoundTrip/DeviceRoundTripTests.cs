using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Transfer;

/// <summary>PP3003: data that goes to the host and back, and data that the host has a use for.</summary>
public sealed class DeviceRoundTripTests
{
    private static readonly RuleTest<DeviceRoundTrip> torch = new() { Libraries = ["TorchSharp"], Usings = "using System; using System.Linq; using TorchSharp; using static TorchSharp.torch;\n" };

    private static readonly RuleTest<DeviceRoundTrip> ilgpu = new() { Libraries = ["ILGPU"], Usings = "using System; using System.Diagnostics; using System.Linq; using ILGPU; using ILGPU.Runtime;\n" };

    private static readonly RuleTest<DeviceRoundTrip> cuda = new() { Libraries = ["ManagedCuda"], Usings = "using System; using ManagedCuda;\n" };

    private static string OnTensors(string body) => $$"""
        class Model
        {
            void Run(Tensor x, Device device, nn.Module<Tensor, Tensor> model, int steps)
            {
                {{body}}
            }
            static void Show(Tensor x) { }
        }
        """;

    private static string OnBuffers(string body, string method = "void Run(float[] given)") => $$"""
        class Simulation(Accelerator accelerator)
        {
            MemoryBuffer1D<float, Stride1D.Dense> a = accelerator.Allocate1D<float>(64), b = accelerator.Allocate1D<float>(64);
            static void Show(float[] values) { }
            {{method}}
            {
                {{body}}
            }
        }
        """;

    private static string OnBlocks(string body) => $$"""
        class Block
        {
            readonly CudaDeviceVariable<float> device = new CudaDeviceVariable<float>(64);
            public float[] Host = new float[64];
            public void CopyToHost() { if (device != null) { device.CopyToHost(Host); } }
            public void CopyToDevice() { if (device != null) { device.CopyToDevice(Host); } }
        }
        class Layer
        {
            Block[] inputs = new Block[2];
            Block output = new Block();
            void Run()
            {
                {{body}}
            }
        }
        """;

    [Fact]
    public Task Cpu_ThenToDevice_Reports() => torch.Reports(OnTensors("var y = [|x.cpu()|].to(device);"));

    [Fact]
    public Task ToCpu_ReshapedThenCuda_Reports() => torch.Reports(OnTensors("""
        var host = [|x.to(torch.CPU)|].reshape(4, 4);
        var y = model.call(host.cuda());
        """));

    [Fact]
    public Task CopyToCPU_ThenCopyFromCPU_Reports() => ilgpu.Reports(OnBuffers("""
        var values = new float[a.Length];
        [|a.CopyToCPU(values)|];
        b.CopyFromCPU(values);
        """));

    [Fact]
    public Task GetAsArray1D_ThenAllocate_Reports() => ilgpu.Reports(OnBuffers("using var copy = accelerator.Allocate1D([|a.GetAsArray1D()|]);"));

    [Fact]
    public Task CopyToHost_ThenCopyToDevice_Reports() => cuda.Reports("""
        class Layer
        {
            void Copy(CudaDeviceVariable<float> a, CudaDeviceVariable<float> b)
            {
                float[] values = new float[64];
                [|a.CopyToHost(values)|];
                b.CopyToDevice(values);
            }
        }
        """);

    [Fact]
    public Task Blocks_PutTogetherOnTheHost_Reports() => cuda.Reports(OnBlocks("""
        for (int i = 0; i < inputs.Length; i++) { [|inputs[i].CopyToHost()|]; }
        int at = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            Buffer.BlockCopy(inputs[i].Host, 0, output.Host, at, 256);
            at += 256;
        }
        output.CopyToDevice();
        """));

    [Fact]
    public Task Blocks_TakenApartOnTheHost_Reports() => cuda.Reports(OnBlocks("""
        output.CopyToHost();
        for (int i = 0; i < inputs.Length; i++)
        {
            Block target = inputs[i];
            Buffer.BlockCopy(output.Host, i * 256, target.Host, 0, 256);
        }
        for (int i = 0; i < inputs.Length; i++) { [|inputs[i].CopyToDevice()|]; }
        """));

    [Fact]
    public Task Cpu_ComputedWithOnTheHost_IsSilent() => torch.IsSilent(OnTensors("var y = (x.cpu() * 2).to(device);"));

    [Fact]
    public Task Cpu_AlsoShown_IsSilent() => torch.IsSilent(OnTensors("""
        var host = x.cpu();
        Show(host);
        var y = host.to(device);
        """));

    [Fact]
    public Task Cpu_ThenToAnotherType_IsSilent() => torch.IsSilent(OnTensors("var y = x.cpu().to(ScalarType.Float64);"));

    [Fact]
    public Task Cpu_ThenToCpu_IsSilent() => torch.IsSilent(OnTensors("var y = x.cpu().to(torch.CPU); Show(y.to(device));"));

    [Fact]
    public Task Cpu_Kept_IsSilent() => torch.IsSilent(OnTensors("var y = x.cpu(); Show(y);"));

    [Fact]
    public Task Cpu_OnSomeTurns_IsSilent() => torch.IsSilent(OnTensors("""
        for (int i = 0; i < steps; i++) { if (i % 100 == 0) { x = x.cpu().to(device); } x = model.call(x); }
        """));

    [Fact]
    public Task CopyToCPU_ChangedOnTheHost_IsSilent() => ilgpu.IsSilent(OnBuffers("""
        var values = new float[a.Length];
        a.CopyToCPU(values);
        values[0] = 1;
        b.CopyFromCPU(values);
        """));

    [Fact]
    public Task CopyToCPU_ShownToo_IsSilent() => ilgpu.IsSilent(OnBuffers("""
        var values = new float[a.Length];
        a.CopyToCPU(values);
        Show(values);
        b.CopyFromCPU(values);
        """));

    [Fact]
    public Task CopyToCPU_IntoAnArrayOfTheCaller_IsSilent() => ilgpu.IsSilent(OnBuffers("a.CopyToCPU(given); b.CopyFromCPU(given);"));

    [Fact]
    public Task CopyToCPU_IntoAnotherNameOfAnArray_IsSilent() => ilgpu.IsSilent(OnBuffers("var values = given; a.CopyToCPU(values); b.CopyFromCPU(values);"));

    [Fact]
    public Task CopyToCPU_InABenchmark_IsSilent() => ilgpu.IsSilent(OnBuffers("""
        var values = new float[a.Length];
        a.CopyToCPU(values);
        b.CopyFromCPU(values);
        """, "void CopyBenchmark()"));

    [Fact]
    public Task Blocks_LookedAtOnTheHost_IsSilent() => cuda.IsSilent(OnBlocks("""
        inputs[0].CopyToHost();
        if (inputs[0].Host[0] > 0) { Buffer.BlockCopy(inputs[0].Host, 0, output.Host, 0, 256); }
        output.CopyToDevice();
        """));

    [Fact]
    public Task Blocks_OfWhichTheTargetIsWrittenToo_IsSilent() => cuda.IsSilent(OnBlocks("""
        inputs[0].CopyToHost();
        Buffer.BlockCopy(inputs[0].Host, 0, output.Host, 0, 256);
        output.Host[0] = 1;
        output.CopyToDevice();
        """));

    [Fact]
    public Task Blocks_ThatGoElsewhere_IsSilent() => cuda.IsSilent(OnBlocks("""
        inputs[0].CopyToHost();
        Buffer.BlockCopy(inputs[0].Host, 0, inputs[1].Host, 0, 256);
        output.CopyToDevice();
        """));

    [Fact]
    public async Task Message_NamesBothHalves()
    {
        var diagnostic = Assert.Single(await ilgpu.Diagnose(OnBuffers("var values = a.GetAsArray1D(); b.CopyFromCPU(values);")));
        Assert.Equal("'GetAsArray1D' is half of a round trip: 'CopyFromCPU' takes back to the device what the host only passes on; keep it on the device", diagnostic.GetMessage(null));
        Assert.Equal("float", diagnostic.Properties[Facts.ElementType]);
    }

    [Fact]
    public Task Fix_LeavesOutTheStop() => torch.Fixes<DeviceRoundTripFix>(
        OnTensors("var y = [|x.cpu()|].reshape(4, 4).to(device);"),
        OnTensors("var y = x.reshape(4, 4).to(device);"));

    [Fact]
    public Task Fix_OfAConversion_IsNotOffered() => torch.OffersNoFix<DeviceRoundTripFix>(OnTensors("var y = [|x.to(ScalarType.Float64, torch.CPU)|].to(device);"));

    [Fact]
    public Task Fix_OfArrays_IsNotOffered() => ilgpu.OffersNoFix<DeviceRoundTripFix>(OnBuffers("b.CopyFromCPU([|a.GetAsArray1D()|]);"));
}
