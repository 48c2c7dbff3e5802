// The part of ILGPU's dialect that kernels of launch plans use, for the JIT. Compiled twice: with CHECKED every access
// is checked against the bounds of its view, for the outputs; without, nothing stands between the kernel and memory,
// for the times. Independent of ILGPU's code; only the names agree.
using System;
using System.Runtime.CompilerServices;

namespace ILGPU
{
    public readonly struct Index1D
    {
        public readonly int X;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Index1D(int x) => this.X = x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static implicit operator Index1D(int index) => new(index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static implicit operator int(Index1D index) => index.X;
    }

    // A reference and a 32-bit length travel in two registers and are promoted by the JIT; a pointer in their place, or a
    // signed index, came out up to twice as slow.
    public readonly ref struct ArrayView<T>
        where T : unmanaged
    {
        private readonly ref T start;
        private readonly int length;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ArrayView(ref T start, int length)
        {
            this.start = ref start;
            this.length = length;
        }

        public int IntLength => this.length;

        public long Length => this.length;

        public bool IsValid => !Unsafe.IsNullRef(ref this.start);

        public ref T this[Index1D index]
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
                return ref Unsafe.Add(ref this.start, (nint)index);
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
                return ref Unsafe.Add(ref this.start, (nuint)(uint)index);
            }
        }

        public ArrayView<T> SubView(long index, long subViewLength)
        {
#if CHECKED
            if (index < 0 || subViewLength < 0 || index > this.length - subViewLength)
            {
                throw new IndexOutOfRangeException($"a view of elements {index} to {index + subViewLength - 1} reaches beyond the {this.length} elements of the view it is taken from");
            }
#endif
            return new(ref Unsafe.Add(ref this.start, (nint)index), (int)subViewLength);
        }

#if CHECKED
        private static void OutOfBounds(long index, int length) =>
            throw new IndexOutOfRangeException($"element {index} of a view of {length} elements");
#endif
    }

    public static class IntrinsicMath
    {
        public static int Abs(int value) => Math.Abs(value);
        public static float Abs(float value) => Math.Abs(value);
        public static double Abs(double value) => Math.Abs(value);
        public static int Min(int first, int second) => Math.Min(first, second);
        public static float Min(float first, float second) => Math.Min(first, second);
        public static double Min(double first, double second) => Math.Min(first, second);
        public static int Max(int first, int second) => Math.Max(first, second);
        public static float Max(float first, float second) => Math.Max(first, second);
        public static double Max(double first, double second) => Math.Max(first, second);
        public static int Clamp(int value, int min, int max) => Math.Clamp(value, min, max);
        public static float Clamp(float value, float min, float max) => Math.Clamp(value, min, max);
        public static double Clamp(double value, double min, double max) => Math.Clamp(value, min, max);
    }
}

namespace ILGPU.Algorithms
{
    public static class XMath
    {
        public static float Sqrt(float value) => MathF.Sqrt(value);
        public static double Sqrt(double value) => Math.Sqrt(value);
        public static float Exp(float value) => MathF.Exp(value);
        public static double Exp(double value) => Math.Exp(value);
        public static float Log(float value) => MathF.Log(value);
        public static double Log(double value) => Math.Log(value);
        public static float Tanh(float value) => MathF.Tanh(value);
        public static double Tanh(double value) => Math.Tanh(value);
        public static float Max(float first, float second) => Math.Max(first, second);
        public static double Max(double first, double second) => Math.Max(first, second);
        public static float Min(float first, float second) => Math.Min(first, second);
        public static double Min(double first, double second) => Math.Min(first, second);
        public static float Abs(float value) => Math.Abs(value);
        public static double Abs(double value) => Math.Abs(value);
    }
}
