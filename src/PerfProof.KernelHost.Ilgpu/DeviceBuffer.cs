using System;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace PerfProof.Hosting
{
    /// <summary>
    /// Memory of a device. Host and device may call the same 16 bits by different types (System.Half, ILGPU.Half), so
    /// copies go by bytes of equal size.
    /// </summary>
    public sealed unsafe class DeviceBuffer<T> : IDisposable
        where T : unmanaged
    {
        // Elements of a guard on either side.
        private static readonly int guard = Poison.GuardBytes / sizeof(T);

        private readonly MemoryBuffer1D<T, Stride1D.Dense> memory;

        /// <summary>Allocates it.</summary>
        public DeviceBuffer(Accelerator accelerator, int length)
        {
            this.Length = length;
            // Drivers refuse buffers of nothing.
            this.memory = accelerator.Allocate1D<T>(Math.Max(1, length) + (2L * guard));
#if CHECKED
            var bytes = new byte[Poison.GuardBytes];
            Poison.SetGuard(bytes);
            var fill = MemoryMarshal.Cast<byte, T>(bytes).ToArray();
            this.Upload(fill, 0, -guard, guard);
            this.Upload(fill, 0, length, guard);
            Poison.Watch(this.CheckGuards);
#endif
        }

        /// <summary>How many elements.</summary>
        public int Length { get; }

        /// <summary>A part of it, for a kernel.</summary>
        public ArrayView<T> View(int from, int length) => this.memory.View.BaseView.SubView(guard + from, length);

        /// <summary>Copies from the host, and waits.</summary>
        public void Upload<THost>(THost[] source, int from, int at, int length)
            where THost : unmanaged
        {
            var part = MemoryMarshal.Cast<THost, T>(source.AsSpan(from, length));
            if (length > 0)
            {
                fixed (T* pinned = part)
                {
                    this.View(at, length).CopyFromCPU(ref *pinned, length);
                }
            }
        }

        /// <summary>Copies to the host, and waits.</summary>
        public void Download<THost>(THost[] target, int from, int at, int length)
            where THost : unmanaged
        {
            var part = MemoryMarshal.Cast<THost, T>(target.AsSpan(at, length));
            if (length > 0)
            {
                fixed (T* pinned = part)
                {
                    this.View(from, length).CopyToCPU(ref *pinned, length);
                }
            }
        }

        /// <summary>Fills it with what shows where it is not overwritten, where outputs are checked.</summary>
        public void Clear()
        {
#if CHECKED
            var bytes = new byte[this.Length * sizeof(T)];
            Poison.Fill(bytes, sizeof(T));
            this.Upload(MemoryMarshal.Cast<byte, T>(bytes).ToArray(), 0, 0, this.Length);
#endif
        }

        /// <inheritdoc/>
        public void Dispose()
        {
#if CHECKED
            Poison.Unwatch(this.CheckGuards);
            this.CheckGuards();
#endif
            this.memory.Dispose();
        }

#if CHECKED
        private void CheckGuards()
        {
            var ends = new T[guard];
            this.Download(ends, 0 - guard, 0, guard);
            Poison.CheckGuard(MemoryMarshal.AsBytes(ends.AsSpan()), this.Length);
            this.Download(ends, this.Length, 0, guard);
            Poison.CheckGuard(MemoryMarshal.AsBytes(ends.AsSpan()), this.Length);
        }
#endif
    }
}
