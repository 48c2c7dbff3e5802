// Signature-only stub of ComputeSharp 3.2, from its documentation ids.
using System;
using System.Threading.Tasks;
using ComputeSharp.Descriptors;
using ComputeSharp.Resources;

namespace ComputeSharp.Descriptors
{
    public interface IComputeShaderDescriptor<T> where T : struct, IComputeShader { }
}

namespace ComputeSharp.Resources
{
    public abstract class Buffer<T> : IDisposable where T : unmanaged
    {
        public int Length => throw null!;
        public void Dispose() => throw null!;
    }

    public abstract class StructuredBuffer<T> : Buffer<T> where T : unmanaged { }

    public abstract class TransferBuffer<T> : IDisposable where T : unmanaged
    {
        public Span<T> Span => throw null!;
        public void Dispose() => throw null!;
    }
}

namespace ComputeSharp
{
    public interface IComputeShader
    {
        void Execute();
    }

    public static class ThreadIds
    {
        public static int X => throw null!;
        public static int Y => throw null!;
    }

    public enum AllocationMode { Default, Clear }

    public sealed class ReadWriteBuffer<T> : StructuredBuffer<T> where T : unmanaged
    {
        internal ReadWriteBuffer() { }
        public ref T this[int i] => throw null!;
    }

    public sealed class ReadOnlyBuffer<T> : StructuredBuffer<T> where T : unmanaged
    {
        internal ReadOnlyBuffer() { }
        public ref readonly T this[int i] => throw null!;
    }

    public sealed class ReadBackBuffer<T> : TransferBuffer<T> where T : unmanaged
    {
        internal ReadBackBuffer() { }
    }

    public sealed class GraphicsDevice : IDisposable
    {
        internal GraphicsDevice() { }
        public void Dispose() => throw null!;
        public static GraphicsDevice GetDefault() => throw null!;
    }

    public struct ComputeContext : IDisposable, IAsyncDisposable
    {
        public void Dispose() => throw null!;
        public ValueTask DisposeAsync() => throw null!;
    }

    public static class GraphicsDeviceExtensions
    {
        public static void For<T>(this GraphicsDevice device, int x, in T shader) where T : struct, IComputeShader, IComputeShaderDescriptor<T> => throw null!;
        public static void For<T>(this GraphicsDevice device, int x, int y, in T shader) where T : struct, IComputeShader, IComputeShaderDescriptor<T> => throw null!;
        public static void For<T>(this GraphicsDevice device, int x, int y, int z, in T shader) where T : struct, IComputeShader, IComputeShaderDescriptor<T> => throw null!;
        public static ComputeContext CreateComputeContext(this GraphicsDevice device) => throw null!;
        public static ReadWriteBuffer<T> AllocateReadWriteBuffer<T>(this GraphicsDevice device, T[] source) where T : unmanaged => throw null!;
        public static ReadWriteBuffer<T> AllocateReadWriteBuffer<T>(this GraphicsDevice device, int length, AllocationMode allocationMode = AllocationMode.Default) where T : unmanaged => throw null!;
        public static ReadOnlyBuffer<T> AllocateReadOnlyBuffer<T>(this GraphicsDevice device, T[] source) where T : unmanaged => throw null!;
        public static ReadBackBuffer<T> AllocateReadBackBuffer<T>(this GraphicsDevice device, int length, AllocationMode allocationMode = AllocationMode.Default) where T : unmanaged => throw null!;
    }

    public static class ComputeContextExtensions
    {
        public static void For<T>(this ref readonly ComputeContext context, int x, in T shader) where T : struct, IComputeShader, IComputeShaderDescriptor<T> => throw null!;
        public static void Barrier<T>(this ref readonly ComputeContext context, ReadWriteBuffer<T> resource) where T : unmanaged => throw null!;
    }

    public static class BufferExtensions
    {
        public static T[] ToArray<T>(this Buffer<T> source) where T : unmanaged => throw null!;
        public static void CopyTo<T>(this Buffer<T> source, T[] destination) where T : unmanaged => throw null!;
        public static void CopyTo<T>(this Buffer<T> source, Span<T> destination) where T : unmanaged => throw null!;
        public static void CopyFrom<T>(this Buffer<T> destination, T[] source) where T : unmanaged => throw null!;
        public static void CopyFrom<T>(this Buffer<T> destination, ReadOnlySpan<T> source) where T : unmanaged => throw null!;
    }

    public static class ReadBackBufferExtensions
    {
        public static void CopyFrom<T>(this ReadBackBuffer<T> destination, StructuredBuffer<T> source) where T : unmanaged => throw null!;
    }
}
