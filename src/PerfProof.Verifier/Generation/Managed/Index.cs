// The part of ILGPU's dialect that kernels of launch plans use, for the JIT. Independent of ILGPU's code; only the names
// and their meaning agree. Compiled twice: with CHECKED every access is checked, for the outputs; without, nothing stands
// between the kernel and memory, for the times.
using System.Runtime.CompilerServices;

namespace ILGPU
{
    public readonly struct Index1D
    {
        public readonly int X;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Index1D(int x) => this.X = x;

        public int Size => this.X;

        public bool IsFirst => this.X == 0;

        public bool InBounds(Index1D dimension) => (uint)this.X < (uint)dimension.X;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static implicit operator Index1D(int index) => new(index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static implicit operator int(Index1D index) => index.X;
    }

    public readonly struct LongIndex1D
    {
        public readonly long X;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public LongIndex1D(long x) => this.X = x;

        public long Size => this.X;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static implicit operator LongIndex1D(long index) => new(index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static implicit operator LongIndex1D(Index1D index) => new(index.X);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static implicit operator long(LongIndex1D index) => index.X;

        public Index1D ToIntIndex() => new(checked((int)this.X));
    }

    public readonly struct Index2D
    {
        public readonly int X;
        public readonly int Y;

        public Index2D(int value)
            : this(value, value)
        {
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Index2D(int x, int y) => (this.X, this.Y) = (x, y);

        public int Size => this.X * this.Y;

        public bool IsFirst => this.X == 0 && this.Y == 0;

        public bool InBounds(Index2D dimension) => (uint)this.X < (uint)dimension.X && (uint)this.Y < (uint)dimension.Y;

        public void Deconstruct(out int x, out int y) => (x, y) = (this.X, this.Y);

        public static implicit operator Index2D((int X, int Y) index) => new(index.X, index.Y);

        public static Index2D operator +(Index2D first, Index2D second) => new(first.X + second.X, first.Y + second.Y);

        public static Index2D operator -(Index2D first, Index2D second) => new(first.X - second.X, first.Y - second.Y);

        public static Index2D operator *(Index2D first, Index2D second) => new(first.X * second.X, first.Y * second.Y);

        public static Index2D operator /(Index2D first, Index2D second) => new(first.X / second.X, first.Y / second.Y);
    }

    public readonly struct Index3D
    {
        public readonly int X;
        public readonly int Y;
        public readonly int Z;

        public Index3D(int value)
            : this(value, value, value)
        {
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Index3D(int x, int y, int z) => (this.X, this.Y, this.Z) = (x, y, z);

        public int Size => this.X * this.Y * this.Z;

        public bool IsFirst => this.X == 0 && this.Y == 0 && this.Z == 0;

        // What ILGPU's own types have: the leading parts of a three-dimensional index.
        public Index2D XY => new(this.X, this.Y);

        public void Deconstruct(out int x, out int y, out int z) => (x, y, z) = (this.X, this.Y, this.Z);

        public static implicit operator Index3D((int X, int Y, int Z) index) => new(index.X, index.Y, index.Z);

        public static Index3D operator +(Index3D first, Index3D second) => new(first.X + second.X, first.Y + second.Y, first.Z + second.Z);

        public static Index3D operator -(Index3D first, Index3D second) => new(first.X - second.X, first.Y - second.Y, first.Z - second.Z);

        public static Index3D operator *(Index3D first, Index3D second) => new(first.X * second.X, first.Y * second.Y, first.Z * second.Z);
    }
}
