using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Build.Docs;
using PerfProof.Build.NewRule;
using PerfProof.Build.Rules;

namespace PerfProof.Tests.Contract;

/// <summary>What every rule owes in its sources, its tests and the release notes.</summary>
public sealed class RuleContractTests
{
    public static TheoryData<string> Ids => Contract.Ids;

    [Fact]
    public void Rules_AreFound() => Assert.NotEmpty(RuleBook.All);

    [Fact]
    public void Id_IsUnique() => Contract.None(RuleBook.All
        .GroupBy(rule => rule.Id)
        .Where(rules => rules.Count() > 1)
        .Select(rules => $"{rules.Key} is reported by {string.Join(" and ", rules.Select(rule => rule.Analyzer.Name))}: give one of them another id."));

    [Fact]
    public void Folder_HasRule() => Contract.None(
        from area in Directory.EnumerateDirectories(Contract.Checkout.Rules)
        from folder in Directory.EnumerateDirectories(area)
        let name = Path.GetFileName(folder)
        where !RuleBook.All.Any(rule => name == $"{rule.Id}_{rule.Analyzer.Name}" && Area.Of(rule.Id)?.Name == Path.GetFileName(area))
        select $"{Contract.Checkout.Display(folder)} has no rule of that id, class name and area in it.");

    [Theory]
    [MemberData(nameof(Ids))]
    public void Id_MatchesFolderClassAndCategory(string id)
    {
        var rule = Contract.Rule(id);
        Assert.True(RuleId.IsValid(id), $"'{id}' is not PP and four digits.");
        var area = Area.Of(id);
        Assert.True(area is not null, $"The first digit of {id} belongs to no area.");
        Assert.Equal(area.Name, rule.Descriptor.Category);
        var folder = Contract.Checkout.PathOf("src", "Rules", area.Name, $"{id}_{rule.Analyzer.Name}");
        Assert.Equal(folder, Contract.Checkout.FolderOf(id));
        Assert.True(File.Exists(Path.Combine(folder, rule.Analyzer.Name + ".cs")), $"{id}: {rule.Analyzer.Name}.cs is missing from its folder.");
        Assert.True(typeof(RuleAnalyzer).IsAssignableFrom(rule.Analyzer), $"{rule.Analyzer.Name} must derive from RuleAnalyzer.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Texts_AreWritten(string id)
    {
        var descriptor = Contract.Rule(id).Descriptor;
        foreach (var text in new[] { descriptor.Title, descriptor.MessageFormat, descriptor.Description }.Select(text => text.ToString(null)))
        {
            Assert.False(string.IsNullOrWhiteSpace(text), $"{id}: title, message and description must say something.");
            Assert.DoesNotContain(Scaffold.Placeholder, text);
        }

        Assert.False(descriptor.Title.ToString(null).EndsWith('.'), $"{id}: a title has no full stop.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Sources_AreWritten(string id) => Contract.None(
        from folder in new[] { Contract.Checkout.FolderOf(id), Contract.Checkout.TestFolderOf(id) }
        where folder is not null
        from file in Directory.EnumerateFiles(folder)
        where File.ReadAllText(file).Contains(Scaffold.Placeholder, StringComparison.Ordinal)
        select $"{Contract.Checkout.Display(file)} still has '{Scaffold.Placeholder}' in it: write it.");

    [Theory]
    [MemberData(nameof(Ids))]
    public void Fix_IsThereOrItsAbsenceExplained(string id)
    {
        var rule = Contract.Rule(id);
        var reason = RulePage.ReasonFor(Contract.Page(id), "Fix");
        if (rule.Fixes.IsEmpty)
        {
            Assert.True(reason is not null, $"{id} has no fix: write one, or the line 'Fix: none, because ...' on its page.");
        }
        else
        {
            Assert.True(reason is null, $"{id} has a fix, but its page says 'Fix: none'.");
            Assert.All(rule.Fixes, fix => Assert.StartsWith(rule.Analyzer.Name, fix.GetType().Name, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void FixAll_IsThereOrItsAbsenceExplained(string id) => Assert.All(Contract.Rule(id).Fixes, fix =>
    {
        if (fix.GetFixAllProvider() is null)
        {
            Assert.False(string.IsNullOrWhiteSpace(fix.WhyNoFixAll), $"{fix.GetType().Name} supports no Fix All and does not say why: override WhyNoFixAll.");
        }
        else
        {
            Assert.Null(fix.WhyNoFixAll);
        }
    });

    [Theory]
    [MemberData(nameof(Ids))]
    public void Proof_IsThereOrItsAbsenceExplained(string id)
    {
        var rule = Contract.Rule(id);
        var reason = RulePage.ReasonFor(Contract.Page(id), "Proof");
        if (rule.Proof is { } proof)
        {
            Assert.True(reason is null, $"{id} has a proof, but its page says 'Proof: none'.");
            Assert.Equal(rule.Analyzer.Name + "Proof", proof.GetType().Name);
            Assert.True(rule.ProofClass != "none", $"{proof.GetType().Name} has neither a fix to try nor a pattern: nothing would be measured.");
        }
        else
        {
            Assert.True(reason is not null, $"{id} has no proof: write one, or the line 'Proof: none, because ...' on its page.");
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tests_AreThere_AndAtLeastHalfAreNegative(string id)
    {
        var folder = Contract.Checkout.TestFolderOf(id);
        Assert.True(folder is not null, $"{id} has no test folder: tests/PerfProof.Tests/Rules/{Area.Of(id)?.Name}/{id}_{Contract.Rule(id).Analyzer.Name}.");
        var cases = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            .Select(method => (Name: method.Identifier.ValueText, Count: CasesOf(method)))
            .ToList();
        var positives = cases.Where(one => one.Name.EndsWith("_Reports", StringComparison.Ordinal)).Sum(one => one.Count);
        var negatives = cases.Where(one => one.Name.EndsWith("_IsSilent", StringComparison.Ordinal)).Sum(one => one.Count);
        Assert.True(positives > 0, $"{id} has no test that ends in _Reports.");
        Assert.True(negatives >= positives, $"{id} has {positives} tests that report and {negatives} that are silent: a false finding costs more than a missed one.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Release_IsTracked(string id)
    {
        var rule = Contract.Rule(id);
        var lines = new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" }
            .SelectMany(file => File.ReadAllLines(Contract.Checkout.PathOf("src", "PerfProof.Analyzers", file)))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells[0] == id)
            .ToList();
        var cells = lines.LastOrDefault();
        Assert.True(cells is { Length: >= 3 }, $"{id} has no line in AnalyzerReleases.Unshipped.md.");
        Assert.Equal(rule.Descriptor.Category, cells[1]);
        Assert.Equal(rule.Descriptor.IsEnabledByDefault ? rule.Descriptor.DefaultSeverity.ToString() : "Disabled", cells[2]);
    }

    /// <summary>One for a fact, the number of inline rows for a theory, none for anything else.</summary>
    private static int CasesOf(MethodDeclarationSyntax method)
    {
        var attributes = method.AttributeLists.SelectMany(list => list.Attributes).Select(attribute => attribute.Name.ToString()).ToList();
        return attributes.Any(name => name is "Fact" or "SkippableFact") ? 1 : attributes.Count(name => name == "InlineData");
    }
}
