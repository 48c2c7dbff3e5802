using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Generation.Groups;

/// <summary>
/// A kernel that is launched by groups, as plain code for one thread of a CPU: it is taken apart at its barriers, and
/// between two of them the threads of a group run one after the other. That keeps the meaning of a barrier exactly,
/// costs no switching of threads, and shows threads that do not come to the same barrier.
/// </summary>
internal sealed class GroupKernel
{
    /// <summary>The variable that holds what a thread keeps.</summary>
    public const string Thread = "thread__";

    /// <summary>A thread leaves the loop around a barrier.</summary>
    public const int Break = 1;

    /// <summary>A thread begins the loop around a barrier anew.</summary>
    public const int Continue = 2;

    private readonly SemanticModel model;
    private readonly Units units;
    private readonly Barriers barriers;
    private readonly bool isChecked;
    private readonly MethodDeclarationSyntax kernel;
    private readonly StringBuilder text = new();
    private readonly List<StatementSyntax> turn = [];
    private readonly Stack<int> loops = new();
    private (InvocationExpressionSyntax Call, string Value)? result;
    private bool returns;
    private int labels;

    // Loops that are open where the part begins that is done warp by warp; null outside of one.
    private int? loopsAroundWarps;

    private GroupKernel(MethodDeclarationSyntax kernel, SemanticModel model, bool isChecked)
    {
        (this.kernel, this.model, this.isChecked) = (kernel, model, isChecked);
        this.barriers = new(model);
        this.units = new(kernel, model);
        // Known before the first turn is written: whether threads may be over has to be looked at in each.
        this.returns = kernel.Body!.DescendantNodes(node => node is not LocalFunctionStatementSyntax).OfType<ReturnStatementSyntax>().Any();
    }

    /// <summary>Writes the method that runs a group, and what its threads keep.</summary>
    /// <param name="kernel">The kernel, with a body of statements.</param>
    /// <param name="model">Its meaning.</param>
    /// <param name="isChecked">Whether for the outputs, where everything is checked, or for the times.</param>
    /// <exception cref="GroupException">It cannot be taken apart.</exception>
    public static string Write(MethodDeclarationSyntax kernel, SemanticModel model, bool isChecked) => new GroupKernel(kernel, model, isChecked).Write();

    private string Write()
    {
        var name = this.kernel.Identifier.ValueText;
        this.List(this.kernel.Body!.Statements);
        var start = string.Concat(this.kernel.ParameterList.Parameters
            .Select(parameter => (parameter.Identifier.ValueText, Field: this.units.Field(this.model.GetDeclaredSymbol(parameter))))
            .Where(parameter => parameter.Field is not null)
            .Select(parameter => $"threads__[i].{parameter.Field} = {parameter.ValueText};"));
        var fields = string.Concat(this.units.Kept.Select(field => $"public {field.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)} {field.Field};\n"));
        return $$"""
            private struct Thread_{{name}}
            {
            public bool done;
            {{fields}}}
            private static Thread_{{name}}[] threads_{{name}} = new Thread_{{name}}[1];
            private static void Group_{{name}}{{this.kernel.ParameterList}}
            {
            if (threads_{{name}}.Length < global::PerfProof.Hosting.Threads.Count) { threads_{{name}} = new Thread_{{name}}[global::PerfProof.Hosting.Threads.Count]; }
            var threads__ = threads_{{name}};
            {{(this.returns ? "global::System.Array.Clear(threads__);" : "")}}
            {{(start.Length == 0 ? "" : $"for (var i = 0; i < threads__.Length; i++) {{ {start} }}")}}
            {{this.text}}}
            """;
    }

    private void List(IEnumerable<StatementSyntax> statements)
    {
        foreach (var statement in statements)
        {
            if (this.barriers.IsIn(statement))
            {
                this.Flush();
                if (this.loopsAroundWarps is null && this.barriers.IsOfWarps(statement))
                {
                    this.WarpByWarp(statement);
                }
                else
                {
                    this.Together(statement);
                }
            }
            else if (this.barriers.IsShared(statement) || statement is LocalDeclarationStatementSyntax { IsConst: true } or LocalFunctionStatementSyntax)
            {
                // The group's, not a thread's.
                this.Line(this.loopsAroundWarps is null || !this.barriers.IsShared(statement)
                    ? new AccessRewriter(this.model, this.isChecked && statement is LocalFunctionStatementSyntax).Visit(statement).ToString()
                    : throw new GroupException("shared memory is declared between operations of a warp; declare it at the kernel's beginning"));
            }
            else
            {
                this.turn.Add(statement);
            }
        }

        this.Flush();
    }

