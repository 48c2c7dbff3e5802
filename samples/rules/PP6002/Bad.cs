// libraries: TorchSharp
using TorchSharp;

namespace Samples.PP6002.Bad;

/// <summary>Scores inputs with a trained model.</summary>
public sealed class Scorer(torch.nn.Module<torch.Tensor, torch.Tensor> model)
{
    public float Score(torch.Tensor input)
    {
        torch.no_grad();
        return model.call(input).ToSingle();
    }
}
