// Signature-only stub of ILGPU 1.5.3, from its documentation ids: what rules meet at call sites.
using System;
using System.Collections.Immutable;
using System.Threading.Tasks;
using ILGPU.Runtime;

namespace ILGPU
{
    public readonly struct Half : IEquatable<Half>, IComparable<Half>
    {
        public bool Equals(Half other) => throw null!;
        public int CompareTo(Half other) => throw null!;
        public override bool Equals(object? obj) => throw null!;
        public override int GetHashCode() => throw null!;
        public static implicit operator float(Half halfValue) => throw null!;
        public static implicit operator double(Half halfValue) => throw null!;
        public static explicit operator Half(float floatValue) => throw null!;
        public static explicit operator Half(double doubleValue) => throw null!;
        public static Half operator -(Half halfValue) => throw null!;
        public static Half operator +(Half first, Half second) => throw null!;
        public static Half operator -(Half first, Half second) => throw null!;
        public static Half operator *(Half first, Half second) => throw null!;
        public static Half operator /(Half first, Half second) => throw null!;
        public static bool operator ==(Half first, Half second) => throw null!;
        public static bool operator !=(Half first, Half second) => throw null!;
        public static bool operator <(Half first, Half second) => throw null!;
        public static bool operator <=(Half first, Half second) => throw null!;
        public static bool operator >(Half first, Half second) => throw null!;
        public static bool operator >=(Half first, Half second) => throw null!;
    }

    public readonly struct Index1D
    {
        public Index1D(int x) { }
        public int X => throw null!;
        public static implicit operator Index1D(int idx) => throw null!;
        public static implicit operator int(Index1D idx) => throw null!;
        public static implicit operator LongIndex1D(Index1D idx) => throw null!;
    }

    public readonly struct Index2D
    {
        public Index2D(int x, int y) { }
        public int X => throw null!;
        public int Y => throw null!;
        public static implicit operator Index2D((int, int) dimensions) => throw null!;
    }

    public readonly struct Index3D
    {
        public Index3D(int x, int y, int z) { }
        public int X => throw null!;
        public int Y => throw null!;
        public int Z => throw null!;
    }

    public static class IntrinsicMath
    {
        public static int Max(int first, int second) => throw null!;
        public static float Max(float first, float second) => throw null!;
        public static double Max(double first, double second) => throw null!;
        public static int Min(int first, int second) => throw null!;
        public static float Min(float first, float second) => throw null!;
        public static double Min(double first, double second) => throw null!;
    }

    public readonly struct LongIndex1D
    {
        public LongIndex1D(long x) { }
        public static implicit operator LongIndex1D(long idx) => throw null!;
        public static implicit operator long(LongIndex1D idx) => throw null!;
    }

    public readonly struct LongIndex2D
    {
        public LongIndex2D(long x, long y) { }
        public static implicit operator LongIndex2D((long, long) indices) => throw null!;
    }

    public static class Stride1D
    {
        public readonly struct Dense : IStride1D { }
        public readonly struct General : IStride1D { }
    }

    public static class Stride2D
    {
        public readonly struct DenseX : IStride2D { }
        public readonly struct DenseY : IStride2D { }
    }

    public interface IStride1D { }

    public interface IStride2D { }

    public readonly struct ArrayView<T> : IContiguousArrayView<T> where T : unmanaged
    {
        public long Length => throw null!;
        public int IntLength => throw null!;
        public ref T this[Index1D index] => throw null!;
        public ArrayView<T> SubView(long index, long subViewLength) => throw null!;
        public static implicit operator ArrayView<T>(ArrayView1D<T, Stride1D.Dense> view) => throw null!;
        public static implicit operator ArrayView1D<T, Stride1D.Dense>(ArrayView<T> view) => throw null!;
    }

    public readonly struct KernelConfig
    {
        public KernelConfig(Index1D gridDim, Index1D groupDim) { }
        public KernelConfig(Index3D gridDim, Index3D groupDim) { }
        public static implicit operator KernelConfig((Index1D, Index1D) dimensions) => throw null!;
    }

