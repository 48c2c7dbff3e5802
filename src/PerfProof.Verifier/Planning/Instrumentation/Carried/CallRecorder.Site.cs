using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;

/// <summary>What is kept of each site, in bounded memory.</summary>
internal static partial class PerfProofCalls
{
    /// <summary>What is known about one site.</summary>
    internal sealed class Site
    {
        // Stretches of wall time that calls covered, the latest of them, apart from each other and in order.
        private const int Kept = 64;

        internal long Calls;
        internal long Covered;
        internal long Sum;

        private readonly long[] from = new long[Kept];
        private readonly long[] to = new long[Kept];
        private readonly List<Sizes> sizes = new List<Sizes>();
        private int stretches;
        private long forgottenUntil;
        private long forgotten;
        private long ended;
        private long items;

        internal void Add(ref Mark mark, long now, long own, int calls, int newItems)
        {
            lock (this.sizes)
            {
                this.Sum += own;
                this.ended += calls;
                this.items += newItems;
                this.Cover(mark.Start, now, mark.Covered);
            }
        }

        internal void Note(int operand, long size)
        {
            lock (this.sizes)
            {
                while (this.sizes.Count <= operand)
                {
                    this.sizes.Add(new Sizes());
                }

                this.sizes[operand].Add(size);
            }
        }

        internal void Append(StringBuilder text, int index)
        {
            lock (this.sizes)
            {
                text.Append("{\"site\":").Append(Number(index));
                text.Append(",\"calls\":").Append(Number(Volatile.Read(ref this.Calls)));
                text.Append(",\"ended\":").Append(Number(this.ended));
                text.Append(",\"items\":").Append(Number(this.items));
                text.Append(",\"sum\":").Append(Number(this.Sum));
                text.Append(",\"covered\":").Append(Number(this.Covered));
                text.Append(",\"sizes\":[");
                var separator = "";
                for (var i = 0; i < this.sizes.Count; i++)
                {
                    if (this.sizes[i].Count > 0)
                    {
                        text.Append(separator);
                        this.sizes[i].Append(text, i);
                        separator = ",";
                    }
                }

                text.Append("]}");
            }
        }

        // Wall time counts once, however many calls overlap.
        private void Cover(long start, long end, long coveredAtStart)
        {
            if (this.stretches == Kept)
            {
                this.Forget();
            }

            if (start < this.forgottenUntil)
            {
                // Of the stretches that were forgotten, those since the start of this call lie in it.
                var since = Math.Max(0, this.forgotten - coveredAtStart);
                var missing = Math.Min(end, this.forgottenUntil) - start - since;
                if (missing > 0)
                {
                    this.forgotten += missing;
                    this.Covered += missing;
                }

                start = this.forgottenUntil;
                if (end <= start)
                {
                    return;
                }
            }

            var first = this.stretches;
            while (first > 0 && this.to[first - 1] >= start)
            {
                first--;
            }

            var next = first;
            while (next < this.stretches && this.from[next] <= end)
            {
                start = Math.Min(start, this.from[next]);
                end = Math.Max(end, this.to[next]);
                this.Covered -= this.to[next] - this.from[next];
                next++;
            }

            var rest = this.stretches - next;
            Array.Copy(this.from, next, this.from, first + 1, rest);
            Array.Copy(this.to, next, this.to, first + 1, rest);
            this.from[first] = start;
            this.to[first] = end;
            this.stretches = first + 1 + rest;
            this.Covered += end - start;
        }

        private void Forget()
        {
            const int Half = Kept / 2;
            for (var i = 0; i < Half; i++)
            {
                this.forgotten += this.to[i] - this.from[i];
            }

            this.forgottenUntil = this.to[Half - 1];
            this.stretches = Kept - Half;
            Array.Copy(this.from, Half, this.from, 0, this.stretches);
            Array.Copy(this.to, Half, this.to, 0, this.stretches);
        }
    }

    /// <summary>Sizes of one operand: the least, the most, and an even sample in bounded memory for the median.</summary>
    private sealed class Sizes
    {
        private const int Kept = 512;

        internal long Count;

        private readonly long[] sample = new long[Kept];
        private long min = long.MaxValue;
        private long max = long.MinValue;
        private int used;
        private long step = 1;

        internal void Add(long size)
        {
            // -1 says that the size cannot be known without changing something.
            if (size < 0)
            {
                return;
            }

            this.min = Math.Min(this.min, size);
            this.max = Math.Max(this.max, size);
            if (this.Count++ % this.step != 0)
            {
                return;
            }

            if (this.used == Kept)
            {
                // Every second one stays, and half as many come.
                for (var i = 0; i < Kept / 2; i++)
                {
                    this.sample[i] = this.sample[2 * i];
                }

                this.used = Kept / 2;
                this.step *= 2;
                if ((this.Count - 1) % this.step != 0)
                {
                    return;
                }
            }

            this.sample[this.used++] = size;
        }

        internal void Append(StringBuilder text, int operand)
        {
            var sorted = new long[this.used];
            Array.Copy(this.sample, sorted, this.used);
            Array.Sort(sorted);
            text.Append("{\"operand\":").Append(Number(operand));
            text.Append(",\"count\":").Append(Number(this.Count));
            text.Append(",\"min\":").Append(Number(this.min));
            text.Append(",\"median\":").Append(Number(sorted[(this.used - 1) / 2]));
            text.Append(",\"max\":").Append(Number(this.max)).Append('}');
        }
    }
}
