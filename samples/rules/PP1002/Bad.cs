// libraries: TorchSharp
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Samples.PP1002.Bad;

/// <summary>A classifier in half precision, also where there is no GPU.</summary>
public sealed class Classifier
{
    private readonly Linear head;

    public Classifier()
    {
        Device device = cuda.is_available() ? CUDA : CPU;
        this.head = nn.Linear(768, 2, device: device, dtype: ScalarType.Float16);
    }

    public static Linear Load(string path)
    {
        var head = nn.Linear(768, 2);
        head.load(path);
        head.to(CPU);
        head.half();
        return head;
    }

    public Tensor Run(Tensor input) => this.head.call(input);
}