    public static class Grid
    {
        public static Index1D GlobalIndex => throw null!;
        public static int IdxX => throw null!;
        public static int DimX => throw null!;
    }

    public static class Group
    {
        public static int IdxX => throw null!;
        public static int DimX => throw null!;
        public static void Barrier() => throw null!;
    }

    public static class SharedMemory
    {
        public static ArrayView<T> Allocate<T>(int extent) where T : unmanaged => throw null!;
    }

    public static class Atomic
    {
        public static float Add(ref float target, float value) => throw null!;
        public static int Add(ref int target, int value) => throw null!;
    }

    public sealed class Context : IDisposable
    {
        internal Context() { }
        public void Dispose() => throw null!;
        public static Context CreateDefault() => throw null!;
        public static Context Create(Action<Builder> buildingCallback) => throw null!;
        public static Builder Create() => throw null!;
        public Device GetPreferredDevice(bool preferCPU) => throw null!;
        public ImmutableArray<Device> Devices => throw null!;

        public sealed class Builder
        {
            internal Builder() { }
            public Builder Default() => throw null!;
            public Context ToContext() => throw null!;
        }
    }
}

namespace ILGPU.Runtime
{
    public interface IContiguousArrayView<T> where T : unmanaged { }

    public readonly struct ArrayView1D<T, TStride> : IContiguousArrayView<T> where T : unmanaged where TStride : struct, IStride1D
    {
        public long Length => throw null!;
        public int IntLength => throw null!;
        public Index1D IntExtent => throw null!;
        public ArrayView<T> BaseView => throw null!;
        public ref T this[Index1D index] => throw null!;
        public ArrayView1D<T, TStride> SubView(LongIndex1D index, LongIndex1D extent) => throw null!;
    }

    public readonly struct ArrayView2D<T, TStride> where T : unmanaged where TStride : struct, IStride2D
    {
        public ArrayView<T> BaseView => throw null!;
        public Index2D IntExtent => throw null!;
        public ref T this[Index2D index] => throw null!;
        public ref T this[int x, int y] => throw null!;
    }

    public abstract class AcceleratorObject : IDisposable
    {
        public Accelerator Accelerator => throw null!;
        public void Dispose() => throw null!;
    }

    public abstract class MemoryBuffer : AcceleratorObject
    {
        public long Length => throw null!;
        public long LengthInBytes => throw null!;
        public void MemSetToZero() => throw null!;
        public void MemSetToZero(AcceleratorStream stream) => throw null!;
    }

    public abstract class MemoryBuffer<TView> : MemoryBuffer
    {
        public TView View => throw null!;
    }

    public class MemoryBuffer1D<T, TStride> : MemoryBuffer<ArrayView1D<T, TStride>> where T : unmanaged where TStride : struct, IStride1D
    {
        internal MemoryBuffer1D() { }
        public Index1D IntExtent => throw null!;
        public static implicit operator ArrayView1D<T, TStride>(MemoryBuffer1D<T, TStride> buffer) => throw null!;
    }

    public class MemoryBuffer2D<T, TStride> : MemoryBuffer<ArrayView2D<T, TStride>> where T : unmanaged where TStride : struct, IStride2D
    {
        internal MemoryBuffer2D() { }
    }

    public abstract class AcceleratorStream : AcceleratorObject
    {
        public abstract void Synchronize();
        public Task SynchronizeAsync() => throw null!;
    }

    public interface IAcceleratorBuilder
    {
        Accelerator CreateAccelerator(Context context);
    }

    public enum AcceleratorType
    {
        CPU,
        Cuda,
        OpenCL,
    }

    public abstract class CapabilityContext { }

    public abstract class Device : IAcceleratorBuilder
    {
        public AcceleratorType AcceleratorType => throw null!;
        public CapabilityContext Capabilities => throw null!;
        public string Name => throw null!;
        public abstract Accelerator CreateAccelerator(Context context);
    }

