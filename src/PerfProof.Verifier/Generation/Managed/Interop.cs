using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ILGPU
{
    // The bits of numbers, and their sizes.
    public static class Interop
    {
        public static int SizeOf<T>()
            where T : unmanaged => Unsafe.SizeOf<T>();

        public static int SizeOf<T>(T structure)
            where T : unmanaged => Unsafe.SizeOf<T>();

        public static ushort FloatAsInt(Half value) => BitConverter.HalfToUInt16Bits(value);

        public static uint FloatAsInt(float value) => BitConverter.SingleToUInt32Bits(value);

        public static ulong FloatAsInt(double value) => BitConverter.DoubleToUInt64Bits(value);

        public static Half IntAsFloat(ushort value) => BitConverter.UInt16BitsToHalf(value);

        public static float IntAsFloat(uint value) => BitConverter.UInt32BitsToSingle(value);

        public static double IntAsFloat(ulong value) => BitConverter.UInt64BitsToDouble(value);
    }
}

namespace ILGPU.Util
{
    public static class Utilities
    {
        public static void Swap<T>(ref T first, ref T second) => (first, second) = (second, first);

        public static bool Swap<T>(bool performSwap, ref T first, ref T second)
        {
            if (performSwap)
            {
                Swap(ref first, ref second);
            }

            return performSwap;
        }

        public static T Select<T>(bool takeFirst, T first, T second) => takeFirst ? first : second;

        public static bool IsPowerOf2(long value) => BitOperations.IsPow2(value);

        public static bool IsPowerOf2(ulong value) => BitOperations.IsPow2(value);
    }
}
