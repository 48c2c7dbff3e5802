// libraries: TorchSharp
using System.Collections.Generic;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.PP3004.Good;

/// <summary>Keeps the detections of a model that are likely enough.</summary>
public sealed class Detections(nn.Module<Tensor, Tensor> model, Device device)
{
    public IReadOnlyList<int> Keep(Tensor image, int count, float threshold)
    {
        using var scope = NewDisposeScope();
        var scores = model.call(image.to(device));
        var kept = new List<int>();
        var onHost = scores.data<float>().ToArray(); // one wait, one copy
        for (int i = 0; i < count; i++)
        {
            if (onHost[i] > threshold)
            {
                kept.Add(i);
            }
        }

        return kept;
    }
}
