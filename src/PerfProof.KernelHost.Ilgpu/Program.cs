using System;
using ILGPU;
using ILGPU.Runtime;
using PerfProof.Hosting;

// Lists the devices; with the id of one (CPU:0, OpenCL:0), runs a kernel on it through the calls that generated plans make.
if (args.Length == 0)
{
    foreach (var line in Devices.List())
    {
        Console.WriteLine(line);
    }

    return 0;
}

PlanHost.Begin(args[0], largestGroup: 0);
float[] numbers = [1, 2, 3, 4, 5];
var buffer = PlanHost.Resident<float>("numbers", numbers.Length);
buffer.Upload(numbers, 0, 0, numbers.Length);
var square = PlanHost.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(static (i, view) => view[i] = view[i] * view[i]);
square(numbers.Length, buffer.View(0, numbers.Length));
PlanHost.End();
var squares = PlanHost.Kept<float>("squares", numbers.Length);
buffer.Download(squares, 0, 0, squares.Length);
Console.WriteLine($"{PlanHost.Accelerator.Name}: {string.Join(' ', squares)}");
return squares[4] == 25 ? 0 : 1;
