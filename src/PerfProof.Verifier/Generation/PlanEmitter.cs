using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PerfProof.Planning;

namespace PerfProof.Generation;

/// <summary>A launch plan that does not hang together: a name that it uses is nowhere declared.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class PlanException(string message) : Exception(message);

/// <summary>Writes a launch plan as a C# method, the same text for every host.</summary>
internal sealed class PlanEmitter
{
    private const string Size = "n";
    private const int LargestGroupOfAny = 1024;

    private readonly string method;
    private readonly string device;
    private readonly LaunchPlan plan;
    private readonly ImmutableArray<PlanInput> inputs;
    private readonly IReadOnlyList<KernelShape> kernels;
    private readonly HashSet<string> allocated;
    private readonly StringBuilder text = new();
    private int depth;

    private PlanEmitter(string method, LaunchPlan plan, KernelPattern pattern, IReadOnlyList<KernelShape> kernels, string device)
    {
        (this.method, this.plan, this.inputs, this.kernels, this.device) = (method, plan, pattern.Inputs, kernels, device);
        this.allocated = [.. Flatten(plan.Steps).OfType<AllocateStep>().Select(step => step.Buffer)];
    }

    /// <summary>Writes the method.</summary>
    /// <exception cref="PlanException">The plan does not hang together.</exception>
    public static string Emit(string method, LaunchPlan plan, KernelPattern pattern, IReadOnlyList<KernelShape> kernels, string device) =>
        new PlanEmitter(method, plan, pattern, kernels, device).Emit();

    /// <summary>All steps, those of repetitions included.</summary>
    public static IEnumerable<PlanStep> Flatten(ImmutableArray<PlanStep> steps) =>
        steps.SelectMany(step => step is RepeatStep repeat ? Flatten(repeat.Steps).Prepend(step) : [step]);

    private static int LargestGroup(LaunchPlan plan) => Flatten(plan.Steps).OfType<LaunchStep>().Max(step => step.Group?.Count) ?? 0;

    private string Emit()
    {
        var outputs = this.plan.Outputs;
        if (outputs.IsEmpty)
        {
            throw new PlanException("the plan returns nothing, so nothing can be compared");
        }

        var parameters = this.inputs.Select(input => $"{input.Kind.OnHost()}{(input.Length is null ? "" : "[]")} {input.Name}").Append($"int {Size}");
        var result = outputs.Length == 1 ? outputs[0].Kind.OnHost() + "[]" : "global::System.Array[]";
        this.Line($"public static {result} {this.method}({string.Join(", ", parameters)})");
        this.Line("{");
        this.Line($"global::PerfProof.Hosting.PlanHost.Begin(\"{this.device}\", {LargestGroup(this.plan)});");
        foreach (var output in outputs)
        {
            this.Line($"var out_{output.Name} = global::PerfProof.Hosting.PlanHost.Kept<{output.Kind.OnHost()}>(\"{this.method}.{output.Name}\", {Of(output.Length)});");
        }

        foreach (var buffer in this.plan.Buffers)
        {
            this.Line(this.allocated.Contains(buffer.Name)
                ? $"global::PerfProof.Hosting.DeviceBuffer<{buffer.Kind.InKernel()}> {buffer.Name}_buffer = null;"
                : $"var {buffer.Name}_buffer = global::PerfProof.Hosting.PlanHost.Resident<{buffer.Kind.InKernel()}>(\"{this.method}.{buffer.Name}\", {Of(buffer.Length)});");
        }

        this.Steps(this.plan.Steps);
        foreach (var buffer in this.plan.Buffers.Where(buffer => this.allocated.Contains(buffer.Name)))
        {
            this.Line($"{buffer.Name}_buffer?.Dispose();");
        }

        // Whatever is still queued belongs to the time of the call.
        this.Line("global::PerfProof.Hosting.PlanHost.End();");
        this.Line(outputs.Length == 1
            ? $"return out_{outputs[0].Name};"
            : $"return new global::System.Array[] {{ {string.Join(", ", outputs.Select(output => "out_" + output.Name))} }};");
        this.Line("}");
        return this.text.ToString();
    }

    private void Steps(ImmutableArray<PlanStep> steps)
    {
        foreach (var step in steps)
        {
            this.Step(step);
        }
    }

