// libraries: TorchSharp
using System.Collections.Generic;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.PP3001.Bad;

/// <summary>The mean error of a model over batches.</summary>
public static class Evaluation
{
    public static double MeanError(nn.Module<Tensor, Tensor> model, IReadOnlyList<(Tensor Input, Tensor Target)> batches, Device device)
    {
        double total = 0;
        foreach (var (input, target) in batches)
        {
            using var scope = NewDisposeScope();
            var error = (model.call(input.to(device)) - target.to(device)).abs().mean();
            total += error.ToSingle(); // waits for the batch, although nothing needs the number yet
        }

        return total / batches.Count;
    }

    public static double MeanErrorOnGpu(nn.Module<Tensor, Tensor> model, IReadOnlyList<(Tensor Input, Tensor Target)> batches) =>
        MeanError(model, batches, CUDA);
}
