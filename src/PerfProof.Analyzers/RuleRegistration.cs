using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Kernels;
using PerfProof.Verdicts;
using PerfProof.Wrappers;

namespace PerfProof;

/// <summary>Where a role interests a rule.</summary>
public enum RolePlaces
{
    /// <summary>Wherever it is played.</summary>
    Anywhere,

    /// <summary>
    /// Only in a loop, a lambda, a query or a local function: where <see cref="HotPath.HotRegion.Enclosing"/> can find a region at
    /// all. What stands elsewhere is not even bound, which is most of the work saved.
    /// </summary>
    Repeated,
}

/// <summary>
/// What a rule registers with. Everything runs file by file: places are found by the names they are written with, in an index that
/// all rules share, and only those are bound. A registration per node would cost every rule a call for every node of the program.
/// </summary>
public sealed class RuleRegistration
{
    private readonly CompilationStartAnalysisContext start;
    private readonly DiagnosticDescriptor rule;

    // Read when something is found, and then once.
    private readonly Lazy<ToldVerdicts> told;

    internal RuleRegistration(CompilationStartAnalysisContext start, CompilationModel model, DiagnosticDescriptor rule)
    {
        this.start = start;
        this.Model = model;
        this.rule = rule;
        this.told = new(() => ToldVerdicts.Of(start.Options, CancellationToken.None));
    }

    /// <summary>The model of the compilation.</summary>
    public CompilationModel Model { get; }

    /// <summary>
    /// Calls <paramref name="action"/> at each call, construction, user-defined conversion or indexer that plays the role,
    /// directly or through a wrapper.
    /// </summary>
    /// <param name="role">One of <see cref="Catalog.Roles"/>.</param>
    /// <param name="action">What to do there.</param>
    /// <param name="places">Where to look. A rule about loops asks for <see cref="RolePlaces.Repeated"/>.</param>
    public void OnRole(string role, Action<RuleContext, RoleMatch> action, RolePlaces places = RolePlaces.Anywhere)
    {
        var names = this.Model.Wrappers.SourceNames(ImmutableHashSet.Create(role));
        var files = this.Model.Wrappers.FilesOf(role);
        this.InFiles(files.Any, context =>
        {
            var (model, index) = (context.SemanticModel, NameIndex.Of(context.SemanticModel.SyntaxTree, context.CancellationToken));
            foreach (var node in index.Places(names, files).Where(IsWanted))
            {
                Look(model.GetOperation(node, context.CancellationToken));
            }

            foreach (var value in index.ConvertibleValues(files).Where(IsWanted))
            {
                Look(model.GetOperation(value, context.CancellationToken)?.Parent as IConversionOperation);
            }

            void Look(IOperation? operation)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                if (operation is not null && this.Model.Match(operation, role) is { } match)
                {
                    action(context, match);
                }
            }
        });

