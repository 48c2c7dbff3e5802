using System;
using System.Runtime.InteropServices;
using ILGPU.Runtime;

namespace ILGPU
{
    // Memory of a single thread. Nobody else sees it, so that nothing is told to the race detector.
    public static unsafe class LocalMemory
    {
        // The threads of a group have theirs at the same time: 1024 of them 64 KB each. The operating system gives what is touched only.
        private const int Capacity = 1 << 26;
        private static readonly byte* block = (byte*)NativeMemory.AlignedAlloc(Capacity, 64);
        private static int used;

        public static ArrayView<T> Allocate<T>(int extent)
            where T : unmanaged
        {
            var bytes = checked(extent * sizeof(T));
            if (extent < 0 || bytes > Capacity - used)
            {
                throw new InvalidOperationException($"the threads of a group ask for {used + (long)bytes} bytes of local memory; allocate it outside of loops");
            }

            var start = block + used;
            used += (bytes + 15) & ~15;
#if CHECKED
            // What an earlier thread left there is no number.
            new Span<byte>(start, bytes).Fill(0xFF);
#endif
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

        // A thread begins, or a group of them.
        public static void Begin() => used = 0;
    }
}
