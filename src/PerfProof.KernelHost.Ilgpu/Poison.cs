using System;
using System.Collections.Generic;

namespace PerfProof.Hosting
{
    /// <summary>
    /// What stands in memory that a plan has not written, where outputs are checked (CHECKED): what a kernel skips, or reads
    /// before it is written, shows. Two patterns take turns from call to call, since some arithmetic swallows one of them.
    /// Between calls, and around each buffer, guards tell whether a kernel wrote where nothing of its own is.
    /// </summary>
    public static class Poison
    {
        /// <summary>Bytes of a guard, on either side of a buffer; none where times are taken.</summary>
#if CHECKED
        public const int GuardBytes = 64;
#else
        public const int GuardBytes = 0;
#endif

        private const byte Guard = 0xA5;
        private static readonly List<Action> guards = new();
        private static int calls;

        /// <summary>A call begins: the other pattern's turn.</summary>
        public static void NextCall() => calls++;

        /// <summary>Fills memory with the pattern whose turn it is: all ones, not a number in any floating-point type; or numbers near the largest.</summary>
        /// <param name="memory">The memory.</param>
        /// <param name="elementSize">Bytes of an element.</param>
        public static void Fill(Span<byte> memory, int elementSize)
        {
            if (calls % 2 != 0)
            {
                memory.Fill(byte.MaxValue);
                return;
            }

            Span<byte> element = stackalloc byte[8];
            element = element.Slice(0, Math.Min(elementSize, 8));
            element.Fill(0x7F);
            _ = elementSize switch
            {
                2 => BitConverter.TryWriteBytes(element, (short)0x7BFF),
                4 => BitConverter.TryWriteBytes(element, 3e38f),
                8 => BitConverter.TryWriteBytes(element, 3e38),
                _ => true,
            };
            for (var i = 0; i < memory.Length; i++)
            {
                memory[i] = element[i % element.Length];
            }
        }

        /// <summary>Fills a guard.</summary>
        public static void SetGuard(Span<byte> memory) => memory.Fill(Guard);

        /// <summary>Throws where something was written into a guard.</summary>
        /// <exception cref="IndexOutOfRangeException">It was.</exception>
        public static void CheckGuard(ReadOnlySpan<byte> memory, int length)
        {
            foreach (var item in memory)
            {
                if (item != Guard)
                {
                    throw new IndexOutOfRangeException($"a kernel wrote beyond the ends of a buffer of {length} elements");
                }
            }
        }

        /// <summary>Has a buffer's guards checked at the end of each call.</summary>
        public static void Watch(Action check) => guards.Add(check);

        /// <summary>Checks them no longer.</summary>
        public static void Unwatch(Action check) => guards.Remove(check);

        /// <summary>Checks the guards of all buffers.</summary>
        /// <exception cref="IndexOutOfRangeException">Something was written beyond the ends of one.</exception>
        public static void CheckAll()
        {
            foreach (var check in guards)
            {
                check();
            }
        }
    }
}
