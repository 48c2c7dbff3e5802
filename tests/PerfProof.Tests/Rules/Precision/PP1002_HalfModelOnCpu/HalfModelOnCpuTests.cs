using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Precision;

/// <summary>PP1002.</summary>
public sealed class HalfModelOnCpuTests
{
    private static readonly RuleTest<HalfModelOnCpu> test = new()
    {
        Libraries = ["TorchSharp"],
        Usings = """
            using System; using System.Collections.Generic; using System.Linq; using System.Threading.Tasks;
            using TorchSharp; using TorchSharp.Modules; using static TorchSharp.torch;

            """,
    };

    private static string Method(string body, string parameters = "") => $"class C {{ void M({parameters}) {{ {body} }} }}";

    [Theory]
    [InlineData("var l = nn.Linear(1, 2, device: CPU, dtype: [|ScalarType.Float16|]);")]
    [InlineData("var l = nn.Linear(1, 2, device: torch.device(\"cpu\"), dtype: [|torch.float16|]);")]
    [InlineData("var device = new Device(DeviceType.CPU); var type = [|torch.half|]; var l = nn.Linear(1, 2, device: device, dtype: type);")]
    [InlineData("var name = \"cpu\"; var device = torch.device(name); var l = nn.Linear(1, 2, device: device, dtype: [|ScalarType.Float16|]);")]
    [InlineData("var l = nn.Linear(1, 2); l.to(CPU); [|l.half()|];")]
    [InlineData("var l = nn.Linear(1, 2).cpu(); l.to([|ScalarType.Float16|]);")]
    [InlineData("var l = [|nn.Linear(1, 2).half()|].to(CPU);")]
    [InlineData("var x = torch.zeros(3, dtype: [|ScalarType.Float16|], device: CPU); var y = x + x;")]
    public async Task OnTheCpu_Reports(string body) => await test.Reports(Method(body));

    [Theory]
    [InlineData("var device = cuda.is_available() ? CUDA : CPU; var l = nn.Linear(1, 2, device: device, dtype: [|ScalarType.Float16|]);")]
    [InlineData("Device device = CPU; if (cuda.is_available()) device = CUDA; var l = nn.Linear(1, 2, device: device, dtype: [|ScalarType.Float16|]);")]
    [InlineData("var device = gpu ? CUDA : CPU; var type = small ? [|ScalarType.Float16|] : ScalarType.Float32; var l = nn.Linear(1, 2, device: device, dtype: type);")]
    [InlineData("var l = nn.Linear(1, 2); var device = cuda.is_available() ? CUDA : CPU; l.to(device); [|l.half()|];")]
    public async Task WhereThereIsNoOtherDevice_Reports(string body) => await test.Reports(Method(body, "bool gpu, bool small"));

    [Fact]
    public async Task FieldsOfAType_Report_Reports() => await test.Reports("""
        class Model
        {
            private readonly Device device;
            private readonly ScalarType type = [|ScalarType.Float16|];
            private Linear? head;
            Model() { this.device = cuda.is_available() ? CUDA : CPU; }
            void Load() { this.head = nn.Linear(768, 2, device: this.device, dtype: this.type); }
        }
        """);

    [Fact]
    public async Task EnumerationsOfOnesOwn_Report_Reports() => await test.Reports("""
        public enum Precision { Float16 = 5, Float32 = 6, BFloat16 = 15 }
        public enum Place { CPU = 0, CUDA = 1 }
        public sealed class Pipeline { public Pipeline(Place place, Precision precision) { } }
        class Box { public int SelectedIndex; }
        class Form
        {
            private Box where = new(), how = new();
            void Load()
            {
                var place = where.SelectedIndex == 0 ? Place.CUDA : Place.CPU;
                var precision = how.SelectedIndex == 0 ? [|Precision.Float16|] : Precision.Float32;
                Task.Run(() => { var pipeline = new Pipeline(place, precision); });
            }
        }
        """);

    [Fact]
    public async Task TypeThatSeveralCallsTake_IsReportedOnce_Reports() => await test.Reports(Method(
        "var type = [|ScalarType.Float16|]; var a = nn.Linear(1, 2, device: CPU, dtype: type); var b = nn.Linear(2, 3, device: CPU, dtype: type);"));

    [Fact]
    public async Task Message_SaysWhatItTakes()
    {
        var found = Assert.Single(await test.Diagnose(Method("var device = cuda.is_available() ? CUDA : CPU; var l = nn.Linear(1, 2, device: device, dtype: ScalarType.Float16);")));

        Assert.Equal(
            "Half precision is computed on the CPU where 'device' is one, whose kernels for it convert to float and back, or are missing; use 'Float32' there, which takes twice the memory",
            found.GetMessage(null));
    }

