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
        public static float Add(ref float target, float value)
        {
            ref var bits = ref Unsafe.As<float, int>(ref target);
            for (var seen = bits; ;)
            {
                var found = Interlocked.CompareExchange(ref bits, BitConverter.SingleToInt32Bits(BitConverter.Int32BitsToSingle(seen) + value), seen);
                if (found == seen)
                {
                    return BitConverter.Int32BitsToSingle(seen);
                }

                seen = found;
            }
        }

        public static float Min(ref float target, float value)
        {
            ref var bits = ref Unsafe.As<float, int>(ref target);
            for (var seen = bits; ;)
            {
                var found = Interlocked.CompareExchange(ref bits, BitConverter.SingleToInt32Bits(Math.Min(BitConverter.Int32BitsToSingle(seen), value)), seen);
                if (found == seen)
                {
                    return BitConverter.Int32BitsToSingle(seen);
                }

                seen = found;
            }
        }

        public static float Max(ref float target, float value)
        {
            ref var bits = ref Unsafe.As<float, int>(ref target);
            for (var seen = bits; ;)
            {
                var found = Interlocked.CompareExchange(ref bits, BitConverter.SingleToInt32Bits(Math.Max(BitConverter.Int32BitsToSingle(seen), value)), seen);
                if (found == seen)
                {
                    return BitConverter.Int32BitsToSingle(seen);
                }

                seen = found;
            }
        }

        public static double Add(ref double target, double value)
        {
            ref var bits = ref Unsafe.As<double, long>(ref target);
            for (var seen = bits; ;)
            {
                var found = Interlocked.CompareExchange(ref bits, BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(seen) + value), seen);
                if (found == seen)
                {
                    return BitConverter.Int64BitsToDouble(seen);
                }

                seen = found;
            }
        }

        public static double Min(ref double target, double value)
        {
            ref var bits = ref Unsafe.As<double, long>(ref target);
            for (var seen = bits; ;)
            {
                var found = Interlocked.CompareExchange(ref bits, BitConverter.DoubleToInt64Bits(Math.Min(BitConverter.Int64BitsToDouble(seen), value)), seen);
                if (found == seen)
                {
                    return BitConverter.Int64BitsToDouble(seen);
                }

                seen = found;
            }
        }

        public static double Max(ref double target, double value)
        {
            ref var bits = ref Unsafe.As<double, long>(ref target);
            for (var seen = bits; ;)
            {
                var found = Interlocked.CompareExchange(ref bits, BitConverter.DoubleToInt64Bits(Math.Max(BitConverter.Int64BitsToDouble(seen), value)), seen);
                if (found == seen)
                {
                    return BitConverter.Int64BitsToDouble(seen);
                }

                seen = found;
            }
        }

        public static int Min(ref int target, int value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, Math.Min(seen, value), seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

        public static int Max(ref int target, int value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, Math.Max(seen, value), seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

        public static int And(ref int target, int value) => Interlocked.And(ref target, value);
        public static int Or(ref int target, int value) => Interlocked.Or(ref target, value);
        public static int Xor(ref int target, int value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, seen ^ value, seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

        public static uint Min(ref uint target, uint value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, Math.Min(seen, value), seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

        public static uint Max(ref uint target, uint value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, Math.Max(seen, value), seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

        public static uint And(ref uint target, uint value) => Interlocked.And(ref target, value);
        public static uint Or(ref uint target, uint value) => Interlocked.Or(ref target, value);
        public static uint Xor(ref uint target, uint value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, seen ^ value, seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

        public static long Min(ref long target, long value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, Math.Min(seen, value), seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

        public static long Max(ref long target, long value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, Math.Max(seen, value), seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

        public static long And(ref long target, long value) => Interlocked.And(ref target, value);
        public static long Or(ref long target, long value) => Interlocked.Or(ref target, value);
        public static long Xor(ref long target, long value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, seen ^ value, seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

        public static ulong Min(ref ulong target, ulong value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, Math.Min(seen, value), seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

        public static ulong Max(ref ulong target, ulong value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, Math.Max(seen, value), seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

        public static ulong And(ref ulong target, ulong value) => Interlocked.And(ref target, value);
        public static ulong Or(ref ulong target, ulong value) => Interlocked.Or(ref target, value);
        public static ulong Xor(ref ulong target, ulong value)
        {
            for (var seen = target; ;)
            {
                var found = Interlocked.CompareExchange(ref target, seen ^ value, seen);
                if (found == seen)
                {
                    return seen;
                }

                seen = found;
            }
        }

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
    }
}
