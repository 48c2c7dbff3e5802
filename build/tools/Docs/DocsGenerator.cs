using System.Collections.Immutable;
using PerfProof.Build.Rules;

namespace PerfProof.Build.Docs;

/// <summary>Everything that is written about rules, as the rules say it should be, and the fields of the evidence, as its schema does.</summary>
public static class DocsGenerator
{
    /// <summary>The files, each with the text that it should have.</summary>
    /// <param name="checkout">The repository.</param>
    /// <param name="rules">Every rule.</param>
    /// <param name="problems">What keeps a file from being generated, a line each: a page is missing, or its markers are broken.</param>
    public static ImmutableArray<GeneratedFile> Generate(Checkout checkout, ImmutableArray<RuleEntry> rules, ICollection<string> problems)
    {
        var files = ImmutableArray.CreateBuilder<GeneratedFile>();
        foreach (var rule in rules)
        {
            Add(() => Page(checkout, rule));
        }

        Add(() => Regions(checkout, checkout.PathOf("docs", "rules", "README.md"), ("rules", RuleTables.Index(checkout, rules)), ("roles", RoleTable.Create(checkout, rules))));
        Add(() => Regions(checkout, checkout.PathOf("README.md"), ("rules", RuleTables.Overview(rules))));
        Add(() => Regions(checkout, checkout.PathOf("docs", "evidence-file.md"), ("fields", SchemaTables.Create(File.ReadAllText(checkout.PathOf("docs", "evidence.schema.json"))))));
        files.AddRange(Presets.All(rules).Select(preset =>
            new GeneratedFile(checkout.PathOf("src", "PerfProof.Package", "presets", preset.Name + ".globalconfig"), preset.Text)));
        return files.ToImmutable();

        void Add(Func<GeneratedFile> create)
        {
            try
            {
                files.Add(create());
            }
            catch (DocsException exception)
            {
                problems.Add(exception.Message);
            }
        }
    }

    private static GeneratedFile Page(Checkout checkout, RuleEntry rule)
    {
        var path = checkout.PageOf(rule.Id);
        return File.Exists(path)
            ? new(path, RulePage.WithHeader(File.ReadAllText(path), rule))
            : throw new DocsException($"{rule.Id} has no page: write {checkout.Display(path)} with the sections {string.Join(", ", RulePage.Sections)}.");
    }

    private static GeneratedFile Regions(Checkout checkout, string path, params ReadOnlySpan<(string Name, string Text)> regions)
    {
        var display = checkout.Display(path);
        var page = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        foreach (var (name, text) in regions)
        {
            page = MarkedRegion.Fill(display, page, name, text)
                ?? throw new DocsException($"{display} has no place for its table '{name}': add these two lines: {MarkedRegion.Empty(name).ReplaceLineEndings(" ")}");
        }

        return new(path, page);
    }
}
