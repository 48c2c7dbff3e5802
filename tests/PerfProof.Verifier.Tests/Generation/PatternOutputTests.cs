using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Rules;

namespace PerfProof.Verifier.Tests.Generation;

/// <summary>The patterns of the rules: both sides give the same, on the managed host always and on ILGPU where it is there.</summary>
public sealed class PatternOutputTests : IDisposable
{
    private static readonly SizePlan small = new([5, 64], IsStated: true);

    private static readonly Dictionary<string, Func<KernelPattern>> patterns = new(StringComparer.Ordinal)
    {
        ["PP1001 axpy"] = () => HalfPattern.Of(new("{s0} * {v0} + {v1}", 2, 1, IsSum: false), small),
        ["PP1001 dot"] = () => HalfPattern.Of(new("{v0} * {v1}", 2, 0, IsSum: true), small),
        ["PP1001 constant"] = () => HalfPattern.Of(new("({v0} - {s0}) / ({c:0.5} + {v0} * {v0})", 1, 1, IsSum: false), small),
        ["PP2001 invariant"] = () => CountPattern.Invariant(4, small),
        ["PP2001 growing"] = () => CountPattern.Growing(small),
        ["PP3001 synchronise"] = () => ReadbackPattern.Synchronise(ElementKind.Single, 3),
        ["PP3001 whole"] = () => ReadbackPattern.Whole(ElementKind.Double, 3),
        ["PP3001 number"] = () => ReadbackPattern.Number(ElementKind.Int32, 3),
        ["PP3001 unchanged"] = () => ReadbackPattern.Unchanged(ElementKind.Half, 3),
        ["PP3001 bytes"] = () => ReadbackPattern.Whole(ElementKind.Byte, 3),
        ["PP3002 idle"] = () => ReadbackPattern.WaitTwice(ElementKind.Single, 3, readsBack: false),
        ["PP3002 copy"] = () => ReadbackPattern.WaitTwice(ElementKind.Int32, 3, readsBack: true),
        ["PP3003"] = () => ReadbackPattern.RoundTrip(ElementKind.Single, 3),
        ["PP3004"] = () => ReadbackPattern.Elements(ElementKind.Single) with { Sizes = small },
        ["PP3005"] = () => ReadbackPattern.Allocating(ElementKind.Single, 3) with { Sizes = small },
        ["PP7001 math"] = () => DoublePattern.Of(isMath: true, small),
        ["PP7003 float"] = () => FusionPattern.Of(ElementKind.Single, small),
        ["PP7003 half"] = () => FusionPattern.Of(ElementKind.Half, small),
        ["PP7001 literal"] = () => DoublePattern.Of(isMath: false, small),
        ["PP4001"] = () => BatchPattern.Products(new([1, 5], IsStated: true)),
    };

    public static TheoryData<string> Names { get; } = [.. patterns.Keys];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => this.scratch.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pattern_OnTheManagedHost_GivesTheSameOnBothSides(string name) => await this.Agrees(name, new ManagedTarget());

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task Pattern_OnIlgpusCpuAccelerator_GivesTheSameOnBothSides(string name) =>
        await this.Agrees(name, await Ilgpu.DeviceAsync("CPU"));

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task Pattern_OnOpenCl_GivesTheSameOnBothSides(string name)
    {
        var target = await Ilgpu.DeviceAsync("OpenCL");
        var why = target.WhyNot(patterns[name]());
        Skip.If(why is not null, why);
        await this.Agrees(name, target);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pattern_AgainstIlgpuStubs_Compiles(string name)
    {
        var target = new IlgpuTarget(Ilgpu.Stub(this.scratch), new DeviceInfo("CPU:0", "CPUAccelerator", HasHalf: true, HasDouble: true));

        var generated = KernelCompiler.Compile(patterns[name](), target, this.scratch.NewFolder);

        Assert.True(generated.Experiment is not null, generated.Problem);
    }

    [Theory]
    [InlineData("y[i] = a[i] * b[i] + alpha;", "(({v0} * {v1}) + {s0})", false)]
    [InlineData("y[i] += alpha * a[i];", "{v1} + (({s0} * {v0}))", false)]
    [InlineData("sum += a[i] * b[i];", "({v0} * {v1})", true)]
    [InlineData("sum = sum + a[i] * (Half)0.5f;", "({v0} * {c:0.5})", true)]
    [InlineData("sum += -(a[i] - b[i]) / a[i];", "(-(({v0} - {v1})) / {v0})", true)]
    public void FlaggedExpression_OverArrays_IsTakenAsItIs(string statement, string template, bool isSum)
    {
        var expression = Read(statement);

        Assert.Equal(template, expression?.Template);
        Assert.Equal(isSum, expression!.IsSum);
    }

    [Theory]
    [InlineData("sum += F(a[i]);")]
    [InlineData("sum += sum * a[i];")]
    [InlineData("sum = a[i] * b[i];")]
    [InlineData("y[i] = a[i + 1] * b[i];")]
    [InlineData("y[i] = alpha;")]
    public void FlaggedExpression_ThatIsMore_IsNot(string statement) => Assert.Null(Read(statement));

    private static HalfExpression? Read(string statement)
    {
        var tree = CSharpSyntaxTree.ParseText(
            $"using System; static class C {{ static Half F(Half h) => h; static Half M(Half[] a, Half[] b, Half[] y, Half alpha) {{ Half sum = default; for (int i = 0; i < a.Length; i++) {{ {statement} }} return sum; }} }}");
        var compilation = CSharpCompilation.Create("code", [tree], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)], new(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var assignment = tree.GetRoot().DescendantNodes().OfType<ForStatementSyntax>().Single().Statement.DescendantNodes().OfType<AssignmentExpressionSyntax>().Single();
        return HalfExpression.Read(assignment, compilation.GetSemanticModel(tree));
    }

    private async Task Agrees(string name, KernelTarget target)
    {
        var pattern = patterns[name]();
        var generated = KernelCompiler.Compile(pattern with { Sizes = pattern.Sizes.IsStated ? pattern.Sizes : small }, target, this.scratch.NewFolder);
        Assert.True(generated.Experiment is not null, generated.Problem);
        var experiment = generated.Experiment! with { WhyUntimed = "outputs only" };

        var run = await new ExperimentRunner(new Effort(1, 0.05, TimeSpan.FromSeconds(60), 8L << 30), this.scratch)
            .RunAsync(experiment, Judge.Of(experiment), DirectProgress<string>.Unwatched, CancellationToken.None);

        var reason = Judge.OnRun(experiment, run).Reason;
        Assert.True(reason.StartsWith("outputs only; outputs agree on", StringComparison.Ordinal), reason);
    }
}
