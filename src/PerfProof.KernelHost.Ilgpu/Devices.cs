using System;
using System.Collections.Generic;
using System.Linq;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL;
#if ILGPU_ALGORITHMS
using ILGPU.Algorithms;
#endif

namespace PerfProof.Hosting
{
    /// <summary>The devices that ILGPU finds here. A device is called by its kind and number: <c>OpenCL:0</c>.</summary>
    public static class Devices
    {
        private const string SimulatedId = "CPU:0";

        /// <summary>Every device as a line: id, name, whether it has half precision, whether it has double precision; tabs between.</summary>
        public static string[] List()
        {
            using var context = Create();
            return Named(context)
                .Select(device => string.Join('\t', device.Id, device.Device.Name, HasHalf(device.Device), HasDouble(device.Device)))
                .ToArray();
        }

        /// <summary>Opens a device.</summary>
        /// <exception cref="NotSupportedException">There is none of that id.</exception>
        internal static (Context Context, Accelerator Accelerator) Open(string id, int largestGroup)
        {
            if (largestGroup > 0 && id == SimulatedId)
            {
                // The default one has groups of 16. Threads of a warp run in step, so how wide warps are changes the order
                // in which the threads of a group run: another each time, since no kernel may depend on it.
                var warp = new[] { 4, 8, 32 }[Random.Shared.Next(3)];
                var simulated = Context.Create(builder => Enable(builder.CPU(new CPUDevice(warp, Math.Max(1, (largestGroup + warp - 1) / warp), 1))));
                return (simulated, simulated.Devices[0].CreateAccelerator(simulated));
            }

            // Kernels that were carried here are told their device by the process that starts this one.
            id = id.Length > 0 ? id : Environment.GetEnvironmentVariable("DEVICE") ?? "";
            var context = Create();
            foreach (var (name, device) in Named(context))
            {
                if (name == id)
                {
                    return (context, device.CreateAccelerator(context));
                }
            }

            context.Dispose();
            throw new NotSupportedException($"there is no device {id} here");
        }

        private static Context Create() => Context.Create(builder => Enable(builder.Default()));

        private static void Enable(Context.Builder builder)
        {
#if ILGPU_ALGORITHMS
            builder.EnableAlgorithms();
#endif
        }

        private static IEnumerable<(string Id, Device Device)> Named(Context context)
        {
            var counts = new Dictionary<AcceleratorType, int>();
            foreach (var device in context.Devices)
            {
                counts.TryGetValue(device.AcceleratorType, out var number);
                counts[device.AcceleratorType] = number + 1;
                yield return ($"{device.AcceleratorType}:{number}", device);
            }
        }

        // On OpenCL both are optional; every other kind of device has them.
        private static bool HasHalf(Device device) => device is not CLDevice || device.Capabilities is CLCapabilityContext { Float16: true };

        private static bool HasDouble(Device device) => device is not CLDevice || device.Capabilities is CLCapabilityContext { Float64: true };
    }
}