    [Theory]
    [InlineData("var l = nn.Linear(1, 2, device: CUDA, dtype: ScalarType.Float16);")]
    [InlineData("var l = nn.Linear(1, 2).cuda().half();")]
    [InlineData("var l = nn.Linear(1, 2).half().cuda();")]
    [InlineData("var l = nn.Linear(1, 2, device: CPU, dtype: ScalarType.Float32);")]
    [InlineData("var l = nn.Linear(1, 2, device: CPU, dtype: ScalarType.BFloat16);")]
    [InlineData("var l = nn.Linear(1, 2, device: torch.device(\"cuda:0\"), dtype: torch.half);")]
    public async Task RightPairs_IsSilent(string body) => await test.IsSilent(Method(body));

    [Theory]
    [InlineData("var l = nn.Linear(1, 2, dtype: ScalarType.Float16);")]
    [InlineData("var l = nn.Linear(1, 2, device: device, dtype: ScalarType.Float16);")]
    [InlineData("var l = nn.Linear(1, 2).half();")]
    [InlineData("var l = nn.Linear(1, 2); l.to(device); l.half();")]
    [InlineData("var l = nn.Linear(1, 2); l.to(CPU); l.to(device); l.half();")]
    [InlineData("device ??= CPU; var l = nn.Linear(1, 2, device: device, dtype: ScalarType.Float16);")]
    public async Task UnknownDevice_IsSilent(string body) => await test.IsSilent(Method(body, "Device? device"));

    [Theory]
    [InlineData("var device = cuda.is_available() ? CUDA : CPU; var l = nn.Linear(1, 2, device: device, dtype: device.type == DeviceType.CUDA ? ScalarType.Float16 : ScalarType.Float32);")]
    [InlineData("var gpu = cuda.is_available(); var device = gpu ? CUDA : CPU; var type = gpu ? ScalarType.Float16 : ScalarType.Float32; var l = nn.Linear(1, 2, device: device, dtype: type);")]
    [InlineData("var device = cuda.is_available() ? CUDA : CPU; var type = ScalarType.Float32; if (device.type == DeviceType.CUDA) type = ScalarType.Float16; var l = nn.Linear(1, 2, device: device, dtype: type);")]
    [InlineData("var device = cuda.is_available() ? CUDA : CPU; if (device.type != DeviceType.CPU) { var l = nn.Linear(1, 2, device: device, dtype: ScalarType.Float16); }")]
    [InlineData("var device = cuda.is_available() ? CUDA : CPU; if (!cuda.is_available()) throw new Exception(); var l = nn.Linear(1, 2, device: device, dtype: ScalarType.Float16);")]
    public async Task GuardedByTheDevice_IsSilent(string body) => await test.IsSilent(Method(body));

    [Fact]
    public async Task HalfWithFlashAttentionOnCuda_IsSilent() => await test.IsSilent(Method("""
        Device device = cuda.is_available() ? CUDA : CPU;
        bool flash = true;
        var clip = nn.Linear(1, 2);
        clip.to(device);
        if (flash && device.type == DeviceType.CUDA) clip.half();
        """));

    [Theory]
    [InlineData("var t = torch.zeros(10, dtype: ScalarType.Float16, device: CPU); Keep(t); static void Keep(Tensor t) { }")]
    [InlineData("var t = torch.zeros(10, dtype: ScalarType.Float16, device: CPU).cuda();")]
    [InlineData("var t = torch.tensor(new float[3]).half().cpu();")]
    public async Task TensorThatOnlyPassesOnData_IsSilent(string body) => await test.IsSilent(Method(body));

    [Fact]
    public async Task ModelThatIsSavedInHalf_IsSilent() => await test.IsSilent(Method("var l = nn.Linear(1, 2); l.to(CPU); l.half(); l.save(\"small.bin\");"));

    [Fact]
    public async Task HalfAsEnumMapping_IsSilent() => await test.IsSilent("""
        class Loader
        {
            static ScalarType Map(string name) => name switch { "F16" => ScalarType.Float16, "F32" => ScalarType.Float32, _ => ScalarType.Float64 };
            static Tensor Read(string name) => torch.zeros(10, dtype: Map(name), device: CPU);
        }
        """);

    [Fact]
    public async Task DefaultsOfParameters_IsSilent() => await test.IsSilent("""
        class Upscaler
        {
            private readonly Linear layer;
            Upscaler(DeviceType device = DeviceType.CUDA, ScalarType type = ScalarType.Float16) { this.layer = nn.Linear(1, 2, device: new Device(device), dtype: type); }
        }
        """);

    [Fact]
    public async Task TestThatOnlyLoadsWeights_IsSilent() => await test.IsSilent("""
        using Xunit;
        namespace Xunit { class FactAttribute : Attribute { } }
        class LoaderTests { [Fact] void Loads() { var l = nn.Linear(1, 2, device: CPU, dtype: ScalarType.Float16); } }
        """);

    [Theory]
    [InlineData("half")]
    [InlineData("all")]
    [InlineData("bfloat16, half")]
    public async Task HardwareThatIsFastAtHalf_IsSilent(string value) =>
        await new RuleTest<HalfModelOnCpu> { Libraries = test.Libraries, Usings = test.Usings, Options = test.Options.Add("perfproof.fast_half", value) }
            .IsSilent(Method("var l = nn.Linear(1, 2, device: CPU, dtype: ScalarType.Float16);"));
}
