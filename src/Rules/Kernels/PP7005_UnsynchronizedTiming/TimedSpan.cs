using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>The statements of a block between the start of a clock and the next reading of it.</summary>
internal sealed class TimedSpan
{
    // What people write who want to know how long queuing takes.
    private static readonly ImmutableArray<string> purposes = ImmutableArray.Create("queue", "queuing", "submi", "launch", "dispatch", "async", "overhead", "record");

    private readonly CompilationModel model;
    private readonly ImmutableArray<IOperation> statements;
    private readonly int end;
    private readonly ISymbol clock;
    private readonly ImmutableArray<IOperation> timed;

    private TimedSpan(CompilationModel model, ImmutableArray<IOperation> statements, int start, int end, ISymbol clock, IOperation read)
    {
        this.model = model;
        this.statements = statements;
        this.end = end;
        this.clock = clock;
        this.Read = read;
        this.timed = statements.Skip(start + 1).Take(end - start - 1).SelectMany(Operations.Inline).ToImmutableArray();
        this.LastLaunch = this.timed.LastOrDefault(operation => model.Match(operation, Roles.Launch) is { IsWrapped: false } launch && launch.Line[Keys.Blocking] is null);
    }

    /// <summary>Where the clock is read, or stopped.</summary>
    public IOperation Read { get; }

    /// <summary>The statement in which it is.</summary>
    public IOperation Statement => this.statements[this.end];

    /// <summary>The last launch that is timed.</summary>
    public IOperation? LastLaunch { get; }

    /// <summary>Whether something waits for the last launch before the clock is read, or might do so.</summary>
    public bool Waits
    {
        get
        {
            if (this.LastLaunch is not { } launch)
            {
                return true;
            }

            // The last turn of a loop ends with what follows the launch; what waits before it waits on every turn but the first.
            var loop = this.timed.OfType<ILoopOperation>().FirstOrDefault(loop => Operations.IsWithin(launch, loop));
            var from = loop is null ? launch.Syntax.Span.End : loop.Syntax.SpanStart;
            return this.timed.Concat(Operations.Inline(this.Statement).Where(operation => operation.Syntax.Span.End <= this.Read.Syntax.SpanStart))
                .Any(operation => operation.Syntax.SpanStart >= from && !Operations.IsWithin(operation, launch) && this.MayWait(operation))
                || this.timed.Any(operation => operation is IUsingOperation && Operations.IsWithin(launch, operation));
        }
    }

    /// <summary>Whether somebody wants to know how long queuing takes: names say so, or the wait is timed afterwards.</summary>
    public bool IsOnPurpose
    {
        get
        {
            var nearby = this.statements.Skip(this.end).Take(3).ToList();
            var texts = nearby.SelectMany(static statement => statement.DescendantsAndSelf()).SelectMany(static operation => operation switch
            {
                ILiteralOperation { ConstantValue.Value: string text } => new[] { text },
                IVariableDeclaratorOperation variable => [variable.Symbol.Name],
                ILocalReferenceOperation local => [local.Local.Name],
                _ => [],
            }).Append(this.clock.Name);
            return texts.Any(static text => purposes.Any(purpose => text.IndexOf(purpose, StringComparison.OrdinalIgnoreCase) >= 0)) || this.TimesTheWaitToo;
        }
    }

    private bool TimesTheWaitToo
    {
        get
        {
            var hasWaited = false;
            foreach (var operation in this.statements.Skip(this.end + 1).SelectMany(Operations.Inline))
            {
                if (this.model.Match(operation, Roles.Launch) is not null)
                {
                    return false;
                }

                hasWaited |= this.IsWait(operation);
                if (hasWaited && Measuring.IsClock(operation))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The spans that begin and end among the statements of a block.</summary>
    public static IEnumerable<TimedSpan> In(CompilationModel model, IBlockOperation block)
    {
        var statements = block.Operations;
        for (var start = 0; start < statements.Length; start++)
        {
            if (StartedIn(statements[start]) is { } clock)
            {
                for (var end = start + 1; end < statements.Length; end++)
                {
                    if (ReadIn(statements[end], clock) is { } read)
                    {
                        yield return new(model, statements, start, end, clock, read);
                        break;
                    }
                }
            }
        }
    }

    /// <summary>The stopwatch that the statement starts, or the variable that it keeps the time in.</summary>
    private static ISymbol? StartedIn(IOperation statement)
    {
        foreach (var operation in Operations.Inline(statement))
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod.Name: "Start" or "Restart", Instance: { } instance } when Measuring.IsClock(operation):
                    return Operations.VariableOf(instance);
                case IVariableDeclaratorOperation { Initializer.Value: { } value } variable when Starts(Operations.Unwrap(value)):
                    return variable.Symbol;
                case ISimpleAssignmentOperation assignment when Starts(Operations.Unwrap(assignment.Value)):
                    return Operations.VariableOf(assignment.Target);
            }
        }

        return null;
    }

    private static bool Starts(IOperation value) => Measuring.IsClock(value) && value switch
    {
        IInvocationOperation { TargetMethod.Name: "StartNew" or "GetTimestamp" } => true,
        IPropertyReferenceOperation { Property.Name: "Now" or "UtcNow" or "TickCount" or "TickCount64" } => true,
        _ => false,
    };

    private static IOperation? ReadIn(IOperation statement, ISymbol clock)
    {
        IOperation? read = null;
        var mentions = false;
        foreach (var operation in Operations.Inline(statement))
        {
            if (Operations.Same(Operations.VariableOf(operation), clock))
            {
                mentions = true;
            }

            if (Measuring.IsClock(operation) && operation is not IInvocationOperation { TargetMethod.Name: "Start" or "StartNew" })
            {
                read ??= operation;
            }
        }

        return mentions ? read : null;
    }

    private bool IsWait(IOperation operation) =>
        this.model.Match(operation, Roles.Synchronize) is not null
        || this.model.Match(operation, Roles.DeviceToHost) is not null
        || this.model.Match(operation, Roles.HostToDevice) is not null;

    // A method of the program, or one of the library that is not known, may wait inside.
    private bool MayWait(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { } method } =>
            this.IsWait(operation) || (this.model.Match(operation, Roles.Launch) is { IsWrapped: false } launch ? launch.Line[Keys.Blocking] is not null : this.IsUnknown(method)),
        IObjectCreationOperation { Constructor: { } constructor } => this.IsUnknown(constructor),
        IPropertyReferenceOperation { Property: { } property } => this.IsWait(operation) || !property.DeclaringSyntaxReferences.IsEmpty && !IsAuto(property),
        IConversionOperation { OperatorMethod: not null } => this.IsWait(operation),
        IAwaitOperation or IUsingOperation or IUsingDeclarationOperation => true,
        _ => false,
    };

    private bool IsUnknown(IMethodSymbol method) =>
        method.MethodKind is MethodKind.DelegateInvoke
        || !method.DeclaringSyntaxReferences.IsEmpty
        || (!Effects.IsFramework(method.ContainingType) && this.model.Catalog.LineOf(method, Roles.LoadKernel) is null && this.model.Catalog.LineOf(method, Roles.QueuesNothing) is null);

    private static bool IsAuto(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => Operations.Same(field.AssociatedSymbol, property));
}
