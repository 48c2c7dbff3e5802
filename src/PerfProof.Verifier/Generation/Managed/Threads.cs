using System;
using System.Runtime.CompilerServices;
using ILGPU;

namespace PerfProof.Hosting
{
    // What a launch by groups runs on: who the threads are, in which order they take their turns, whether they agree.
    public static class Threads
    {
        private static Index2D[] positions = new Index2D[1];
#if CHECKED
        private static bool isReversed;
        private static bool isVaried;
        private static bool areWarpsReversed;
        private static int phase;
#endif

        public static int Count { get; private set; } = 1;

        public static int Groups { get; private set; }

        public static int Warps => (Count + Warp.Size - 1) / Warp.Size;

        // The threads that take their turns now: those of the group, or of one warp.
        public static int From { get; private set; }

        public static int To { get; private set; } = 1;

        // The grid has as many groups as cover the extent.
        public static void Launch(string kernel, int extentX, int extentY, int groupX, int groupY, bool varies)
        {
            (Group.dimX, Group.dimY) = (groupX, groupY);
            (Grid.dimX, Grid.dimY) = ((extentX + groupX - 1) / groupX, (extentY + groupY - 1) / groupY);
            (Count, Groups) = (groupX * groupY, checked(Grid.dimX * Grid.dimY));
            positions = new Index2D[Count];
            for (var i = 0; i < Count; i++)
            {
                positions[i] = new(i % groupX, i / groupX);
            }
#if CHECKED
            isVaried = varies;
#endif
            Races.Launch(kernel, Count);
        }

        public static void EnterGroup(int turn)
        {
#if CHECKED
            var group = isVaried ? Groups - 1 - turn : turn;
            phase = group;
            isReversed = isVaried && (phase & 1) == 1;
#else
            var group = turn;
#endif
            (Grid.x, Grid.y) = (group % Grid.dimX, group / Grid.dimX);
            EndWarps();
            SharedMemory.Begin(group);
            LocalMemory.Begin();
            Races.EnterGroup();
        }

        // Past a barrier. Threads may run in any order between barriers, so the outputs are taken with orders that alternate:
        // who depends on one of them shows.
        public static void PassBarrier()
        {
#if CHECKED
            phase++;
            isReversed = isVaried && (phase & 1) == 1;
#endif
            Races.PassBarrier();
        }

        // What only the threads of a warp wait for is done warp by warp. Nothing orders warps between two barriers of the group.
        public static void BeginWarps()
        {
#if CHECKED
            areWarpsReversed = isReversed;
#endif
        }

        public static void EnterWarp(int turn)
        {
#if CHECKED
            var warp = areWarpsReversed ? Warps - 1 - turn : turn;
#else
            var warp = turn;
#endif
            (From, To) = (warp * Warp.Size, Math.Min(Count, (warp + 1) * Warp.Size));
        }

        public static void EndWarps() => (From, To) = (0, Count);

        public static void PassWarpBarrier()
        {
            Races.PassWarpBarrier();
#if CHECKED
            isReversed = isVaried && !isReversed;
#endif
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Enter(int turn)
        {
#if CHECKED
            var thread = isReversed ? From + To - 1 - turn : turn;
#else
            var thread = turn;
#endif
            ref readonly var position = ref positions[thread];
            Group.x = position.X;
            Group.y = position.Y;
            Races.Enter((Grid.LinearIndex * Count) + thread);
            return thread;
        }

        // All threads of a group must come to the same barrier.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Agree(ref int agreed, int way)
        {
            if (agreed != way)
            {
                if (agreed >= 0)
                {
                    throw new InvalidOperationException(To - From == Count && Count > Warp.Size
                        ? "threads of one group go different ways around a Group.Barrier(): some reach it and others do not"
                        : "threads that have to wait for each other go different ways around a Group.Barrier() or an operation of their warp: some reach it and others do not");
                }

                agreed = way;
            }
        }
    }
}