    private void WarpByWarp(StatementSyntax statement)
    {
        var warp = $"warp{this.labels++}__";
        this.loopsAroundWarps = this.loops.Count;
        this.Line("global::PerfProof.Hosting.Threads.BeginWarps();");
        this.Line($"for (var {warp} = 0; {warp} < global::PerfProof.Hosting.Threads.Warps; {warp}++) {{");
        this.Line($"global::PerfProof.Hosting.Threads.EnterWarp({warp});");
        this.Together(statement);
        this.Line("}\nglobal::PerfProof.Hosting.Threads.EndWarps();");
        this.loopsAroundWarps = null;
    }

    private void Together(StatementSyntax statement)
    {
        switch (statement)
        {
            case BlockSyntax block:
                this.Block(block);
                break;
            case IfStatementSyntax choice:
                this.Line("{");
                var way = this.Agreed(choice.Condition);
                this.Line($"if ({way} == 1)");
                this.Block(choice.Statement);
                if (choice.Else is { } otherwise)
                {
                    this.Line($"else if ({way} == 0)");
                    this.Block(otherwise.Statement);
                }

                this.Line("}");
                break;
            case WhileStatementSyntax loop:
                this.Loop(null, [], loop.Condition, [], loop.Statement, checksLast: false);
                break;
            case DoStatementSyntax loop:
                this.Loop(null, [], loop.Condition, [], loop.Statement, checksLast: true);
                break;
            case ForStatementSyntax loop:
                this.Loop(loop.Declaration, loop.Initializers, loop.Condition, loop.Incrementors, loop.Statement, checksLast: false);
                break;
            default:
                this.Barrier(statement);
                break;
        }
    }

    private void Barrier(StatementSyntax statement)
    {
        var call = this.barriers.Of(statement).Single();
        var pass = $"global::PerfProof.Hosting.Threads.Pass{(this.loopsAroundWarps is null ? "" : "Warp")}Barrier();";
        if (this.barriers.IsPlain(call))
        {
            this.Line(pass);
            return;
        }

        if (this.barriers.Member(call, "Warp") is { } operation)
        {
            this.Exchange(call, operation);
        }
        else
        {
            this.Collect(call);
        }

        this.Line(pass);
        this.turn.Add(statement);
        this.Flush();
        this.result = null;
    }

    // Each thread puts its value and says from which lane it takes one.
    private void Exchange(InvocationExpressionSyntax call, string operation)
    {
        var exchange = $"global::PerfProof.Hosting.Exchange<{this.model.GetTypeInfo(call).Type!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}>";
        this.Line($"{exchange}.Begin();");
        this.Turn(rewriter =>
        {
            var arguments = call.ArgumentList.Arguments.Select(argument => rewriter.Visit(argument.Expression).ToString()).ToList();
            return $"{exchange}.Put({arguments[0]}, global::PerfProof.Hosting.Lanes.{operation}({string.Join(", ", arguments.Skip(1))}));";
        });
        this.result = (call, $"{exchange}.Take()");
    }

    // One result for all threads.
    private void Collect(InvocationExpressionSyntax call)
    {
        var variable = $"result{this.labels++}__";
        var arguments = call.ArgumentList.Arguments;
        var type = this.model.GetTypeInfo(call).Type!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var (first, each) = this.barriers.Member(call, "Group") switch
        {
            "BarrierPopCount" => ("0", $"if ({{0}}) {{{{ {variable}++; }}}}"),
            "BarrierAnd" => ("true", $"{variable} &= {{0}};"),
            "BarrierOr" => ("false", $"{variable} |= {{0}};"),
            _ => ("default", $"if (global::ILGPU.Group.LinearIndex == ({{1}})) {{{{ {variable} = {{0}}; }}}}"),
        };
        this.Line($"{type} {variable} = {first};");
        this.Turn(rewriter => string.Format(CultureInfo.InvariantCulture, each, [.. arguments.Select(argument => rewriter.Visit(argument.Expression).ToString())]));
        this.result = (call, variable);
    }

