using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>What one turn of a loop does with a device, as seen from a readback or synchronise in it.</summary>
internal sealed class DeviceTurn
{
    private readonly CompilationModel model;
    private readonly RoleMatch match;

    private DeviceTurn(HotRegion region, CompilationModel model, RoleMatch match)
    {
        this.Region = region;
        this.model = model;
        this.match = match;
        this.Operations = region.Body.DescendantsAndSelf().ToImmutableArray();
    }

    /// <summary>The loop.</summary>
    public HotRegion Region { get; }

    /// <summary>Everything that runs in a turn.</summary>
    public ImmutableArray<IOperation> Operations { get; }

    /// <summary>Whether a turn queues work on the device, as far as can be seen.</summary>
    public bool HasLaunch => this.Operations.Any(this.IsLaunch);

    /// <summary>Whether a stopwatch is started or stopped in a turn: somebody measures, and must wait for the device.</summary>
    public bool IsMeasured => this.Operations.Any(operation =>
        operation is IInvocationOperation { TargetMethod.Name: "Start" or "Restart" or "Stop" or "StartNew" or "GetTimestamp" } call
        && call.TargetMethod.ContainingType.Name.IndexOf("Stopwatch", StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Whether a turn reads a clock on every turn.</summary>
    public bool IsTimed => this.IsMeasured || this.Operations.Any(operation => IsClock(operation) && this.Region.GuardOf(operation) is null);

    /// <summary>Whether launches, copies and synchronises of a turn are on more than one stream, so that a synchronise may order them.</summary>
    public bool UsesSeveralStreams => this.Streams.Distinct(StringComparer.Ordinal).Skip(1).Any();

    /// <summary>The streams that a turn uses, as they are written; empty for the default stream, which a call that names none goes to.</summary>
    private IEnumerable<string> Streams
    {
        get
        {
            foreach (var call in this.Operations.OfType<IInvocationOperation>())
            {
                var named = call.Arguments.Select(argument => argument.Value).Append(call.Instance)
                    .FirstOrDefault(value => value?.Type is { } type && this.Synchronises(type, "stream"));
                if (named is not null)
                {
                    yield return named is IPropertyReferenceOperation { Property.Name: "DefaultStream" } ? "" : named.Syntax.ToString();
                }
                else if (this.Plays(call, Roles.Launch) || this.Plays(call, Roles.DeviceToHost) || this.Plays(call, Roles.HostToDevice))
                {
                    yield return "";
                }
            }
        }
    }

    /// <summary>Whether a turn queues a copy that the host may read only after a synchronise.</summary>
    public bool CopiesInTheBackground => this.Operations.Any(operation => this.Plays(operation, Roles.QueueDeviceToHost));

    /// <summary>Whether each turn copies a buffer of its own and no turn queues work: there is nothing that the wait could keep from overlapping.</summary>
    public bool ReadsADifferentBufferWithoutWork =>
        Readback.SourceOf(this.match.Operation) is { } source
        && (Readback.AnyDeviceLine(this.model, source.Type) is null || !Readback.IsScalar(this.match.Operation))
        && this.VariesByTurn(source)
        && !this.Operations.Any(operation => this.IsLaunch(operation) || this.IsComputation(operation) || this.IsGivenDeviceData(operation));

    /// <summary>The turn around a readback or synchronise; null where it waits on purpose, or not on every turn.</summary>
    public static DeviceTurn? Of(CompilationModel model, RoleMatch match)
    {
        if (HotRegion.Enclosing(match.Operation) is not { } region || region.GuardOf(match.Operation) is not null)
        {
            return null;
        }

        var turn = new DeviceTurn(region, model, match);
        return turn.IsPerDevice() || turn.FollowsAnInnerLoop() || turn.FollowsALoopElsewhere() || Measuring.IsMeasuredOrTested(match.Operation) ? null : turn;
    }

    /// <summary>A turn of this loop, whatever waits in it.</summary>
    public static DeviceTurn In(HotRegion region, CompilationModel model, RoleMatch match) => new(region, model, match);

    /// <summary>Whether the value is another one on each turn: it is made from the element, or from variables that the turn sets.</summary>
    public bool VariesByTurn(IOperation value) => value.DescendantsAndSelf().Any(operation => operation switch
    {
        ILocalReferenceOperation local => IsDeclaredIn(this.Region.Owner, local.Local) ? this.VariesByInitialiser(local.Local) : this.IsSetInTurn(local.Local),
        IParameterReferenceOperation parameter => IsDeclaredIn(this.Region.Owner, parameter.Parameter) || this.IsSetInTurn(parameter.Parameter),
        IMemberReferenceOperation member => this.IsSetInTurn(member.Member),
        _ => false,
    });

    private static bool IsClock(IOperation operation) => operation is IPropertyReferenceOperation property
        && (property.Property.ContainingType.Name.IndexOf("Stopwatch", StringComparison.OrdinalIgnoreCase) >= 0
            || property.Property is { Name: "Now" or "UtcNow", ContainingType.Name: "DateTime" or "DateTimeOffset" }
            || property.Property is { Name: "TickCount" or "TickCount64", ContainingType.Name: "Environment" });

    private static bool IsDeclaredIn(IOperation scope, ISymbol symbol) => symbol.Locations.Any(location =>
        location.SourceTree == scope.Syntax.SyntaxTree && scope.Syntax.Span.Contains(location.SourceSpan));

    private bool VariesByInitialiser(ILocalSymbol local)
    {
        // "var stream = accelerator.DefaultStream;" inside the loop is the same stream on every turn.
        var initialiser = this.Operations.OfType<IVariableDeclaratorOperation>()
            .FirstOrDefault(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))?.GetVariableInitializer()?.Value;
        return initialiser is not (ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation) || this.VariesByTurn(initialiser);
    }

    private bool IsSetInTurn(ISymbol variable) => this.Region.Owner.Descendants().Any(operation => operation switch
    {
        IAssignmentOperation assignment => assignment.Target.DescendantsAndSelf().Any(target => IsUseOf(target, variable)),
        IIncrementOrDecrementOperation increment => IsUseOf(increment.Target, variable),
        _ => false,
    });

    private static bool IsUseOf(IOperation operation, ISymbol variable) => operation switch
    {
        ILocalReferenceOperation local => SymbolEqualityComparer.Default.Equals(local.Local, variable),
        IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, variable),
        IMemberReferenceOperation member => SymbolEqualityComparer.Default.Equals(member.Member, variable),
        _ => false,
    };

