using PerfProof.Build;
using PerfProof.Build.Rules;

namespace PerfProof.Tests.Contract;

/// <summary>What the tests of the contract walk over. docs/adding-a-rule.md says what a rule owes.</summary>
internal static class Contract
{
    internal static Checkout Checkout { get; } = new(Repository.Root);

    internal static RuleEntry Rule(string id) => RuleBook.All.Single(rule => rule.Id == id);

    /// <summary>Ids, for theories: a failure names the rule.</summary>
    internal static TheoryData<string> Ids { get; } = [.. RuleBook.All.Select(rule => rule.Id).Distinct()];

    internal static string Page(string id) => File.ReadAllText(Checkout.PageOf(id)).ReplaceLineEndings("\n");

    /// <summary>C# files below a folder of the repository, without build output.</summary>
    internal static IEnumerable<string> Sources(params string[] parts) =>
        Directory.EnumerateFiles(Checkout.PathOf(parts), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Checkout.Display(path).Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    /// <summary>Fails with all problems at once, one a line.</summary>
    internal static void None(IEnumerable<string> problems)
    {
        var all = problems.ToList();
        Assert.True(all.Count == 0, "\n" + string.Join("\n", all));
    }
}
