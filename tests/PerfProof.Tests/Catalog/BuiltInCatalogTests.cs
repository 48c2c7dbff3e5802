using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Catalog;

namespace PerfProof.Tests.Catalog;

/// <summary>Every line of the built-in catalog names something that exists, once, with roles and keys that mean something.</summary>
public class BuiltInCatalogTests
{
    private static readonly string[] packages = ["Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "OpenAI", "System.ClientModel", "System.Numerics.Tensors"];

    private static readonly IReadOnlyList<(string File, CatalogLine Line)> lines =
        [.. BuiltInCatalog.Files.SelectMany(file => file.Text.Lines.Select(line => (file.File, line)))];

    private static readonly CSharpCompilation real =
        CSharpCompilation.Create("Real", references: [.. Libraries.Framework, .. packages.Select(Libraries.Get)]);

    public static TheoryData<string> Files() => [.. BuiltInCatalog.Files.Select(file => file.File)];

    public static TheoryData<string> Stubs() => StubTests.Stubs();

    [Fact]
    public void EveryFileOfTheFolderIsEmbedded() =>
        Assert.Equal(
            Directory.EnumerateFiles(Repository.PathOf("src", "Catalog"), "*.txt").Select(Path.GetFileName).Order(StringComparer.Ordinal),
            BuiltInCatalog.Files.Select(file => file.File).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void File_IsGivenForEachOfItsLibraries(string file)
    {
        var text = BuiltInCatalog.Files.Single(entry => entry.File == file).Text;

        Assert.All(text.Lines.Select(line => line.Library).Distinct(), library => Assert.Contains(text, BuiltInCatalog.FilesOf(name => name == library)));
    }

    [Fact]
    public void KnownLibraries_AreThoseOfTheFiles()
    {
        var named = BuiltInCatalog.Libraries.ToList();

        Assert.All(named, library => Assert.NotEqual(library == "System.Runtime", KnownLibraries.Has(library)));
        // Every name in code is one of the files: there are as many.
        var source = File.ReadLines(Repository.PathOf("src", "PerfProof.Analyzers", "Catalog", "KnownLibraries.cs"));
        Assert.Equal(named.Count - 1, source.Count(line => line.TrimStart().StartsWith('"') || line.Contains(" or \"", StringComparison.Ordinal)));
    }

    [Fact]
    public void KnownLibraries_CountAsReferencesAndAsTheProgramItself()
    {
        Assert.False(KnownLibraries.AnyIn(CSharpCompilation.Create("Real", references: Libraries.Framework)));
        Assert.True(KnownLibraries.AnyIn(real));
        Assert.True(KnownLibraries.AnyIn(CSharpCompilation.Create("TorchSharp", references: Libraries.Framework)));
    }

    [Fact]
    public void NoFile_IsGivenForALibraryThatNobodyKnows() => Assert.Empty(BuiltInCatalog.FilesOf(name => name == "Contoso.Search"));

    [Theory]
    [MemberData(nameof(Files))]
    public void File_CanBeReadAndStandsUnderALibrary(string file)
    {
        var text = BuiltInCatalog.Files.Single(entry => entry.File == file).Text;

        Assert.Empty(text.Errors);
        Assert.NotEmpty(text.Lines);
        Assert.All(text.Lines, line => Assert.NotEqual("", line.Library));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Line_ResolvesInTheRealLibraryOrInTheListOfItsIds(string file)
    {
        var resolver = new CatalogResolver(real);
        var missing = new List<string>();
        foreach (var (_, line) in lines.Where(entry => entry.File == file && entry.Line[Keys.Until] is null))
        {
            var known = KnownIds.Of(line.Library);
            foreach (var named in new[] { line, line.Naming(Keys.Batch), line.Naming(Keys.Count), line.Naming(Keys.CountUnchecked) }.OfType<CatalogLine>())
            {
                // A key may name a member of another assembly of the library.
                if (resolver.Resolve(named with { Library = line.Library }) != CatalogStatus.Resolved && known?.Has(named) != true
                    && (named.Target == line.Target || !KnownIds.AnyHas(named)))
                {
                    missing.Add($"{file}({line.Line + 1}): {named.Target} {string.Join(", ", resolver.Hints(named))}");
                }
            }
        }

        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
    }

    [Fact]
    public void LibraryIsCheckedOneWayOrTheOther() =>
        Assert.All(
            lines.Where(entry => entry.Line[Keys.Until] is null).Select(entry => entry.Line.Library).Distinct(),
            library => Assert.True(
                RoleCatalog.Presence(real)(library) || KnownIds.Of(library) is not null,
                $"Nothing to check {library} against: reference its package, or add tests/PerfProof.Tests/Data/ids/{library}.ids."));

    [Fact]
    public void LineWithUntil_NamesAVersionAndIsAbsentFromTheNewest()
    {
        var resolver = new CatalogResolver(real);
        foreach (var (file, line) in lines.Where(entry => entry.Line[Keys.Until] is not null))
        {
            Assert.True(double.TryParse(line[Keys.Until], CultureInfo.InvariantCulture, out _), $"{file}({line.Line + 1}): until is no version");
            Assert.NotEqual(CatalogStatus.Resolved, resolver.Resolve(line));
            Assert.NotEqual(true, KnownIds.Of(line.Library)?.Has(line));
        }
    }

    [Fact]
    public void RolesAndKeysAreKnown()
    {
        Assert.All(lines, entry => Assert.Contains(entry.Line.Role, Roles.All));
        Assert.All(lines, entry => Assert.All(entry.Line.Keys.Keys, key => Assert.Contains(key, Keys.All)));
    }

    [Fact]
    public void KeyHasAValueThatMeansSomething() =>
        Assert.All(
            lines.SelectMany(entry => entry.Line.Keys).Where(pair => Keys.Values.ContainsKey(pair.Key)),
            pair => Assert.Contains(pair.Value, Keys.Values[pair.Key]));

    [Fact]
    public void RequiredKeysAreThere()
    {
        Assert.All(lines.Where(entry => entry.Line.Role == Roles.EmbedOne), entry => Assert.True(entry.Line[Keys.Batch] is not null || entry.Line[Keys.BatchGain] == "none"));
        Assert.All(lines.Where(entry => entry.Line.Role == Roles.Synchronize), entry => Assert.NotNull(entry.Line[Keys.Scope]));
        Assert.All(lines.Where(entry => entry.Line.Role == Roles.HalfType), entry => Assert.NotNull(entry.Line[Keys.Layout]));
        Assert.All(lines.Where(entry => entry.Line.Role == Roles.HalfFallback), entry => Assert.NotNull(entry.Line[Keys.Ratio]));
    }

    [Fact]
    public void Below_IsAVersion() =>
        Assert.All(lines.Select(entry => entry.Line[Keys.Below]).OfType<string>(), below => Assert.True(Version.TryParse(below, out _), below));

    [Fact]
    public void NoLineIsThereTwice()
    {
        var twice = lines
            .GroupBy(entry => (entry.Line.Library, entry.Line.Role, entry.Line.Target))
            .Where(group => group.Count() > 1)
            .Select(group => group.Key.ToString());

        Assert.Empty(twice);
    }

    [Fact]
    public void NoMemberIsNamedTwiceForOneRole()
    {
        // An overload group and one of its overloads: which line counts would depend on their order.
        var groups = lines.Where(entry => entry.Line.IsMemberGroup && entry.Line[Keys.Below] is null)
            .Select(entry => (entry.Line.Library, entry.Line.Role, entry.Line.Parts.TypeName, entry.Line.Parts.MemberName))
            .ToHashSet();
        var overlaps = lines.Where(entry => !entry.Line.IsMemberGroup
                && groups.Contains((entry.Line.Library, entry.Line.Role, entry.Line.Parts.TypeName, entry.Line.Parts.MemberName)))
            .Select(entry => entry.Line.Target);

        Assert.Empty(overlaps);
    }

    [Fact]
    public void ParameterNamedByAKey_Exists()
    {
        foreach (var (file, line) in lines.Where(entry => entry.Line[Keys.Input] is not null || entry.Line[Keys.Text] is not null))
        {
            var name = line[Keys.Input] ?? line[Keys.Text];
            foreach (var method in Methods(line))
            {
                Assert.True(method.Parameters.Any(parameter => parameter.Name == name), $"{file}({line.Line + 1}): {method.ToDisplayString()} has no parameter '{name}'");
            }
        }
    }

    [Fact]
    public void MemberNamedByResultOrValue_Exists()
    {
        var embedding = real.GetTypeByMetadataName("Microsoft.Extensions.AI.Embedding`1")!;
        var clientResult = real.GetTypeByMetadataName("System.ClientModel.ClientResult`1")!;

        Assert.All(lines.Select(entry => entry.Line[Keys.Result]).OfType<string>(), name => Assert.NotEmpty(embedding.GetMembers(name)));
        Assert.All(lines.Select(entry => entry.Line[Keys.Value]).OfType<string>(), name => Assert.NotEmpty(clientResult.GetMembers(name)));
    }

    [Theory]
    [MemberData(nameof(Stubs))]
    public void Stub_ClaimsNoMemberThatTheLibraryHasNot(string assembly)
    {
        if (KnownIds.Of(assembly) is not { } known)
        {
            return;
        }

        var compilation = CSharpCompilation.Create("Stub", references: [.. Libraries.Framework, Libraries.Get(assembly)]);
        foreach (var (file, line) in lines.Where(entry => entry.Line.Library == assembly && new CatalogResolver(compilation).Resolve(entry.Line) == CatalogStatus.Resolved))
        {
            foreach (var member in Methods(line, compilation))
            {
                var id = member.GetDocumentationCommentId()!;
                Assert.True(known.HasId(id), $"tests/Stubs/{assembly}.cs has {id}, which {file} would match and the library does not have");
            }
        }
    }

    private static IEnumerable<IMethodSymbol> Methods(CatalogLine line, Compilation? compilation = null)
    {
        var types = DocumentationCommentId.GetSymbolsForDeclarationId("T:" + line.Parts.TypeName, compilation ?? Everything.Value).OfType<INamedTypeSymbol>();
        return types.SelectMany(type => type.GetMembers()).OfType<IMethodSymbol>().Where(method => RoleCatalog.Names(line, method));
    }

    private static readonly Lazy<Compilation> Everything = new(() => CSharpCompilation.Create(
        "Everything",
        references:
        [
            .. real.References,
            .. Directory.EnumerateFiles(Repository.PathOf("tests", "Stubs"), "*.cs").Select(path => Libraries.Get(Path.GetFileNameWithoutExtension(path))),
        ]));
}
