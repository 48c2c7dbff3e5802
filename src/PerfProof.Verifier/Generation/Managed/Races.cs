using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PerfProof.Hosting
{
    // What a kernel does that a device would do differently from run to run.
    public sealed class RaceException : Exception
    {
        public RaceException(string message)
            : base(message)
        {
        }
    }

    // Finds races where outputs are checked. Threads run one after the other here, so a race never shows by chance; instead
    // it is remembered of each element who wrote it, and what, and who read it. Two threads of a group are ordered by the
    // barriers that both pass, threads of different groups by nothing within a launch, launches by their sequence. Two
    // accesses that nothing orders are a race when one of them writes, unless both write the same. Atomic operations
    // are never one, and order what a group did before its own with what another group does after its own.
    // Where times are taken, none of this is compiled.
    public static unsafe class Races
    {
        private const int Nobody = -1;
        private const long MostCells = 1 << 22;

        private static readonly List<Range> ranges = new();
        private static readonly List<Pending> pending = new();
        private static readonly Dictionary<int, int> atomicOf = new();
        private static string kernel = "";
        private static string found;
        private static int perGroup = 1;
        private static int thread = Nobody;
        private static int phase;
        private static int step;
        private static int turn;
        private static int eras;
        private static int launchEra;
        private static int groupEra;
        private static int atomics;

        [Conditional("CHECKED")]
        public static void Begin() => found = null;

        // Reported when the call ends, so that no kernel can catch it.
        [Conditional("CHECKED")]
        public static void Check()
        {
            if (found is { } message)
            {
                found = null;
                throw new RaceException(message);
            }
        }

        [Conditional("CHECKED")]
        public static void Launch(string name, int threadsPerGroup)
        {
            (kernel, perGroup, thread, phase, atomics) = (name, threadsPerGroup, Nobody, 0, 0);
            launchEra = groupEra = ++eras;
            atomicOf.Clear();
            ranges.RemoveAll(range => range.IsShared);
        }

        [Conditional("CHECKED")]
        public static void EnterGroup()
        {
            EndTurn();
            (thread, phase) = (Nobody, 0);
            // The memory that a group shares is another for each group.
            groupEra = ++eras;
        }

        [Conditional("CHECKED")]
        public static void PassBarrier()
        {
            EndTurn();
            phase++;
        }

        // Orders the threads of one warp, as a barrier orders those of a group.
        [Conditional("CHECKED")]
        public static void PassWarpBarrier()
        {
            EndTurn();
            step++;
        }

        [Conditional("CHECKED")]
        public static void Enter(int next)
        {
            EndTurn();
            thread = next;
        }

        [Conditional("CHECKED")]
        public static void EndLaunch()
        {
            EndTurn();
            thread = Nobody;
        }

        [Conditional("CHECKED")]
        public static void Watch(void* start, long bytes, int unit, bool isShared)
        {
            var range = ranges.Find(known => known.Start == start);
            if (range is not null && range.Bytes == bytes && range.Unit == unit)
            {
                return;
            }

            if (range is not null)
            {
                ranges.Remove(range);
            }

            if (bytes / unit <= MostCells)
            {
                ranges.Add(new Range((byte*)start, bytes, unit, isShared));
            }
        }

        [Conditional("CHECKED")]
        public static void Unwatch(void* start) => ranges.RemoveAll(range => range.Start == start);

        public static ref T Read<T>(ref T place)
            where T : unmanaged
        {
            if (Find(Unsafe.AsPointer(ref place), out var range, out var index))
            {
                NoteRead(range, index);
            }

            return ref place;
        }

        public static ref T Write<T>(ref T place)
            where T : unmanaged
        {
            Touch(Unsafe.AsPointer(ref place), sizeof(T), writes: true);
            return ref place;
        }

        public static ref T Update<T>(ref T place)
            where T : unmanaged
        {
            Read(ref place);
            return ref Write(ref place);
        }

        // A reference that is handed on: what becomes of it shows when the turn ends.
        public static ref T Refer<T>(ref T place)
            where T : unmanaged
        {
            Touch(Unsafe.AsPointer(ref place), sizeof(T), writes: false);
            return ref place;
        }

        public static ref T Atomic<T>(ref T place)
            where T : unmanaged
        {
            if (thread != Nobody)
            {
                atomicOf[thread / perGroup] = ++atomics;
            }

            return ref place;
        }

        private static bool Find(void* place, out Range range, out int index)
        {
            if (thread != Nobody && found is null)
            {
                for (var i = 0; i < ranges.Count; i++)
                {
                    range = ranges[i];
                    var offset = (byte*)place - range.Start;
                    if (offset >= 0 && offset < range.Bytes)
                    {
                        index = (int)(offset / range.Unit);
                        ref var cell = ref range.Cells[index];
                        var era = range.IsShared ? groupEra : launchEra;
                        if (cell.Era != era)
                        {
                            cell = new Cell { Era = era, Turn = Nobody, Writer = Nobody, Reader = Nobody, Other = Nobody, Foreign = Nobody };
                        }

                        return true;
                    }
                }
            }

            (range, index) = (null, 0);
            return false;
        }

        private static void Touch(void* place, int size, bool writes)
        {
            if (!Find(place, out var range, out var index))
            {
                return;
            }

            ref var cell = ref range.Cells[index];
            cell.Stamp = atomics;
            if (cell.Turn == turn && (cell.Writes || !writes))
            {
                return;
            }

            (cell.Turn, cell.Writes) = (turn, writes);
            pending.Add(new Pending(range, index, (byte*)place, size, writes, Bits((byte*)place, size)));
        }

        // What a thread leaves behind at a barrier or at its end is what others could find.
        private static void EndTurn()
        {
            foreach (var item in pending)
            {
                var value = Bits((byte*)item.Place, item.Size);
                if (item.Writes || value != item.Before)
                {
                    NoteWrite(item.Range, item.Index, value);
                }
                else
                {
                    NoteRead(item.Range, item.Index);
                }
            }

            pending.Clear();
            turn++;
        }

        private static void NoteRead(Range range, int index)
        {
            ref var cell = ref range.Cells[index];
            if (IsUnordered(cell.Writer, cell.WriterPhase, cell.WriterStamp))
            {
                Report(range, index, cell.Writer, "writes", "reads it");
            }

            if (cell.Reader == thread)
            {
                cell.ReaderPhase = Now;
                return;
            }

            if (cell.Reader != Nobody)
            {
                (cell.Other, cell.OtherPhase) = (cell.Reader, cell.ReaderPhase);
                if (cell.Reader / perGroup != thread / perGroup || (WarpOf(cell.Reader) != WarpOf(thread) && (cell.Foreign == Nobody || cell.Foreign / perGroup == thread / perGroup)))
                {
                    (cell.Foreign, cell.ForeignPhase) = (cell.Reader, cell.ReaderPhase);
                }
            }

            (cell.Reader, cell.ReaderPhase) = (thread, Now);
        }

        private static void NoteWrite(Range range, int index, ulong value)
        {
            ref var cell = ref range.Cells[index];
            if (cell.Value != value && IsUnordered(cell.Writer, cell.WriterPhase, cell.WriterStamp))
            {
                Report(range, index, cell.Writer, "writes", "writes something else there");
            }

            if (IsUnordered(cell.Reader, cell.ReaderPhase, 0))
            {
                Report(range, index, cell.Reader, "reads", "writes it");
            }
            else if (IsUnordered(cell.Other, cell.OtherPhase, 0))
            {
                Report(range, index, cell.Other, "reads", "writes it");
            }
            else if (IsUnordered(cell.Foreign, cell.ForeignPhase, 0))
            {
                Report(range, index, cell.Foreign, "reads", "writes it");
            }

            (cell.Writer, cell.WriterPhase, cell.WriterStamp, cell.Value) = (thread, Now, cell.Stamp, value);
        }

        // How far a thread has come: barriers of its group, and of its warp.
        private static long Now => ((long)phase << 32) | (uint)step;

        private static int WarpOf(int which) => which % perGroup / ILGPU.Warp.Size;

        // Whether nothing orders what another thread did with what the present one does.
        private static bool IsUnordered(int other, long otherPhase, int otherStamp)
        {
            if (other == Nobody || other == thread)
            {
                return false;
            }

            var (its, own) = (other / perGroup, thread / perGroup);
            return its == own
                ? otherPhase == Now || (otherPhase >> 32 == phase && WarpOf(other) != WarpOf(thread))
                : !(atomicOf.TryGetValue(its, out var released) && released > otherStamp && atomicOf.ContainsKey(own));
        }

        private static void Report(Range range, int index, int other, string did, string does) => found ??=
            $"a race in kernel {kernel}: {Name(other)} {did} element {index} of {(range.IsShared ? "shared memory" : $"a buffer of {range.Bytes / range.Unit} elements")}, and {Name(thread)} {does}, "
            + (perGroup > 1 && other / perGroup == thread / perGroup ? "with no barrier between them" : "with nothing that orders them") + " and no atomic operation";

        private static string Name(int which) => perGroup == 1 ? $"thread {which}" : $"thread {which % perGroup} of group {which / perGroup}";

        private static ulong Bits(byte* place, int size)
        {
            var bits = 14695981039346656037UL;
            for (var i = 0; i < size; i++)
            {
                bits = (bits ^ place[i]) * 1099511628211UL;
            }

            return bits;
        }

        private struct Cell
        {
            public int Era;
            public int Turn;
            public bool Writes;
            public int Stamp;
            public int Writer;
            public long WriterPhase;
            public int WriterStamp;
            public ulong Value;
            public int Reader;
            public long ReaderPhase;
            public int Other;
            public long OtherPhase;
            public int Foreign;
            public long ForeignPhase;
        }

        private sealed class Range
        {
            private Cell[] cells;

            public Range(byte* start, long bytes, int unit, bool isShared)
            {
                this.Start = start;
                this.Bytes = bytes;
                this.Unit = unit;
                this.IsShared = isShared;
            }

            public byte* Start { get; }

            public long Bytes { get; }

            public int Unit { get; }

            public bool IsShared { get; }

            // Made when the first kernel touches it.
            public Cell[] Cells => this.cells ??= new Cell[(this.Bytes / this.Unit) + 1];
        }

        private readonly struct Pending
        {
            public Pending(Range range, int index, byte* place, int size, bool writes, ulong before) =>
                (this.Range, this.Index, this.Place, this.Size, this.Writes, this.Before) = (range, index, (IntPtr)place, size, writes, before);

            public Range Range { get; }

            public int Index { get; }

            public IntPtr Place { get; }

            public int Size { get; }

            public bool Writes { get; }

            public ulong Before { get; }
        }
    }
}
