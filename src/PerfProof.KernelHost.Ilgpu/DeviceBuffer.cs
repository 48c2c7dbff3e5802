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
        private readonly MemoryBuffer1D<T, Stride1D.Dense> memory;

        /// <summary>Allocates it.</summary>
        public DeviceBuffer(Accelerator accelerator, int length)
        {
            this.Length = length;
            // Drivers refuse buffers of nothing.
            this.memory = accelerator.Allocate1D<T>(Math.Max(1, length));
        }

        /// <summary>How many elements.</summary>
        public int Length { get; }

        /// <summary>A part of it, for a kernel.</summary>
        public ArrayView<T> View(int from, int length) => this.memory.View.BaseView.SubView(from, length);

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

        /// <summary>Fills it with ones, not a number in every floating-point type, where outputs are checked: what a kernel skips shows.</summary>
        public void Poison()
        {
#if CHECKED
            var ones = new byte[this.Length * sizeof(T)];
            Array.Fill(ones, byte.MaxValue);
            this.Upload(MemoryMarshal.Cast<byte, T>(ones).ToArray(), 0, 0, this.Length);
#endif
        }

        /// <inheritdoc/>
        public void Dispose() => this.memory.Dispose();
    }
}
