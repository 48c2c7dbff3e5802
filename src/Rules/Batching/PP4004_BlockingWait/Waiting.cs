using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>A wait that blocks: <c>.Result</c>, <c>.Wait()</c> or <c>.GetAwaiter().GetResult()</c> of a task.</summary>
/// <param name="Operation">The whole expression.</param>
/// <param name="Name">How it is written, without the task.</param>
internal sealed record Waiting(IOperation Operation, string Name)
{
    private const int MaxSteps = 16;

    /// <summary>
    /// The wait on the task that a call returns: at once, through <c>ConfigureAwait</c>, <c>AsTask</c>, <c>Task.Run</c>, <c>Task.WhenAll</c>, or through a
    /// local that nothing else reads. A task that something has awaited before is finished, and reading it costs nothing.
    /// </summary>
    public static Waiting? On(IInvocationOperation call)
    {
        IOperation current = call;
        for (var step = 0; step < MaxSteps; step++)
        {
            switch (current.Parent)
            {
                case IPropertyReferenceOperation { Property.Name: "Result" } result when result.Instance == current:
                    return IsTask(result.Property.ContainingType) ? new(result, ".Result") : null;
                case IInvocationOperation { TargetMethod: { Name: "Wait", Parameters.Length: 0 } method } wait when wait.Instance == current:
                    return IsTask(method.ContainingType) ? new(wait, ".Wait()") : null;
                case IInvocationOperation { TargetMethod: { Name: "GetResult", Parameters.Length: 0 } } result when result.Instance == current:
                    return current is IInvocationOperation { TargetMethod.Name: "GetAwaiter" } ? new(result, ".GetAwaiter().GetResult()") : null;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "GetAwaiter" } configured when configured.Instance == current && IsTask(current.Type):
                    current = configured;
                    break;
                case IAwaitOperation when LambdaOfTaskRun(current) is { } run:
                    current = run;
                    break;
                case IReturnOperation when LambdaOfTaskRun(current) is { } run:
                    current = run;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "WhenAll", ContainingType: { Name: "Task" } } } all }:
                    current = all;
                    break;
                case { IsImplicit: true, Parent: IArgumentOperation } list:
                    // What a params argument is made of.
                    current = list;
                    break;
                case IArrayInitializerOperation or IArrayCreationOperation or IConversionOperation { OperatorMethod: null } or IParenthesizedOperation:
                    current = current.Parent;
                    break;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } when OnlyUseOf(declarator) is { } use:
                    current = use;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsTask(ITypeSymbol? type) =>
        type is { Name: "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable", ContainingNamespace: { } space }
        && space.ToDisplayString() is "System.Threading.Tasks" or "System.Runtime.CompilerServices";

    // Task.Run(() => client.AskAsync(x)), awaited inside or not; the call of Select that makes a task of each element.
    private static IInvocationOperation? LambdaOfTaskRun(IOperation inner)
    {
        for (var current = inner.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda)
            {
                return RegionFinder.UseOf(lambda, out _, out var call) switch
                {
                    DelegateUse.Once => IsTask(call?.Type) ? call : null,
                    DelegateUse.PerElement => call?.TargetMethod.Name == "Select" ? call : null,
                    _ => null,
                };
            }
        }

        return null;
    }

    private static IOperation? OnlyUseOf(IVariableDeclaratorOperation declarator)
    {
        IOperation? only = null;
        foreach (var use in Operations.RootOf(declarator).Descendants())
        {
            if (use is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, declarator.Symbol))
            {
                if (only is not null)
                {
                    return null;
                }

                only = use;
            }
        }

        return only;
    }
}
