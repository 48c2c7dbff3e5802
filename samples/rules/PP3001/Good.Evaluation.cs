// libraries: TorchSharp
using System.Collections.Generic;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.PP3001.Good;

/// <summary>The mean error of a model over batches.</summary>
public static class Evaluation
{
    public static double MeanError(nn.Module<Tensor, Tensor> model, IReadOnlyList<(Tensor Input, Tensor Target)> batches, Device device)
    {
        using var total = zeros(1, device: device);
        foreach (var (input, target) in batches)
        {
            using var scope = NewDisposeScope();
            total.add_((model.call(input.to(device)) - target.to(device)).abs().mean().detach());
        }

        return total.item<float>() / batches.Count;
    }

    public static double MeanErrorOnGpu(nn.Module<Tensor, Tensor> model, IReadOnlyList<(Tensor Input, Tensor Target)> batches) =>
        MeanError(model, batches, CUDA);
}