    private void Loop(
        VariableDeclarationSyntax? declaration,
        SeparatedSyntaxList<ExpressionSyntax> initializers,
        ExpressionSyntax? condition,
        SeparatedSyntaxList<ExpressionSyntax> incrementors,
        StatementSyntax body,
        bool checksLast)
    {
        var number = this.labels++;
        this.Line("{");
        if (declaration is not null)
        {
            // A variable that no thread needs elsewhere stays where it is.
            this.Turn(rewriter => this.units.Field(this.model.GetDeclaredSymbol(declaration.Variables[0])) is null ? $"{declaration};" : rewriter.Sets(declaration));
        }

        this.Expressions(initializers);
        this.Line("while (true) {");
        if (!checksLast)
        {
            this.Until(condition);
        }

        this.loops.Push(number);
        this.Block(body);
        this.loops.Pop();
        this.Line($"continue{number}__: ;");
        this.Expressions(incrementors);
        if (checksLast)
        {
            this.Until(condition);
        }

        this.Line($"}}\nbreak{number}__: ;\n}}");
    }

    private void Until(ExpressionSyntax? condition)
    {
        if (condition is not null)
        {
            this.Line($"if ({this.Agreed(condition)} != 1) {{ break; }}");
        }
        else if (this.returns)
        {
            // Without a condition, the loop ends when the last thread has returned.
            this.Line($"if ({this.Agreed(SyntaxFactory.ParseExpression("true"))} != 1) {{ break; }}");
        }
    }

    /// <summary>What the threads decide, all alike: 1 for yes, 0 for no, less when none is left.</summary>
    private string Agreed(ExpressionSyntax condition)
    {
        var way = $"way{this.labels++}__";
        this.Line($"var {way} = -1;");
        // Where looking changes nothing and nothing is checked, one thread speaks for all.
        var isQuiet = !this.isChecked && !condition.DescendantNodesAndSelf().Any(node => node is AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax or InvocationExpressionSyntax
            || node.IsKind(SyntaxKind.PreIncrementExpression) || node.IsKind(SyntaxKind.PreDecrementExpression));
        this.Turn(rewriter => $"global::PerfProof.Hosting.Threads.Agree(ref {way}, {(condition.SyntaxTree == this.kernel.SyntaxTree ? rewriter.Visit(condition) : condition)} ? 1 : 0);{(isQuiet ? " break;" : "")}");
        return way;
    }

    private void Expressions(SeparatedSyntaxList<ExpressionSyntax> expressions)
    {
        if (expressions.Count > 0)
        {
            this.Turn(rewriter => string.Concat(expressions.Select(expression => $"{rewriter.Visit(expression)};")));
        }
    }

    private void Block(StatementSyntax statement)
    {
        this.Line("{");
        // A list of syntax would take the statement out of its tree.
        this.List(statement is BlockSyntax block ? block.Statements : new StatementSyntax[] { statement });
        this.Line("}");
    }

    private void Flush()
    {
        if (this.turn.Count == 0)
        {
            return;
        }

        var statements = this.turn.ToList();
        this.turn.Clear();
        this.Turn(rewriter => string.Concat(statements.Select(statement => rewriter.Visit(statement).ToString() + "\n")));
    }

    /// <summary>One turn of each thread.</summary>
    private void Turn(Func<ThreadRewriter, string> write)
    {
        var number = this.labels++;
        var end = $"end{number}__";
        var rewriter = new ThreadRewriter(this.model, this.units, this.barriers, end, this.result, this.isChecked);
        var body = write(rewriter);
        var leaves = rewriter.Leaves;
        if (leaves && this.loops.Count <= this.loopsAroundWarps)
        {
            throw new GroupException("a loop around a Group.Barrier() is left from between operations of a warp");
        }

        this.Line("{");
        if (leaves)
        {
            this.Line("var leaving__ = -1;");
        }

        this.Line("for (var turn__ = global::PerfProof.Hosting.Threads.From; turn__ < global::PerfProof.Hosting.Threads.To; turn__++) {");
        this.Line($"ref var {Thread} = ref threads__[global::PerfProof.Hosting.Threads.Enter(turn__)];");
        if (this.returns)
        {
            this.Line($"if ({Thread}.done) {{ continue; }}");
        }

        if (leaves)
        {
            this.Line("var left__ = 0;");
        }

        this.Line($"{{\n{body}\n}}");
        if (rewriter.Returns || leaves)
        {
            this.Line($"{end}: ;");
        }

        if (leaves)
        {
            this.Line($"{(rewriter.Returns ? $"if (!{Thread}.done) " : "")}global::PerfProof.Hosting.Threads.Agree(ref leaving__, left__);");
        }

        this.Line("}");
        if (leaves)
        {
            this.Line($"if (leaving__ == {Break}) {{ goto break{this.loops.Peek()}__; }}");
            this.Line($"if (leaving__ == {Continue}) {{ goto continue{this.loops.Peek()}__; }}");
        }

        this.Line("}");
    }

    private void Line(string line) => this.text.Append(line).Append('\n');
}
