using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace PerfProof.Hosting
{
    /// <summary>What generated launch plans call, on an ILGPU accelerator. One device a process, opened at the first call.</summary>
    public static class PlanHost
    {
        private static readonly Dictionary<string, IDisposable> resident = new();
        private static readonly Dictionary<string, Array> arrays = new();
        // Kept for the life of the process: an accelerator must not outlive its context.
        private static (Context Context, Accelerator Accelerator)? opened;

        /// <summary>The opened device.</summary>
        /// <exception cref="InvalidOperationException">None is opened yet.</exception>
        public static Accelerator Accelerator =>
            opened?.Accelerator ?? throw new InvalidOperationException("no device is opened yet");

        /// <summary>Opens the device, the first time.</summary>
        /// <param name="device">Its id.</param>
        /// <param name="largestGroup">Most threads of a group that the plan launches; 0 where the device chooses.</param>
        /// <exception cref="NotSupportedException">There is none of that id, or its groups are smaller.</exception>
        public static void Begin(string device, int largestGroup)
        {
            opened ??= Devices.Open(device, largestGroup);
            Poison.NextCall();
            if (largestGroup > Accelerator.MaxNumThreadsPerGroup)
            {
                throw new NotSupportedException($"{Accelerator.Name} has groups of at most {Accelerator.MaxNumThreadsPerGroup} threads, and the plan launches {largestGroup}");
            }
        }

        /// <summary>A launch by groups: as many as cover the extent.</summary>
        public static KernelConfig Groups(int extentX, int extentY, int groupX, int groupY) => new(
            new Index3D((extentX + groupX - 1) / groupX, (extentY + groupY - 1) / groupY, 1),
            new Index3D(groupX, groupY, 1));

        /// <summary>Waits for every stream.</summary>
        public static void Synchronise() => Accelerator.Synchronize();

        /// <summary>Ends a call: what is still queued, on any stream, belongs to its time.</summary>
        public static void End()
        {
            Accelerator.Synchronize();
            Poison.CheckAll();
        }

        /// <summary>A buffer that stands ready between calls.</summary>
        public static DeviceBuffer<T> Resident<T>(string name, int length)
            where T : unmanaged
        {
            if (!resident.TryGetValue(name, out var kept) || ((DeviceBuffer<T>)kept).Length != length)
            {
                kept?.Dispose();
                resident[name] = kept = new DeviceBuffer<T>(Accelerator, length);
            }

            var buffer = (DeviceBuffer<T>)kept;
            buffer.Clear();
            return buffer;
        }

        /// <summary>A new buffer.</summary>
        public static DeviceBuffer<T> Allocate<T>(int length)
            where T : unmanaged
        {
            var buffer = new DeviceBuffer<T>(Accelerator, length);
            buffer.Clear();
            return buffer;
        }

        /// <summary>An array of the host that is kept between calls.</summary>
        public static T[] Kept<T>(string name, int length)
            where T : unmanaged
        {
            if (!arrays.TryGetValue(name, out var kept) || kept.Length != length)
            {
                arrays[name] = kept = new T[length];
            }

#if CHECKED
            Poison.Fill(MemoryMarshal.AsBytes(((T[])kept).AsSpan()), System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
#endif

            return (T[])kept;
        }
    }
}