    public abstract class Accelerator : IDisposable
    {
        public string Name => throw null!;
        public int MaxNumThreadsPerGroup => throw null!;
        public AcceleratorStream DefaultStream => throw null!;
        public void Dispose() => throw null!;
        public void Synchronize() => throw null!;
        public AcceleratorStream CreateStream() => throw null!;
        public MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(long length) where T : unmanaged => throw null!;
        public MemoryBuffer2D<T, Stride2D.DenseX> Allocate2DDenseX<T>(in LongIndex2D extent) where T : unmanaged => throw null!;
        public void LaunchAutoGrouped<TIndex, T1>(Action<TIndex, T1> action, TIndex extent, T1 param1) where TIndex : struct where T1 : struct => throw null!;
        public void LaunchAutoGrouped<TIndex, T1, T2>(Action<TIndex, T1, T2> action, AcceleratorStream stream, TIndex extent, T1 param1, T2 param2) where TIndex : struct where T1 : struct where T2 : struct => throw null!;
        public void Launch<T1>(Action<T1> action, in KernelConfig config, T1 param1) where T1 : struct => throw null!;
    }

    public sealed class PageLockedArray1D<T> : IDisposable where T : unmanaged
    {
        internal PageLockedArray1D() { }
        public void Dispose() => throw null!;
        public ref T this[long index] => throw null!;
        public T[] GetArray() => throw null!;
        public Span<T> Span => throw null!;
    }

    public static class PageLockedArrayExtensions
    {
        public static PageLockedArray1D<T> AllocatePageLocked1D<T>(this Accelerator accelerator, LongIndex1D extent) where T : unmanaged => throw null!;
    }

