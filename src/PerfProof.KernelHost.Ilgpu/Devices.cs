using System;
using System.Collections.Generic;
using System.Linq;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;
#if ILGPU_ALGORITHMS
using ILGPU.Algorithms;
#endif

namespace PerfProof.Hosting
{
    /// <summary>The devices that ILGPU finds here. A device is called by its kind and number: <c>OpenCL:0</c>.</summary>
    public static class Devices
    {
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
        internal static (Context Context, Accelerator Accelerator) Open(string id)
        {
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

        private static Context Create() => Context.Create(builder =>
        {
            builder.Default();
#if ILGPU_ALGORITHMS
            builder.EnableAlgorithms();
#endif
        });

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
