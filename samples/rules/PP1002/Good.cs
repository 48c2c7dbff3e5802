// libraries: TorchSharp
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Samples.PP1002.Good;

/// <summary>A classifier in half precision on a GPU, and in single precision on the CPU.</summary>
public sealed class Classifier
{
    private readonly Linear head;

    public Classifier()
    {
        Device device = cuda.is_available() ? CUDA : CPU;
        this.head = nn.Linear(768, 2, device: device, dtype: device.type == DeviceType.CPU ? ScalarType.Float32 : ScalarType.Float16);
    }

    public static Linear Load(string path)
    {
        var head = nn.Linear(768, 2);
        head.load(path);
        head.to(CPU);
        return head;
    }

    public Tensor Run(Tensor input) => this.head.call(input);
}