    public static class ArrayViewExtensions
    {
        public static MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(this Accelerator accelerator, T[] data) where T : unmanaged => throw null!;
        public static MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(this Accelerator accelerator, AcceleratorStream stream, T[] data) where T : unmanaged => throw null!;
        public static void CopyToCPU<T, TView>(this TView source, in Span<T> span) where T : unmanaged where TView : IContiguousArrayView<T> => throw null!;
        public static void CopyToCPU<T, TView>(this TView source, ref T cpuData, long length) where T : unmanaged where TView : IContiguousArrayView<T> => throw null!;
        public static void CopyToCPU<T>(this ArrayView<T> view, T[] data) where T : unmanaged => throw null!;
        public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, T[] data) where T : unmanaged => throw null!;
        public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, AcceleratorStream stream, T[] data) where T : unmanaged => throw null!;
        public static void CopyToCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, T[] data) where T : unmanaged => throw null!;
        public static void CopyToCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream, T[] data) where T : unmanaged => throw null!;
        public static void CopyFromCPU<T, TView>(this TView target, ref T cpuData, long length) where T : unmanaged where TView : IContiguousArrayView<T> => throw null!;
        public static void CopyFromCPU<T>(this ArrayView<T> view, T[] data) where T : unmanaged => throw null!;
        public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, T[] data) where T : unmanaged => throw null!;
        public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, AcceleratorStream stream, T[] data) where T : unmanaged => throw null!;
        public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, T[] data) where T : unmanaged => throw null!;
        public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream, T[] data) where T : unmanaged => throw null!;
        public static T[] GetAsArray<T>(this ArrayView<T> view) where T : unmanaged => throw null!;
        public static T[] GetAsArray<T>(this ArrayView<T> view, AcceleratorStream stream) where T : unmanaged => throw null!;
        public static T[] GetAsArray1D<T>(this ArrayView1D<T, Stride1D.Dense> view) where T : unmanaged => throw null!;
        public static T[] GetAsArray1D<T>(this ArrayView1D<T, Stride1D.Dense> view, AcceleratorStream stream) where T : unmanaged => throw null!;
        public static T[] GetAsArray1D<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer) where T : unmanaged => throw null!;
        public static T[] GetAsArray1D<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream) where T : unmanaged => throw null!;
        public static T[,] GetAsArray2D<T>(this MemoryBuffer<ArrayView2D<T, Stride2D.DenseX>> buffer) where T : unmanaged => throw null!;
        public static void CopyToPageLockedAsync<T>(this ArrayView1D<T, Stride1D.Dense> source, PageLockedArray1D<T> pageLockedArray) where T : unmanaged => throw null!;
        public static void CopyToPageLockedAsync<T>(this ArrayView1D<T, Stride1D.Dense> source, AcceleratorStream stream, PageLockedArray1D<T> pageLockedArray) where T : unmanaged => throw null!;
        public static void CopyTo<T>(this ArrayView1D<T, Stride1D.Dense> source, ArrayView1D<T, Stride1D.Dense> target) where T : unmanaged => throw null!;
    }

    public static class KernelLoaders
    {
        public static Action<AcceleratorStream, TIndex, T1> LoadAutoGroupedKernel<TIndex, T1>(this Accelerator accelerator, Action<TIndex, T1> action) where TIndex : struct where T1 : struct => throw null!;
        public static Action<AcceleratorStream, TIndex, T1, T2> LoadAutoGroupedKernel<TIndex, T1, T2>(this Accelerator accelerator, Action<TIndex, T1, T2> action) where TIndex : struct where T1 : struct where T2 : struct => throw null!;
        public static Action<TIndex, T1> LoadAutoGroupedStreamKernel<TIndex, T1>(this Accelerator accelerator, Action<TIndex, T1> action) where TIndex : struct where T1 : struct => throw null!;
        public static Action<TIndex, T1, T2> LoadAutoGroupedStreamKernel<TIndex, T1, T2>(this Accelerator accelerator, Action<TIndex, T1, T2> action) where TIndex : struct where T1 : struct where T2 : struct => throw null!;
        public static Action<TIndex, T1, T2, T3> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3>(this Accelerator accelerator, Action<TIndex, T1, T2, T3> action) where TIndex : struct where T1 : struct where T2 : struct where T3 : struct => throw null!;
        public static Action<TIndex, T1, T2, T3, T4> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4>(this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4> action) where TIndex : struct where T1 : struct where T2 : struct where T3 : struct where T4 : struct => throw null!;
        public static Action<TIndex, T1, T2, T3, T4, T5> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4, T5>(this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4, T5> action) where TIndex : struct where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct => throw null!;
        public static Action<TIndex, T1> LoadImplicitlyGroupedStreamKernel<TIndex, T1>(this Accelerator accelerator, Action<TIndex, T1> action, int customGroupSize) where TIndex : struct where T1 : struct => throw null!;
        public static Action<KernelConfig, T1> LoadStreamKernel<T1>(this Accelerator accelerator, Action<T1> action) where T1 : struct => throw null!;
        public static Action<AcceleratorStream, KernelConfig, T1> LoadKernel<T1>(this Accelerator accelerator, Action<T1> action) where T1 : struct => throw null!;
    }
}

namespace ILGPU.Runtime.CPU
{
    public sealed class CPUDevice : Device
    {
        public CPUDevice(int numThreadsPerWarp, int numWarpsPerMultiprocessor, int numMultiprocessors) { }
        public override Accelerator CreateAccelerator(Context context) => throw null!;
    }

    public static class CPUContextExtensions
    {
        public static Context.Builder CPU(this Context.Builder builder, CPUDevice device) => throw null!;
    }
}

namespace ILGPU.Runtime.OpenCL
{
    public sealed class CLDevice : Device
    {
        internal CLDevice() { }
        public override Accelerator CreateAccelerator(Context context) => throw null!;
    }

    public sealed class CLCapabilityContext : CapabilityContext
    {
        internal CLCapabilityContext() { }
        public bool Float16 => throw null!;
        public bool Float64 => throw null!;
    }
}

namespace ILGPU.Util
{
    public static class Utilities
    {
        public static T Select<T>(bool takeFirst, T first, T second) => throw null!;
    }
}
