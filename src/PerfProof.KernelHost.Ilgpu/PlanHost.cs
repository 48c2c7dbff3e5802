using System;
using System.Collections.Generic;
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
        public static void Begin(string device) => opened ??= Devices.Open(device);

        /// <summary>Waits for every stream.</summary>
        public static void Synchronise() => Accelerator.Synchronize();

        /// <summary>Ends a call: what is still queued, on any stream, belongs to its time.</summary>
        public static void End() => Accelerator.Synchronize();

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
            buffer.Poison();
            return buffer;
        }

        /// <summary>A new buffer.</summary>
        public static DeviceBuffer<T> Allocate<T>(int length)
            where T : unmanaged
        {
            var buffer = new DeviceBuffer<T>(Accelerator, length);
            buffer.Poison();
            return buffer;
        }

        /// <summary>An array of the host that is kept between calls.</summary>
        public static T[] Kept<T>(string name, int length)
        {
            if (!arrays.TryGetValue(name, out var kept) || kept.Length != length)
            {
                arrays[name] = kept = new T[length];
            }

            return (T[])kept;
        }
    }
}