    private void Step(PlanStep step)
    {
        switch (step)
        {
            case AllocateStep allocate:
                var made = this.Buffer(allocate.Buffer);
                this.Line($"{made.Name}_buffer?.Dispose();");
                this.Line($"{made.Name}_buffer = global::PerfProof.Hosting.PlanHost.Allocate<{made.Kind.InKernel()}>({this.Code(made.Length)});");
                break;
            case UploadStep upload:
                var target = this.Buffer(upload.Buffer);
                this.Input(upload.Input, isArray: true, target.Kind);
                this.Line($"{target.Name}_buffer.Upload({upload.Input}, {this.Code(upload.From)}, {this.Code(upload.At)}, {this.Code(upload.Length ?? target.Length)});");
                break;
            case LaunchStep launch:
                this.Line($"Launch_{launch.Kernel}({string.Join(", ", this.Extents(launch).Concat(launch.Arguments.Select(this.Argument)))});");
                break;
            case SynchroniseStep:
                this.Line("global::PerfProof.Hosting.PlanHost.Synchronise();");
                break;
            case DownloadStep download:
                var source = this.Buffer(download.Buffer);
                var output = this.plan.Outputs.FirstOrDefault(output => output.Name == download.Output)
                    ?? throw new PlanException($"the plan downloads into {download.Output}, which it does not declare");
                if (download.Allocates)
                {
                    this.Line($"out_{output.Name} = new {output.Kind.OnHost()}[{this.Code(output.Length)}];");
                }

                this.Line($"{source.Name}_buffer.Download(out_{output.Name}, {this.Code(download.From)}, {this.Code(download.At)}, {this.Code(download.Length ?? output.Length)});");
                break;
            case RepeatStep repeat:
                var count = this.Code(repeat.Count);
                this.depth++;
                this.Line($"for (int t{this.depth} = 0, end{this.depth} = {count}; t{this.depth} < end{this.depth}; t{this.depth}++)");
                this.Line("{");
                this.Steps(repeat.Steps);
                this.Line("}");
                this.depth--;
                break;
            default:
                throw new PlanException($"{step.GetType().Name} is no step that a host knows");
        }
    }

    private IEnumerable<string> Extents(LaunchStep launch)
    {
        var kernel = this.kernels.FirstOrDefault(kernel => kernel.Name == launch.Kernel)
            ?? throw new PlanException($"the plan launches {launch.Kernel}, and there is no kernel of that name");
        if (kernel.Index is null != launch.Group is not null)
        {
            throw new PlanException(launch.Group is null
                ? $"the plan launches {launch.Kernel} by its index, and its first parameter is no Index1D or Index2D"
                : $"the plan launches {launch.Kernel} by groups, and its first parameter is an index");
        }

        if (launch.Group is { } wrong && (wrong.X <= 0 || wrong.Y <= 0 || wrong.Count > LargestGroupOfAny))
        {
            throw new PlanException($"the plan launches {launch.Kernel} in groups of {wrong.X} by {wrong.Y} threads; devices have groups of 1 to {LargestGroupOfAny}");
        }

        yield return this.Code(launch.Extent);
        if (launch.Group is { } group)
        {
            yield return this.Code(launch.ExtentY ?? 1);
            yield return group.X.ToString(CultureInfo.InvariantCulture);
            yield return group.Y.ToString(CultureInfo.InvariantCulture);
        }
        else if (kernel.IsFlat != launch.ExtentY is not null)
        {
            throw new PlanException($"the plan launches {launch.Kernel} in {(launch.ExtentY is null ? "one dimension, and its index has two" : "two dimensions, and its index has one")}");
        }
        else if (launch.ExtentY is { } second)
        {
            yield return this.Code(second);
        }
    }

    private string Argument(PlanArgument argument) => argument switch
    {
        ViewArgument { Shape: { } shape } view => $"new global::ILGPU.Runtime.ArrayView2D<{this.Buffer(view.Buffer).Kind.InKernel()}, global::ILGPU.Stride2D.{shape.Stride}>({this.Argument(view with { Shape = null })}, "
            + $"new global::ILGPU.Index2D({this.Code(shape.X)}, {this.Code(shape.Y)}), new global::ILGPU.Stride2D.{shape.Stride}({this.Code(shape.Stride == "DenseX" ? shape.X : shape.Y)}))",
        ViewArgument view => $"{this.Buffer(view.Buffer).Name}_buffer.View({this.Code(view.From)}, {this.Code(view.Length ?? this.Buffer(view.Buffer).Length)})",
        // The two half types convert through float, exactly.
        InputArgument input => this.Input(input.Input, isArray: false, null) is { Kind: ElementKind.Half } half ? $"(Half)(float){half.Name}" : input.Input,
        AmountArgument amount => this.Code(amount.Value),
        _ => throw new PlanException($"{argument.GetType().Name} is no argument that a host knows"),
    };

    private PlanBuffer Buffer(string name) =>
        this.plan.Buffers.FirstOrDefault(buffer => buffer.Name == name)
        ?? throw new PlanException($"the plan uses the buffer {name}, which it does not declare");

    private PlanInput Input(string name, bool isArray, ElementKind? kind) =>
        this.inputs.FirstOrDefault(input => input.Name == name && input.Length is not null == isArray && (kind is null || input.Kind == kind))
        ?? throw new PlanException($"the plan uses {name}, and no {(isArray ? $"array of {kind}" : "number")} of that name is among its inputs");

    private string Code(Amount amount)
    {
        if (amount.IsPerTurn && this.depth == 0)
        {
            throw new PlanException("the plan uses the number of a turn outside of a repetition");
        }

        // Sizes beyond 2^31 elements are an error of the plan, not a wrap-around.
        return $"checked({amount.ToCode(Size, "t" + this.depth)})";
    }

    private static string Of(Amount amount) =>
        amount.IsPerTurn ? throw new PlanException("the length of a buffer or output depends on a turn") : $"checked({amount.ToCode(Size, "")})";

    private void Line(string line) => this.text.Append(line).Append('\n');
}
