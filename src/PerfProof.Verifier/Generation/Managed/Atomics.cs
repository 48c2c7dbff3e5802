// Atomic operations cost here what they cost a CPU. Each returns what it found.
using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ILGPU
{
    public static class Atomic
    {
        public static int Add(ref int target, int value) => Interlocked.Add(ref target, value) - value;
        public static uint Add(ref uint target, uint value) => Interlocked.Add(ref target, value) - value;
        public static long Add(ref long target, long value) => Interlocked.Add(ref target, value) - value;
        public static ulong Add(ref ulong target, ulong value) => Interlocked.Add(ref target, value) - value;
        public static float Add(ref float target, float value) => Update<float, Sum>(ref target, value);
        public static double Add(ref double target, double value) => Update<double, Sum>(ref target, value);

        public static int Min(ref int target, int value) => Update<int, Smaller>(ref target, value);
        public static uint Min(ref uint target, uint value) => Update<uint, Smaller>(ref target, value);
        public static long Min(ref long target, long value) => Update<long, Smaller>(ref target, value);
        public static ulong Min(ref ulong target, ulong value) => Update<ulong, Smaller>(ref target, value);
        public static float Min(ref float target, float value) => Update<float, Smaller>(ref target, value);
        public static double Min(ref double target, double value) => Update<double, Smaller>(ref target, value);

        public static int Max(ref int target, int value) => Update<int, Larger>(ref target, value);
        public static uint Max(ref uint target, uint value) => Update<uint, Larger>(ref target, value);
        public static long Max(ref long target, long value) => Update<long, Larger>(ref target, value);
        public static ulong Max(ref ulong target, ulong value) => Update<ulong, Larger>(ref target, value);
        public static float Max(ref float target, float value) => Update<float, Larger>(ref target, value);
        public static double Max(ref double target, double value) => Update<double, Larger>(ref target, value);

        public static int And(ref int target, int value) => Interlocked.And(ref target, value);
        public static int Or(ref int target, int value) => Interlocked.Or(ref target, value);
        public static int Xor(ref int target, int value) => Update<int, ExclusiveOr>(ref target, value);
        public static uint And(ref uint target, uint value) => Interlocked.And(ref target, value);
        public static uint Or(ref uint target, uint value) => Interlocked.Or(ref target, value);
        public static uint Xor(ref uint target, uint value) => Update<uint, ExclusiveOr>(ref target, value);
        public static long And(ref long target, long value) => Interlocked.And(ref target, value);
        public static long Or(ref long target, long value) => Interlocked.Or(ref target, value);
        public static long Xor(ref long target, long value) => Update<long, ExclusiveOr>(ref target, value);
        public static ulong And(ref ulong target, ulong value) => Interlocked.And(ref target, value);
        public static ulong Or(ref ulong target, ulong value) => Interlocked.Or(ref target, value);
        public static ulong Xor(ref ulong target, ulong value) => Update<ulong, ExclusiveOr>(ref target, value);

        public static int Exchange(ref int target, int value) => Interlocked.Exchange(ref target, value);
        public static int CompareExchange(ref int target, int compare, int value) => Interlocked.CompareExchange(ref target, value, compare);
        public static uint Exchange(ref uint target, uint value) => Interlocked.Exchange(ref target, value);
        public static uint CompareExchange(ref uint target, uint compare, uint value) => Interlocked.CompareExchange(ref target, value, compare);
        public static long Exchange(ref long target, long value) => Interlocked.Exchange(ref target, value);
        public static long CompareExchange(ref long target, long compare, long value) => Interlocked.CompareExchange(ref target, value, compare);
        public static ulong Exchange(ref ulong target, ulong value) => Interlocked.Exchange(ref target, value);
        public static ulong CompareExchange(ref ulong target, ulong compare, ulong value) => Interlocked.CompareExchange(ref target, value, compare);
        public static float Exchange(ref float target, float value) => Interlocked.Exchange(ref target, value);
        public static float CompareExchange(ref float target, float compare, float value) => Interlocked.CompareExchange(ref target, value, compare);
        public static double Exchange(ref double target, double value) => Interlocked.Exchange(ref target, value);
        public static double CompareExchange(ref double target, double compare, double value) => Interlocked.CompareExchange(ref target, value, compare);

        // Until nobody else has written in between. Compared are bits: NaN equals nothing, and -0 equals 0.
        private static T Update<T, TOperation>(ref T target, T value)
            where T : unmanaged
            where TOperation : struct, IOperation<T>
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, default(TOperation).Of(seen, value), seen);
                if (Unsafe.SizeOf<T>() == sizeof(int) ? Unsafe.As<T, int>(ref found) == Unsafe.As<T, int>(ref seen) : Unsafe.As<T, long>(ref found) == Unsafe.As<T, long>(ref seen))
                {
                    return seen;
                }

                seen = found;
            }
        }

        // Structs, so that the JIT compiles a loop for each operation, with the operation in it.
        private interface IOperation<T>
        {
            T Of(T found, T value);
        }

        private struct Sum : IOperation<float>, IOperation<double>
        {
            public float Of(float found, float value) => found + value;
            public double Of(double found, double value) => found + value;
        }

        private struct Smaller : IOperation<int>, IOperation<uint>, IOperation<long>, IOperation<ulong>, IOperation<float>, IOperation<double>
        {
            public int Of(int found, int value) => Math.Min(found, value);
            public uint Of(uint found, uint value) => Math.Min(found, value);
            public long Of(long found, long value) => Math.Min(found, value);
            public ulong Of(ulong found, ulong value) => Math.Min(found, value);
            public float Of(float found, float value) => Math.Min(found, value);
            public double Of(double found, double value) => Math.Min(found, value);
        }

        private struct Larger : IOperation<int>, IOperation<uint>, IOperation<long>, IOperation<ulong>, IOperation<float>, IOperation<double>
        {
            public int Of(int found, int value) => Math.Max(found, value);
            public uint Of(uint found, uint value) => Math.Max(found, value);
            public long Of(long found, long value) => Math.Max(found, value);
            public ulong Of(ulong found, ulong value) => Math.Max(found, value);
            public float Of(float found, float value) => Math.Max(found, value);
            public double Of(double found, double value) => Math.Max(found, value);
        }

        private struct ExclusiveOr : IOperation<int>, IOperation<uint>, IOperation<long>, IOperation<ulong>
        {
            public int Of(int found, int value) => found ^ value;
            public uint Of(uint found, uint value) => found ^ value;
            public long Of(long found, long value) => found ^ value;
            public ulong Of(ulong found, ulong value) => found ^ value;
        }
    }
}
