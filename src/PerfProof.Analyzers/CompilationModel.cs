using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Kernels;
using PerfProof.Wrappers;

namespace PerfProof;

/// <summary>
/// What every rule shares about one compilation: the catalog that applies to it and the wrappers found in it.
/// Made once per compilation and set of user catalogs.
/// </summary>
public sealed class CompilationModel
{
    private static readonly ConditionalWeakTable<Compilation, List<CompilationModel>> models = new();

    private readonly ImmutableArray<CatalogText> userCatalogs;

    private CompilationModel(Compilation compilation, ImmutableArray<CatalogText> userCatalogs)
    {
        this.Compilation = compilation;
        this.userCatalogs = userCatalogs;
        this.Catalog = RoleCatalog.Create(compilation, userCatalogs);
        this.Words = new SourceWords(compilation);
        this.Wrappers = new WrapperModel(compilation, this.Catalog, this.Words);
        this.IsTestProject = TestCode.IsProgram(compilation);
        this.CallSites = new CallSites(this.Words, this.Wrappers.Bodies);
        this.Registrations = new Registrations(this.Words, this.Wrappers.Bodies);
        this.DeviceCode = new DeviceCode(this.Catalog, this.Wrappers, this.Words);
    }

    /// <summary>The compilation.</summary>
    public Compilation Compilation { get; }

    /// <summary>Whether it is a program of tests or benchmarks.</summary>
    public bool IsTestProject { get; }

    /// <summary>Which symbol plays which role.</summary>
    public RoleCatalog Catalog { get; }

    /// <summary>Which file writes which name.</summary>
    public SourceWords Words { get; }

    /// <summary>Methods of this compilation that play a role because their body does.</summary>
    public WrapperModel Wrappers { get; }

    /// <summary>Where methods of this compilation are called.</summary>
    internal CallSites CallSites { get; }

    /// <summary>Which types of this compilation a container makes anew.</summary>
    internal Registrations Registrations { get; }

    /// <summary>Methods of this compilation that run on a device.</summary>
    public DeviceCode DeviceCode { get; }

    /// <summary>The model of a compilation, shared by all rules.</summary>
    public static CompilationModel Get(Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        var catalogs = UserCatalog.ReadAll(options.AdditionalFiles, cancellation);
        SourceWords.Read(compilation);
        var candidates = models.GetOrCreateValue(compilation);
        lock (candidates)
        {
            foreach (var candidate in candidates)
            {
                if (candidate.userCatalogs.SequenceEqual(catalogs))
                {
                    return candidate;
                }
            }

            var model = new CompilationModel(compilation, catalogs);
            candidates.Add(model);
            return model;
        }
    }

    /// <summary>
    /// How the member behind an operation plays a role: directly by the catalog, or through a wrapper of this compilation.
    /// Null when it does not. Understands calls, constructions, property and indexer reads, user-defined conversions and
    /// the invocation of a kernel delegate.
    /// </summary>
    public RoleMatch? Match(IOperation operation, string role) => this.Wrappers.Match(operation, role);

    /// <summary>The operation of a body or expression in any file of the compilation; null for what is neither.</summary>
    internal IOperation? OperationOf(SyntaxNode node) => this.Wrappers.OperationOf(node);
}
