using System;
using System.Runtime.InteropServices;
using ILGPU.Runtime;

namespace ILGPU
{
    // Where a thread stands in its group. A launch by groups runs the threads of a group in turn from barrier to barrier,
    // so that these are plain numbers.
    public static class Group
    {
        internal static int x;
        internal static int y;
        internal static int dimX = 1;
        internal static int dimY = 1;

        public static int IdxX => x;

        public static int IdxY => y;

        public static int IdxZ => 0;

        public static Index3D Index => new(x, y, 0);

        public static int DimX => dimX;

        public static int DimY => dimY;

        public static int DimZ => 1;

        public static Index3D Dimension => new(dimX, dimY, 1);

        public static int LinearIndex => (y * dimX) + x;

        public static bool IsFirstThread => (x | y) == 0;

        public static bool IsLastThread => x == dimX - 1 && y == dimY - 1;

        // Calls of these are taken apart before a kernel is compiled; one that is reached all the same was not.
        public static void Barrier() => throw Unreachable();

        public static int BarrierPopCount(bool predicate) => throw Unreachable();

        public static bool BarrierAnd(bool predicate) => throw Unreachable();

        public static bool BarrierOr(bool predicate) => throw Unreachable();

        public static T Broadcast<T>(T value, int groupIndex)
            where T : unmanaged => throw Unreachable();

        private static InvalidOperationException Unreachable() => new("a barrier outside of a kernel that is launched by groups");
    }

    public static class Grid
    {
        internal static int x;
        internal static int y;
        internal static int dimX = 1;
        internal static int dimY = 1;

        public static int IdxX => x;

        public static int IdxY => y;

        public static int IdxZ => 0;

        public static Index3D Index => new(x, y, 0);

        public static int DimX => dimX;

        public static int DimY => dimY;

        public static int DimZ => 1;

        public static Index3D Dimension => new(dimX, dimY, 1);

        public static int LinearIndex => (y * dimX) + x;

        public static Index3D GlobalIndex => new((x * Group.dimX) + Group.x, (y * Group.dimY) + Group.y, 0);

        public static int GlobalLinearIndex => (LinearIndex * Group.dimX * Group.dimY) + Group.LinearIndex;
    }

    public static unsafe class SharedMemory
    {
        // More than any device has for a group.
        private const int Capacity = 1 << 20;
        private static readonly byte* block = (byte*)NativeMemory.AlignedAlloc(Capacity, 64);
        private static int used;
#if CHECKED
        private static bool isOdd;
#endif

        public static ArrayView<T> Allocate<T>(int extent)
            where T : unmanaged
        {
            var bytes = checked(extent * sizeof(T));
            if (extent < 0 || bytes > Capacity - used)
            {
                throw new InvalidOperationException($"a group asks for {used + (long)bytes} bytes of shared memory; no device has so many");
            }

            var start = block + used;
            used += (bytes + 63) & ~63;
#if CHECKED
            // What another group left there is nobody's to rely on: not numbers in one group, huge ones in the next.
            new Span<byte>(start, bytes).Fill(isOdd ? (byte)0x7E : (byte)0xFF);
#endif
            PerfProof.Hosting.Races.Watch(start, bytes, sizeof(T), isShared: true);
            return new((T*)start, extent);
        }

        public static ArrayView1D<T, Stride1D.Dense> Allocate1D<T>(Index1D extent)
            where T : unmanaged => Allocate<T>(extent.X);

        public static ArrayView2D<T, TStride> Allocate2D<T, TStride>(Index2D extent, TStride stride)
            where T : unmanaged
            where TStride : unmanaged, IStride2D => new(Allocate<T>(stride.ComputeBufferLength(extent)), extent, stride);

        public static ArrayView2D<T, Stride2D.DenseX> Allocate2DDenseX<T>(in Index2D extent)
            where T : unmanaged => Allocate2D<T, Stride2D.DenseX>(extent, new(extent.X));

        public static ArrayView2D<T, Stride2D.DenseY> Allocate2DDenseY<T>(in Index2D extent)
            where T : unmanaged => Allocate2D<T, Stride2D.DenseY>(extent, new(extent.Y));

        internal static void Begin(int group)
        {
            used = 0;
#if CHECKED
            isOdd = (group & 1) == 1;
#endif
        }
    }

    public static class MemoryFence
    {
        public static void GroupLevel()
        {
        }

        public static void DeviceLevel()
        {
        }

        public static void SystemLevel()
        {
        }
    }
}
