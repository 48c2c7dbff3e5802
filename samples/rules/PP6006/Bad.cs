// libraries: TorchSharp
using TorchSharp;

namespace Samples.PP6006.Bad;

/// <summary>Runs a model in half precision on a device.</summary>
public static class Inference
{
    public static torch.Tensor Run(torch.nn.Module<torch.Tensor, torch.Tensor> model, torch.Tensor input, torch.Device device)
    {
        model.to(device);
        input.to(device);
        return model.call(input);
    }
}
