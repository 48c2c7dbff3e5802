using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.KernelHost;

namespace PerfProof.Planning;

/// <summary>
/// Reads a launch plan off the body of a method that takes a <c>Plan</c>. The method is never run: what it may contain is what a
/// launch plan has, and anything else is said.
/// </summary>
internal sealed class PlanReader(PairMethod method, IReadOnlyDictionary<string, string> hints, SemanticModel model, Action<PairMethod?, Location?, string> report)
{
    private readonly Dictionary<string, PlanBuffer> buffers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IMethodSymbol> kernels = new(StringComparer.Ordinal);
    private readonly Stack<string> turns = new();
    private PlanInput[] inputs = [];
    private PlanOutput[] outputs = [];

    /// <summary>The kernels that it launches.</summary>
    public IEnumerable<PairMethod> Launched => this.kernels.Values.Select(kernel => method with { Symbol = kernel });

    /// <summary>Whether a method is a plan.</summary>
    public static bool IsPlan(IMethodSymbol method) => method.Parameters is [{ Type: { Name: "Plan" } type }, ..] && type.ContainingNamespace.ToDisplayString() == "PerfProof.Pairs";

    /// <summary>Something in a plan that no launch plan has.</summary>
    private sealed class PlanSyntaxException(SyntaxNode node, string message) : Exception(message)
    {
        public Location Place { get; } = node.GetLocation();
    }

    /// <summary>The side; null when something is wrong with it, which is reported.</summary>
    public KernelSide? Read()
    {
        try
        {
            var declaration = (MethodDeclarationSyntax)method.Symbol.DeclaringSyntaxReferences[0].GetSyntax();
            var parameters = method.Symbol.Parameters.Skip(1).Where(parameter => parameter.Name != "n").ToList();
            this.inputs = [.. parameters.Where(parameter => !IsOutput(parameter)).Select(parameter => new PlanInput(parameter.Name, Kind(parameter, declaration), parameter.Type is IArrayTypeSymbol ? this.Length(parameter, declaration) : null))];
            this.outputs = [.. parameters.Where(IsOutput).Select(parameter => new PlanOutput(parameter.Name, Kind(parameter, declaration), this.Length(parameter, declaration)))];
            var body = declaration.Body ?? throw new PlanSyntaxException(declaration, "a plan has a body in braces");
            var steps = this.Steps(body.Statements);
            foreach (var output in this.outputs.Where(output => !PlanStepsOf(steps).OfType<DownloadStep>().Any(step => step.Output == output.Name)))
            {
                throw new PlanSyntaxException(declaration, $"the plan never downloads into {output.Name}");
            }

            return this.outputs.Length == 0
                ? throw new PlanSyntaxException(declaration, "nothing would be compared: mark the arrays that the plan downloads into with [Output]")
                : new(
                    [.. this.Launched.Select(kernel => new KernelSource(kernel.Symbol.Name, KernelText.Of(kernel.Symbol))), KernelText.Helpers([method])],
                    [.. this.inputs],
                    new([.. this.buffers.Values], [.. this.outputs], steps))
                {
                    Usings = KernelText.Usings([method]),
                };
        }
        catch (PlanSyntaxException exception)
        {
            report(method, exception.Place, exception.Message);
            return null;
        }
    }

    private static IEnumerable<PlanStep> PlanStepsOf(ImmutableArray<PlanStep> steps) =>
        steps.SelectMany(step => step is RepeatStep repeat ? PlanStepsOf(repeat.Steps) : [step]);

    private static bool IsOutput(IParameterSymbol parameter) => PairAttribute.Find(parameter, "Output") is not null;

    private static ElementKind Kind(IParameterSymbol parameter, SyntaxNode place) =>
        ElementKinds.Parse((parameter.Type as IArrayTypeSymbol)?.ElementType.ToDisplayString() ?? parameter.Type.ToDisplayString())
        ?? throw new PlanSyntaxException(place, $"a plan cannot take {parameter.Type.ToDisplayString()} {parameter.Name}: it takes arrays and numbers of type {ElementKinds.Names}, and int n");

