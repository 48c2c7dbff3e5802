using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Transfer;

/// <summary>PP3001 on ManagedCuda (implicit conversions and indexers), ComputeSharp, and members that a user catalog names.</summary>
public class ReadbackInLoopOtherLibrariesTests
{
    private static readonly RuleTest<ReadbackInLoop> cuda = new()
    {
        Libraries = ["ManagedCuda"],
        Usings = "using System; using System.Collections.Generic; using System.Linq; using ManagedCuda; using ManagedCuda.BasicTypes;\n",
    };

    private static readonly RuleTest<ReadbackInLoop> computeSharp = new()
    {
        Libraries = ["ComputeSharp"],
        Usings = "using System; using System.Collections.Generic; using System.Linq; using ComputeSharp; using ComputeSharp.Descriptors;\n",
    };

    private static string Cuda(string body) => $$"""
        class Simulation
        {
            void Run(CudaContext context, CudaKernel kernel, CudaStream stream, CudaDeviceVariable<float> field, List<CudaDeviceVariable<float>> layers, float[] host, int steps)
            {
                {{body}}
            }
            static void Show(float[] values) { }
            static void Show(float value) { }
        }
        """;

    private static string Shader(string body) => $$"""
        readonly struct Double(ReadWriteBuffer<float> buffer) : IComputeShader, IComputeShaderDescriptor<Double>
        {
            public void Execute() => buffer[0] *= 2;
        }
        class Simulation
        {
            void Run(GraphicsDevice device, ReadWriteBuffer<float> field, float[] host, int steps)
            {
                {{body}}
            }
            static void Show(float[] values) { }
        }
        """;

    [Fact]
    public Task CopyToHost_AfterEachLaunch_Reports() => cuda.Reports(Cuda("""
        for (int i = 0; i < steps; i++)
        {
            kernel.RunAsync(stream.Stream, field.DevicePointer);
            [|field.CopyToHost(host)|];
            Show(host);
        }
        """));

    [Fact]
    public Task ImplicitConversionToAnArray_Reports() => cuda.Reports(Cuda("""
        for (int i = 0; i < steps; i++)
        {
            kernel.Run(field.DevicePointer);
            float[] copy = [|field|];
            Show(copy);
        }
        """));

    [Fact]
    public Task Indexer_Read_Reports() => cuda.Reports(Cuda("""
        float sum = 0;
        for (int i = 0; i < steps; i++)
        {
            kernel.Run(field.DevicePointer);
            sum += [|field[0]|];
        }
        Show(sum);
        """));

    [Fact]
    public Task Indexer_Written_IsSilent() => cuda.IsSilent(Cuda("""
        for (int i = 0; i < steps; i++)
        {
            kernel.Run(field.DevicePointer);
            field[0] = i;
        }
        """));

    [Fact]
    public Task Synchronize_AfterEachLaunch_Reports() => cuda.Reports(Cuda("""
        for (int i = 0; i < steps; i++)
        {
            kernel.RunAsync(default(CUstream), field.DevicePointer);
            [|context.Synchronize()|];
        }
        """));

    [Fact]
    public Task Synchronize_OfEachContext_IsSilent() => cuda.IsSilent("""
        class Kernels
        {
            readonly List<CudaContext> contexts = new();
            void Synchronize()
            {
                foreach (CudaContext context in contexts) { context.Synchronize(); }
            }
        }
        """);

    [Fact]
    public Task Synchronize_OfEachStream_IsSilent() => cuda.IsSilent("""
        class Streams
        {
            readonly CudaStream[] pool = new CudaStream[4];
            void Launch(CudaKernel kernel, CudaDeviceVariable<float> field)
            {
                foreach (var stream in pool)
                {
                    kernel.RunAsync(stream.Stream, field.DevicePointer);
                    stream.Synchronize();
                }
            }
        }
        """);

    [Fact]
    public Task CopyToHost_OfEachLayerForADisplay_IsSilent() => cuda.IsSilent(Cuda("""
        foreach (var layer in layers)
        {
            layer.CopyToHost(host);
            Show(host);
        }
        """));

    [Fact]
    public Task CopyToHost_OfAFlagThatEndsTheLoop_IsSilent() => cuda.IsSilent(Cuda("""
        while (true)
        {
            kernel.Run(field.DevicePointer);
            field.CopyToHost(host);
            if (host[0] != 0) { break; }
        }
        """));

