using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Precision;

/// <summary>The fix of PP1002.</summary>
public sealed class HalfModelOnCpuFixTests
{
    private static readonly RuleTest<HalfModelOnCpu> test = new()
    {
        Libraries = ["TorchSharp"],
        Usings = """
            using TorchSharp;
            using TorchSharp.Modules;
            using static TorchSharp.torch;


            """,
    };

    private static string Method(string body) => $$"""
        class C
        {
            void M()
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("var l = nn.Linear(1, 2, device: CPU, dtype: [|ScalarType.Float16|]);", "var l = nn.Linear(1, 2, device: CPU, dtype: ScalarType.Float32);")]
    [InlineData("var type = [|float16|]; var l = nn.Linear(1, 2, device: CPU, dtype: type);", "var type = float32; var l = nn.Linear(1, 2, device: CPU, dtype: type);")]
    [InlineData("var l = nn.Linear(1, 2).cpu(); [|l.half()|];", "var l = nn.Linear(1, 2).cpu(); l.@float();")]
    [InlineData(
        "var device = cuda.is_available() ? CUDA : CPU; var l = nn.Linear(1, 2, device: device, dtype: [|ScalarType.Float16|]);",
        "var device = cuda.is_available() ? CUDA : CPU; var l = nn.Linear(1, 2, device: device, dtype: device.type == DeviceType.CPU ? ScalarType.Float32 : ScalarType.Float16);")]
    public async Task Fixed(string body, string @fixed) => await test.Fixes<HalfModelOnCpuFix>(Method(body), Method(@fixed));

    [Fact]
    public async Task ModelOnADeviceThatMayBeTheCpu_IsGuarded() => await test.Fixes<HalfModelOnCpuFix>(
        """
        class C
        {
            void M(Linear model)
            {
                var device = cuda.is_available() ? CUDA : CPU;
                model.to(device);
                [|model.half()|];
            }
        }
        """,
        """
        class C
        {
            void M(Linear model)
            {
                var device = cuda.is_available() ? CUDA : CPU;
                model.to(device);
                if (device.type != DeviceType.CPU)
                {
                    model.half();
                }
            }
        }
        """);

    [Fact]
    public async Task Titles_SayWhatItTakes()
    {
        Assert.Equal(["Use Float32 (twice the memory)"], await test.FixTitles<HalfModelOnCpuFix>(Method("var l = nn.Linear(1, 2, device: CPU, dtype: ScalarType.Float16);")));
        Assert.Equal(
            ["Use Float32 where the device is the CPU (twice the memory there)"],
            await test.FixTitles<HalfModelOnCpuFix>(Method("var device = cuda.is_available() ? CUDA : CPU; var l = nn.Linear(1, 2, device: device, dtype: ScalarType.Float16);")));
        Assert.Equal(
            ["Use BFloat16 (fewer digits, more range)"],
            await new RuleTest<HalfModelOnCpu> { Libraries = test.Libraries, Usings = test.Usings, Options = test.Options.Add("perfproof.fast_half", "bfloat16") }
                .FixTitles<HalfModelOnCpuFix>(Method("var l = nn.Linear(1, 2, device: CPU, dtype: ScalarType.Float16);")));
    }

    [Theory]
    [InlineData("var l = nn.Linear(1, 2, device: cuda.is_available() ? CUDA : CPU, dtype: [|ScalarType.Float16|]);")]
    [InlineData("var type = [|ScalarType.Float16|]; var device = cuda.is_available() ? CUDA : CPU; var l = nn.Linear(1, 2, device: device, dtype: type);")]
    public async Task DeviceWithoutANameThere_OffersNoFix(string body) => await test.OffersNoFix<HalfModelOnCpuFix>(Method(body));
}