        bool IsWanted(SyntaxNode node) => places == RolePlaces.Anywhere || RepeatingSyntax.MaySurround(node);
    }

    /// <summary>
    /// Calls <paramref name="action"/> at each place that makes what a run needs: a model, an engine, a client, a kernel, memory of a device. Not in
    /// tests, where everything is made anew on purpose, nor in the library that offers it.
    /// </summary>
    public void OnSetup(string role, Action<RuleContext, RoleMatch> action)
    {
        var own = this.start.Compilation.AssemblyName;
        if (!this.Model.Catalog.LinesOfRole(role).Any(line => line.Library != own && RoleCatalog.IsWritten(line, this.Model.Words)))
        {
            return;
        }

        this.OnRole(role, (context, match) =>
        {
            if (!context.IsTestCode && !context.IsWithinLibrary(match))
            {
                action(context, match);
            }
        });
    }

    /// <summary>
    /// Calls <paramref name="action"/> at each read of a property without arguments that plays the role, where something may repeat
    /// it. By a walk of the files that write its name: the index that rules share has no properties, which are most of what is written.
    /// </summary>
    public void OnGetter(string role, Action<RuleContext, RoleMatch> action)
    {
        var names = this.Model.Wrappers.SourceNames(ImmutableHashSet.Create(role));
        this.InFiles(this.Model.Wrappers.FilesOf(role).Any, context =>
        {
            foreach (var access in context.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
            {
                if (names.Contains(access.Name.Identifier.ValueText) && RepeatingSyntax.MaySurround(access)
                    && context.SemanticModel.GetOperation(access, context.CancellationToken) is IPropertyReferenceOperation getter
                    && this.Model.Match(getter, role) is { } match)
                {
                    action(context, match);
                }
            }
        });
    }

    /// <summary>Calls <paramref name="action"/> at each method, local function and lambda that runs on a device, with its body.</summary>
    public void OnDeviceCode(Action<RuleContext, DeviceMethod, IOperation> action)
    {
        var code = this.Model.DeviceCode;
        if (!code.MayExist)
        {
            return;
        }

        this.start.RegisterSemanticModelAction(file =>
        {
            var context = new RuleContext(file, this.Model, this.rule, this.told);
            foreach (var method in code.In(file.SemanticModel.SyntaxTree))
            {
                file.CancellationToken.ThrowIfCancellationRequested();
                if (DeviceMethod.BodyOf(file.SemanticModel.GetOperation(method.Declaration, file.CancellationToken)) is { } body)
                {
                    action(context, method, body);
                }
            }
        });
    }

    /// <summary>Whether a role may be played here: whether code names the namespace of a library that has it.</summary>
    public bool IsWritten(string role) => !this.WrittenNames(role).IsEmpty;

    /// <summary>The names of the members that play a role, of the libraries whose namespace code names.</summary>
    public ImmutableHashSet<string> WrittenNames(string role) => this.Model.Catalog.WrittenNames(role, this.Model.Words);

    /// <summary>Calls <paramref name="action"/> at each call that is written with one of these names. For what has no role of its own.</summary>
    public void OnCall(ImmutableHashSet<string> names, Action<RuleContext, SyntaxNode> action)
    {
        this.InFiles(names.SelectMany(name => this.Model.Words.FilesWith(name)), context =>
        {
            foreach (var node in NameIndex.Of(context.SemanticModel.SyntaxTree, context.CancellationToken).Called(names))
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                action(context, node);
            }
        });
    }

    /// <summary>Calls <paramref name="action"/> for each additional file of the compilation.</summary>
    public void OnAdditionalFile(Action<AdditionalFileAnalysisContext> action) => this.start.RegisterAdditionalFileAction(action);

    /// <summary>
    /// Calls <paramref name="action"/> at each node of these kinds in source files that write one of these words, as a part of
    /// another word too. For what has no role, or a role of the base library, which every compilation references: the scan costs far
    /// less than binding.
    /// </summary>
    public void OnSyntax(ImmutableArray<string> words, Action<RuleContext, SyntaxNode> action, params SyntaxKind[] kinds)
    {
        this.InFiles(this.Model.Words.FilesWithPart(words), context =>
        {
            foreach (var node in context.Root.DescendantNodesAndSelf())
            {
                if (kinds.Contains(node.Kind()))
                {
                    context.CancellationToken.ThrowIfCancellationRequested();
                    action(context, node);
                }
            }
        });
    }

    // Where there are none, nothing is registered: an action per file is a call per file for every rule.
    private void InFiles(IEnumerable<SyntaxTree> some, Action<RuleContext> look)
    {
        var files = some.ToImmutableHashSet();
        if (files.IsEmpty)
        {
            return;
        }

        this.start.RegisterSemanticModelAction(file =>
        {
            if (files.Contains(file.SemanticModel.SyntaxTree))
            {
                look(new RuleContext(file, this.Model, this.rule, this.told));
            }
        });
    }
}