    private Amount Length(IParameterSymbol parameter, SyntaxNode place)
    {
        // What the code as it is declares counts for both.
        var text = hints.GetValueOrDefault(parameter.Name + ".Length", "n");
        return Of(SizeFormula.Parse(text)) ?? throw new PlanSyntaxException(place, $"'{text}', the length of {parameter.Name}, has more than two n in a product");
    }

    private static Amount? Of(SizeFormula? formula) =>
        formula is null || formula.Factor(3) != 0 || Enumerable.Range(0, 3).Any(power => Math.Abs(formula.Factor(power)) > int.MaxValue)
            ? null
            : new((int)formula.Factor(0), (int)formula.Factor(1), 0, 0, (int)formula.Factor(2));

    private ImmutableArray<PlanStep> Steps(IEnumerable<StatementSyntax> statements) => [.. statements.Select(this.Step).OfType<PlanStep>()];

    private PlanStep? Step(StatementSyntax statement)
    {
        switch (statement)
        {
            case LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: InvocationExpressionSyntax made } variable] } when this.Called(made) is "Buffer":
                var element = ((GenericNameSyntax)((MemberAccessExpressionSyntax)made.Expression).Name).TypeArgumentList.Arguments[0];
                var kind = ElementKinds.Parse(model.GetTypeInfo(element).Type?.ToDisplayString()) ?? throw new PlanSyntaxException(element, $"a buffer of {element} cannot be filled: elements are {ElementKinds.Names}");
                var name = variable.Identifier.ValueText;
                return this.buffers.TryAdd(name, new(name, kind, this.Amount(this.Arguments(made)[0])))
                    ? null
                    : throw new PlanSyntaxException(variable, $"there is another buffer {name}: each has a name of its own");
            case ForStatementSyntax
            {
                Declaration.Variables: [{ Initializer.Value: LiteralExpressionSyntax { Token.Value: 0 } } turn],
                Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression, Left: IdentifierNameSyntax tested, Right: var count },
                Incrementors: [PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression, Operand: IdentifierNameSyntax counted }],
            } loop when tested.Identifier.ValueText == turn.Identifier.ValueText && counted.Identifier.ValueText == turn.Identifier.ValueText:
                var often = this.Amount(count);
                this.turns.Push(turn.Identifier.ValueText);
                var steps = this.Steps(loop.Statement is BlockSyntax block ? block.Statements : [loop.Statement]);
                this.turns.Pop();
                return new RepeatStep(often, steps);
            case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } when this.Called(call) is { } step:
                return this.Call(step, call, this.Arguments(call));
            default:
                throw new PlanSyntaxException(statement, "a plan has only buffers (var x = plan.Buffer<float>(n)), plan.Upload, plan.Launch, plan.Synchronise, plan.Download, plan.Allocate, and loops 'for (var t = 0; t < 10; t++)' of them");
        }
    }

    private PlanStep Call(string name, InvocationExpressionSyntax call, List<ExpressionSyntax> given)
    {
        switch (name)
        {
            case "Upload":
                var input = this.inputs.FirstOrDefault(input => input.Name == given[0].ToString() && input.Length is not null) ?? throw new PlanSyntaxException(given[0], $"{given[0]} is no array that the plan takes");
                return new UploadStep(input.Name, this.Buffer(given[1]).Name, this.Part(given, 2) ?? default, this.Part(given, 3) ?? default, this.Part(given, 4));
            case "Download":
                var output = this.outputs.FirstOrDefault(output => output.Name == given[1].ToString()) ?? throw new PlanSyntaxException(given[1], $"{given[1]} is no array marked [Output]");
                return new DownloadStep(this.Buffer(given[0]).Name, output.Name, false, this.Part(given, 2) ?? default, this.Part(given, 3) ?? default, this.Part(given, 4));
            case "Synchronise":
                return new SynchroniseStep();
            case "Allocate":
                return new AllocateStep(this.Buffer(given[0]).Name);
            case "Launch":
                return new LaunchStep(this.Kernel(given[0]), this.Amount(given[1]), [.. given.Skip(2).Select(this.Argument)]);
            default:
                throw new PlanSyntaxException(call, $"plan.{name} is no step by itself");
        }
    }

    private string Kernel(ExpressionSyntax given)
    {
        var name = model.GetConstantValue(given) is { HasValue: true, Value: string text } ? text : "";
        var found = method.Symbol.ContainingType.GetMembers(name).OfType<IMethodSymbol>().ToList();
        if (found is not [{ IsStatic: true, ReturnsVoid: true, IsGenericMethod: false, Parameters: [{ Type.Name: "Index1D" }, ..] } kernel])
        {
            throw new PlanSyntaxException(given, $"{method.Symbol.ContainingType.Name} has no kernel '{name}': a static method without a result whose first parameter is Index1D, of which there is one");
        }

        this.kernels[name] = kernel;
        return name;
    }

    private PlanArgument Argument(ExpressionSyntax given) => given switch
    {
        IdentifierNameSyntax one when this.buffers.ContainsKey(one.Identifier.ValueText) => new ViewArgument(one.Identifier.ValueText),
        IdentifierNameSyntax one when this.inputs.Any(input => input.Name == one.Identifier.ValueText && input.Length is null) => new InputArgument(one.Identifier.ValueText),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "View", Expression: var buffer } } view =>
            new ViewArgument(this.Buffer(buffer).Name, this.Amount(this.Arguments(view)[0]), this.Amount(this.Arguments(view)[1])),
        _ => new AmountArgument(this.Amount(given)),
    };

    private PlanBuffer Buffer(ExpressionSyntax given) =>
        this.buffers.GetValueOrDefault(given.ToString()) ?? throw new PlanSyntaxException(given, $"{given} is no buffer of the plan");

    private Amount? Part(List<ExpressionSyntax> given, int at) => at < given.Count ? this.Amount(given[at]) : null;

    private string? Called(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax plan, Name: var name } && plan.Identifier.ValueText == method.Symbol.Parameters[0].Name
            ? name.Identifier.ValueText
            : null;

    private List<ExpressionSyntax> Arguments(InvocationExpressionSyntax call) => [.. call.ArgumentList.Arguments.Select(argument => argument.NameColon is null
        ? argument.Expression
        : throw new PlanSyntaxException(argument, "the arguments of a step stand in their order, without names"))];

    /// <summary>A whole number that may depend on n and on the turn of the innermost loop.</summary>
    private Amount Amount(ExpressionSyntax given)
    {
        switch (given)
        {
            case ParenthesizedExpressionSyntax inner:
                return this.Amount(inner.Expression);
            case IdentifierNameSyntax { Identifier.ValueText: "n" }:
                return Planning.Amount.Size;
            case IdentifierNameSyntax turn when this.turns.TryPeek(out var innermost) && turn.Identifier.ValueText == innermost:
                return Planning.Amount.Turn;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum:
                return this.Amount(sum.Left) + this.Amount(sum.Right);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } difference:
                return this.Amount(difference.Left) + (this.Amount(difference.Right) * -1);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression } product:
                return Product(this.Amount(product.Left), this.Amount(product.Right), product);
            default:
                return model.GetConstantValue(given) is { HasValue: true, Value: int number }
                    ? number
                    : throw new PlanSyntaxException(given, $"'{given}' is no number that a plan can have: write sums and products of whole numbers, n, and the counter of the innermost loop");
        }
    }

    private static Amount Product(Amount a, Amount b, SyntaxNode place) =>
        a == new Amount(a.Constant) ? b * a.Constant
        : b == new Amount(b.Constant) ? a * b.Constant
        : (a == new Amount(0, a.PerSize), b == new Amount(0, b.PerSize)) is (true, true) ? new(0, 0, 0, 0, a.PerSize * b.PerSize)
        : (a == new Amount(0, a.PerSize), b == new Amount(0, 0, b.PerTurn)) is (true, true) ? new(0, 0, 0, a.PerSize * b.PerTurn)
        : (a == new Amount(0, 0, a.PerTurn), b == new Amount(0, b.PerSize)) is (true, true) ? new(0, 0, 0, a.PerTurn * b.PerSize)
        : throw new PlanSyntaxException(place, "a plan multiplies whole numbers, n and the counter of a loop: write the product out");
}
