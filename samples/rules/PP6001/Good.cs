// libraries: TorchSharp
using System;
using System.Collections.Generic;
using TorchSharp;

namespace Samples.PP6001.Good;

/// <summary>Measures a model on data that it was not trained on.</summary>
public static class Evaluation
{
    public static void Test(torch.nn.Module<torch.Tensor, torch.Tensor> model, IEnumerable<(torch.Tensor Data, torch.Tensor Label)> batches)
    {
        using var noGrad = torch.no_grad();
        model.eval();
        var loss = 0f;
        foreach (var (data, label) in batches)
        {
            using var scope = torch.NewDisposeScope();
            loss += torch.nn.functional.cross_entropy(model.call(data), label).ToSingle();
        }

        Console.WriteLine($"loss {loss}");
    }
}
