using System;
using System.Runtime.InteropServices;
using ILGPU;

namespace ILGPU
{
    // Where a thread stands in its warp. Warps have 32 threads, as those of NVIDIA's devices.
    public static class Warp
    {
        internal const int Size = 32;

        public static int WarpSize => Size;

        public static int LaneIdx => Group.LinearIndex % Size;

        public static int WarpIdx => Group.LinearIndex / Size;

        public static bool IsFirstLane => LaneIdx == 0;

        public static bool IsLastLane => LaneIdx == Size - 1;

        public static int ComputeWarpIdx(Index1D groupThreadIdx) => groupThreadIdx.X / Size;

        public static int ComputeWarpThreadIdx(Index1D groupThreadIdx) => groupThreadIdx.X % Size;

        // Calls of these are taken apart before a kernel is compiled; one that is reached all the same was not.
        public static void Barrier() => throw Unreachable();

        public static T Broadcast<T>(T value, int sourceLane)
            where T : unmanaged => throw Unreachable();

        public static T Shuffle<T>(T variable, int sourceLane)
            where T : unmanaged => throw Unreachable();

        public static T Shuffle<T>(T variable, int sourceLane, int width)
            where T : unmanaged => throw Unreachable();

        public static T ShuffleDown<T>(T variable, int delta)
            where T : unmanaged => throw Unreachable();

        public static T ShuffleDown<T>(T variable, int delta, int width)
            where T : unmanaged => throw Unreachable();

        public static T ShuffleUp<T>(T variable, int delta)
            where T : unmanaged => throw Unreachable();

        public static T ShuffleUp<T>(T variable, int delta, int width)
            where T : unmanaged => throw Unreachable();

        public static T ShuffleXor<T>(T variable, int mask)
            where T : unmanaged => throw Unreachable();

        public static T ShuffleXor<T>(T variable, int mask, int width)
            where T : unmanaged => throw Unreachable();

        private static InvalidOperationException Unreachable() => new("an operation of a warp outside of a kernel that is launched by groups");
    }
}

namespace PerfProof.Hosting
{
    // From which lane of its warp a thread takes a value. Beyond its part of the warp there is none, and it keeps its own.
    public static class Lanes
    {
        public static int Shuffle(int lane, int width = Warp.Size) => First(width) + (lane & (width - 1));

        public static int Broadcast(int lane) => lane & (Warp.Size - 1);

        public static int ShuffleDown(int delta, int width = Warp.Size) => Warp.LaneIdx + delta is var lane && lane < First(width) + width ? lane : Warp.LaneIdx;

        public static int ShuffleUp(int delta, int width = Warp.Size) => Warp.LaneIdx - delta is var lane && lane >= First(width) ? lane : Warp.LaneIdx;

        public static int ShuffleXor(int mask, int width = Warp.Size) => (Warp.LaneIdx ^ mask) is var lane && lane < First(width) + width ? lane : Warp.LaneIdx;

        private static int First(int width) => width is 1 or 2 or 4 or 8 or 16 or Warp.Size
            ? Warp.LaneIdx & ~(width - 1)
            : throw new InvalidOperationException($"a part of a warp has {width} lanes; 1, 2, 4, 8, 16 and {Warp.Size} can be");
    }

    // What the threads of a warp hand each other: each puts a value and says whose it wants; then each takes that one.
    public static class Exchange<T>
        where T : unmanaged
    {
        private static T[] values = Array.Empty<T>();
        private static int[] sources = Array.Empty<int>();

        public static void Begin()
        {
            var count = Threads.Warps * Warp.Size;
            if (values.Length < count)
            {
                (values, sources) = (new T[count], new int[count]);
            }
#if CHECKED
            // A lane that has no thread, or whose thread is over, has no value to rely on.
            MemoryMarshal.AsBytes(values.AsSpan()).Fill(0xFF);
#endif
        }

        public static void Put(T value, int lane)
        {
            var thread = Group.LinearIndex;
            values[thread] = value;
            sources[thread] = thread - (thread % Warp.Size) + lane;
        }

        public static T Take() => values[sources[Group.LinearIndex]];
    }
}
