using System;
using System.Runtime.CompilerServices;
using ILGPU.Runtime;

namespace ILGPU
{
    // With LIFTED a view is a pointer and may stand in memory, which threads of a group need for what they keep across a
    // barrier. Without, a reference and a 32-bit length travel in two registers and are promoted by the JIT; a pointer in
    // their place, or a signed index, came out up to twice as slow.
    public readonly unsafe
#if !LIFTED
        ref
#endif
        struct ArrayView<T>
        where T : unmanaged
    {
#if LIFTED
        private readonly T* start;
#else
        private readonly ref T start;
#endif
        private readonly int length;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ArrayView(T* start, int length)
        {
#if LIFTED
            this.start = start;
#else
            this.start = ref *start;
#endif
            this.length = length;
        }

#if !LIFTED
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private ArrayView(ref T start, int length)
        {
            this.start = ref start;
            this.length = length;
        }
#endif

        public int IntLength => this.length;

        public long Length => this.length;

        public Index1D IntExtent => this.length;

        public LongIndex1D Extent => this.length;

        public bool IsValid => this.length > 0;

        public ref T this[Index1D index]
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref this[index.X];
        }

        public ref T this[LongIndex1D index]
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref this[index.X];
        }

        public ref T this[long index]
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
#if CHECKED
                if ((ulong)index >= (ulong)this.length)
                {
                    OutOfBounds(index, this.length);
                }
#endif
                return ref this.At((nint)index);
            }
        }

        public ref T this[int index]
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
#if CHECKED
                if ((uint)index >= (uint)this.length)
                {
                    OutOfBounds(index, this.length);
                }
#endif
                return ref this.At((nint)(nuint)(uint)index);
            }
        }

        public ArrayView<T> SubView(long index) => this.SubView(index, this.length - index);

        public ArrayView<T> SubView(long index, long subViewLength)
        {
#if CHECKED
            if (index < 0 || subViewLength < 0 || index > this.length - subViewLength)
            {
                throw new IndexOutOfRangeException($"a view of elements {index} to {index + subViewLength - 1} reaches beyond the {this.length} elements of the view it is taken from");
            }
#endif
#if LIFTED
            return new(this.start + index, (int)subViewLength);
#else
            return new(ref this.At((nint)index), (int)subViewLength);
#endif
        }

        // Rows of X elements next to each other (DenseX), or columns of Y (DenseY).
        public ArrayView2D<T, Stride2D.DenseX> As2DDenseXView(Index2D extent) => new(this, extent, new(extent.X));

        public ArrayView2D<T, Stride2D.DenseY> As2DDenseYView(Index2D extent) => new(this, extent, new(extent.Y));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private ref T At(nint index) =>
#if LIFTED
            ref this.start[index];
#else
            ref Unsafe.Add(ref this.start, index);
#endif

#if CHECKED
        private static void OutOfBounds(long index, int length) =>
            throw new IndexOutOfRangeException($"element {index} of a view of {length} elements");
#endif
    }

    public interface IStride1D
    {
    }

    public interface IStride2D
    {
        int ComputeElementIndex(Index2D index);

        int ComputeBufferLength(Index2D extent);
    }

    public static class Stride1D
    {
        public readonly struct Dense : IStride1D
        {
        }
    }

    public static class Stride2D
    {
        public readonly struct DenseX : IStride2D
        {
            public DenseX(int yStride) => this.YStride = yStride;

            public int XStride => 1;

            public int YStride { get; }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public int ComputeElementIndex(Index2D index) => (index.Y * this.YStride) + index.X;

            public int ComputeBufferLength(Index2D extent) => this.YStride * extent.Y;
        }

        public readonly struct DenseY : IStride2D
        {
            public DenseY(int xStride) => this.XStride = xStride;

            public int XStride { get; }

            public int YStride => 1;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public int ComputeElementIndex(Index2D index) => (index.X * this.XStride) + index.Y;

            public int ComputeBufferLength(Index2D extent) => this.XStride * extent.X;
        }

        public readonly struct General : IStride2D
        {
            public General(Index2D stride) => (this.XStride, this.YStride) = (stride.X, stride.Y);

            public int XStride { get; }

            public int YStride { get; }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public int ComputeElementIndex(Index2D index) => (index.X * this.XStride) + (index.Y * this.YStride);

            public int ComputeBufferLength(Index2D extent) => ((extent.X - 1) * this.XStride) + ((extent.Y - 1) * this.YStride) + 1;
        }
    }
}

namespace ILGPU.Runtime
{
    public readonly
#if !LIFTED
        ref
#endif
        struct ArrayView1D<T, TStride>
        where T : unmanaged
        where TStride : unmanaged, IStride1D
    {
        public ArrayView1D(ArrayView<T> view) => this.BaseView = view;

        public ArrayView<T> BaseView { get; }

        public int IntLength => this.BaseView.IntLength;

        public long Length => this.BaseView.Length;

        public Index1D IntExtent => this.BaseView.IntExtent;

        public LongIndex1D Extent => this.BaseView.Extent;

        public bool IsValid => this.BaseView.IsValid;

        public ref T this[Index1D index]
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref this.BaseView[index.X];
        }

        public ref T this[LongIndex1D index]
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref this.BaseView[index.X];
        }

        public ArrayView1D<T, TStride> SubView(Index1D index, Index1D extent) => new(this.BaseView.SubView(index.X, extent.X));

        public static implicit operator ArrayView<T>(ArrayView1D<T, TStride> view) => view.BaseView;

        public static implicit operator ArrayView1D<T, TStride>(ArrayView<T> view) => new(view);
    }

    public readonly
#if !LIFTED
        ref
#endif
        struct ArrayView2D<T, TStride>
        where T : unmanaged
        where TStride : unmanaged, IStride2D
    {
        public ArrayView2D(ArrayView<T> view, Index2D extent, TStride stride)
        {
            this.BaseView = view;
            this.IntExtent = extent;
            this.Stride = stride;
        }

        public ArrayView<T> BaseView { get; }

        public Index2D IntExtent { get; }

        public TStride Stride { get; }

        public int IntLength => this.Stride.ComputeBufferLength(this.IntExtent);

        public long Length => this.IntLength;

        public ref T this[Index2D index]
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
#if CHECKED
                if (!index.InBounds(this.IntExtent))
                {
                    throw new System.IndexOutOfRangeException($"element ({index.X}, {index.Y}) of a view of {this.IntExtent.X} by {this.IntExtent.Y} elements");
                }
#endif
                return ref this.BaseView[this.Stride.ComputeElementIndex(index)];
            }
        }

        public ref T this[int x, int y]
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref this[new Index2D(x, y)];
        }
    }
}