    /// <summary>Whether the loop goes over devices, contexts or streams, or makes one per turn: each turn then waits for another one.</summary>
    private bool IsPerDevice()
    {
        if (this.match.Role == Roles.Synchronize
            && this.match.Operation is IInvocationOperation call
            && ((call.Instance is { } receiver && this.VariesByTurn(receiver)) || call.Arguments.Any(argument => this.VariesByTurn(argument.Value))))
        {
            return true;
        }

        if (this.Region.Element is { } element && TypeOf(element) is { } type && this.IsDevice(type))
        {
            return true;
        }

        return this.Operations.OfType<IVariableDeclaratorOperation>().Any(declarator =>
            this.Synchronises(declarator.Symbol.Type, "device")
            && declarator.GetVariableInitializer()?.Value is { } value
            && this.VariesByTurn(value));
    }

    /// <summary>Whether the work is done by a loop inside the turn, which the readback comes after: it waits once per many launches.</summary>
    private bool FollowsAnInnerLoop() => this.Operations.Any(operation =>
        operation != this.Region.Body
        && operation is ILoopOperation
        && !operation.Syntax.Span.Contains(this.match.Operation.Syntax.Span)
        && operation.Descendants().Any(inner => this.IsLaunch(inner) || this.IsComputation(inner)));

    /// <summary>
    /// The same where the loop is in another method: a helper that loops and reads at its end, or an epoch that calls methods which go
    /// through the batches.
    /// </summary>
    private bool FollowsALoopElsewhere() =>
        (this.match.IsWrapped && HasLoop(this.match.Member))
        || (IsEpoch(this.Region.Counter ?? this.Region.Element)
            && this.Operations.OfType<IInvocationOperation>().Any(call => call != this.match.Operation && HasLoop(call.TargetMethod)));

    private static bool IsEpoch(ISymbol? variable) =>
        variable is not null
        && (variable.Name.IndexOf("epoch", StringComparison.OrdinalIgnoreCase) >= 0 || variable.Name.IndexOf("episode", StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool HasLoop(ISymbol method) => method.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax().DescendantNodes()
        .Any(node => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax));

    private bool IsLaunch(IOperation operation) => this.Plays(operation, Roles.Launch);

    private bool IsComputation(IOperation operation) =>
        operation is IInvocationOperation { Type: { } type } call
        && Readback.AnyDeviceLine(this.model, type) is { } line
        && call.TargetMethod.ContainingAssembly?.Name == line.Library
        && !this.Plays(call, Roles.DeviceToHost);

    // A library on top of the device's own, such as one for linear algebra, computes with the buffers that it is given. Of tensors, which
    // carry their operations themselves, what they give says whether anything is computed.
    private bool IsGivenDeviceData(IOperation operation)
    {
        var arguments = operation switch
        {
            IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: true } method } call
                when method.ContainingAssembly?.Name != this.match.Line.Library && !Effects.IsFramework(method.ContainingType) =>
                call.Arguments.Select(argument => argument.Value),
            IInvalidOperation call => call.ChildOperations,
            _ => [],
        };
        return !this.model.Catalog.LinesOfRole(Roles.AnyDevice).Any(line => line.Library == this.match.Line.Library)
            && arguments.Any(argument => argument is not IInstanceReferenceOperation && argument.Type is { IsReferenceType: true } type
                && type.ContainingAssembly?.Name == this.match.Line.Library);
    }

    private bool Plays(IOperation operation, string role) =>
        operation is IInvocationOperation or IObjectCreationOperation && this.model.Match(operation, role) is not null;

    private bool IsDevice(ITypeSymbol type) => this.Synchronises(type, "device") || this.Synchronises(type, "stream")
        || type.GetMembers().OfType<IMethodSymbol>().Any(method => method.Parameters.Length <= 1 && this.Synchronises(method.ReturnType, "device"));

    /// <summary>Whether the type declares a catalogued synchronise of this scope.</summary>
    private bool Synchronises(ITypeSymbol type, string scope)
    {
        for (ITypeSymbol? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var member in declaring.GetMembers())
            {
                if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
                    && this.model.Catalog.LineOf(method, Roles.Synchronize) is { } line
                    && (line[Keys.Scope] ?? "device") == scope)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };
}