    [Fact]
    public Task CopyToHost_ChangedAndCopiedBack_IsSilent() => cuda.IsSilent(Cuda("""
        for (int i = 0; i < steps; i++)
        {
            field.CopyToHost(host);
            host[i] += 0.01f;
            field.CopyToDevice(host);
            kernel.Run(field.DevicePointer);
        }
        """));

    [Fact]
    public Task ToArray_AfterEachDispatch_Reports() => computeSharp.Reports(Shader("""
        for (int i = 0; i < steps; i++)
        {
            device.For(64, new Double(field));
            Show([|field.ToArray()|]);
        }
        """));

    [Fact]
    public Task CopyTo_AfterEachDispatch_Reports() => computeSharp.Reports(Shader("""
        for (int i = 0; i < steps; i++)
        {
            device.For(64, new Double(field));
            [|field.CopyTo(host)|];
        }
        """));

    [Fact]
    public Task CopyTo_OnceAfterAContextOfDispatches_IsSilent() => computeSharp.IsSilent(Shader("""
        using (var context = device.CreateComputeContext())
        {
            for (int i = 0; i < steps; i++)
            {
                context.For(64, new Double(field));
                context.Barrier(field);
            }
        }
        field.CopyTo(host);
        Show(host);
        """));

    private static readonly RuleTest<ReadbackInLoop> house = new()
    {
        Catalog = """
            device-to-host | House.Block::SafeCopyToHost
            host-to-device | House.Block::SafeCopyToDevice
            launch         | House.Kernel::Run
            """,
        Usings = "using System; using System.Collections.Generic;\n",
    };

    private static string House(string body) => $$"""
        namespace House
        {
            class Block { public float[] Host = new float[1]; public void SafeCopyToHost() { } public void SafeCopyToDevice() { } }
            class Kernel { public void Run(Block block) { } }
            class Layer { public Block Weights = new(); public Block Delta = new(); }
            class Task
            {
                void Execute(Kernel kernel, Block[] population, List<Layer> layers, Layer owner, int steps)
                {
                    float sum = 0;
                    {{body}}
                    Console.WriteLine(sum);
                }
            }
        }
        """;

    [Fact]
    public Task BlockThatKeepsItsHostCopy_ReadAfterEachLaunch_Reports() => house.Reports(House("""
        for (int i = 0; i < steps; i++)
        {
            kernel.Run(population[i]);
            [|population[i].SafeCopyToHost()|];
        }
        """));

    [Fact]
    public Task BlockThatKeepsItsHostCopy_AddedUp_Reports() => house.Reports(House("""
        foreach (var layer in layers)
        {
            kernel.Run(layer.Weights);
            [|layer.Weights.SafeCopyToHost()|];
            sum += layer.Weights.Host[0];
        }
        """));

    [Fact]
    public Task BlockThatKeepsItsHostCopy_FlagEndsTheLoop_IsSilent() => house.IsSilent(House("""
        while (true)
        {
            kernel.Run(owner.Weights);
            owner.Weights.SafeCopyToHost();
            if (owner.Weights.Host[0] != 0)
            {
                break;
            }
        }
        """));

    [Fact]
    public Task BlockThatKeepsItsHostCopy_ChangedAndCopiedBack_IsSilent() => house.IsSilent(House("""
        for (int i = 0; i < steps; i++)
        {
            owner.Weights.SafeCopyToHost();
            owner.Weights.Host[0] += 0.01f;
            owner.Weights.SafeCopyToDevice();
            kernel.Run(owner.Weights);
        }
        """));

    [Fact]
    public Task BlocksThatAreShownLayerByLayer_IsSilent() => house.IsSilent(House("""
        foreach (var layer in layers)
        {
            layer.Delta.SafeCopyToHost();
            Console.WriteLine(layer.Delta.Host[0]);
        }
        """));

    [Fact]
    public Task UserCatalog_NamesTheDeviceLibraryOfTheHouse_Reports() =>
        new RuleTest<ReadbackInLoop>
        {
            Catalog = "launch | House.Gpu::Enqueue\nsynchronize | House.Gpu::Flush\n",
        }.Reports("""
        namespace House
        {
            class Gpu { public void Enqueue(int n) { } public void Flush() { } }
            class App
            {
                void Run(Gpu gpu)
                {
                    for (int i = 0; i < 10; i++) { gpu.Enqueue(i); [|gpu.Flush()|]; }
                }
            }
        }
        """);
}
