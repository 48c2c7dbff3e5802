using System.Collections.Immutable;
using System.CommandLine;
using PerfProof.Profiling;
using PerfProof.Reporting;
using PerfProof.Reporting.Costs;
using PerfProof.Reporting.Pages;
using PerfProof.Tool.Output;
using Spectre.Console;

namespace PerfProof.Tool.Commands;

/// <summary><c>perfproof report</c>: shows evidence to people and to other tools; measures nothing.</summary>
internal static class ReportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var evidence = new Argument<FileInfo>("evidence")
        {
            Description = $"The evidence that 'perfproof verify', 'compare' or 'merge' wrote. Default: {EvidenceFile.DefaultName}.",
            DefaultValueFactory = _ => new FileInfo(EvidenceFile.DefaultName),
        };
        var html = FileOption("--html", "Write one HTML page that needs nothing else: no network, no script.");
        var markdown = FileOption("--md", "Write Markdown for a comment on a pull request.");
        var sarif = FileOption("--sarif", "Write SARIF 2.1.0, with what was measured in the message of each result.");
        var cost = new Option<bool>("--cost") { Description = "Tell hours and money that the confirmed fixes save; needs --calls." };
        var calls = new Option<string[]>("--calls") { Description = "Calls a day, of every finding (100000) or of some (PP2001@Chunker.cs:39=5000, PP4001=200). Can be repeated; the last one that is about a finding counts.", HelpName = "[finding=]number" };
        var size = new Option<int?>("--size") { Description = "The size n of a call in real life; the smallest and the largest measured are shown when left out.", HelpName = "n" };
        var prices = FileOption("--prices", "A price table of your own. Default: the one that comes with the tool.");
        var instance = new Option<string?>("--instance") { Description = "The instance of the price table that it runs on. Default: the first.", HelpName = "name" };
        var profile = FileOption("--profile", "What 'perfproof profile' wrote: the page then shows where the run spends its time, with a flame graph.");
        var baseline = FileOption("--baseline", "Evidence of before: exit with 1 when something is confirmed on your code or program that it does not have.");
        size.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var n) && n <= 0)
            {
                result.AddError("--size needs a positive number.");
            }
        });
        var command = new Command("report", "Show evidence: an HTML page, Markdown, SARIF, hours and money. Measures nothing.")
        {
            evidence, html, markdown, sarif, cost, calls, size, prices, instance, profile, baseline,
        };
        command.SetAction((parsed, _) =>
        {
            var path = parsed.GetValue(evidence)!.FullName;
            var read = EvidenceFile.Read(path);
            ImmutableArray<CallRate> rates = [.. (parsed.GetValue(calls) ?? []).Select(CallRate.Parse)];
            var asksCost = parsed.GetValue(cost) || !rates.IsEmpty;
            if (asksCost && rates.IsEmpty)
            {
                throw new UsageException("--cost needs to know how often it is called: add --calls 100000 (calls a day), or --calls PP2001@Chunker.cs:39=5000 for one finding.");
            }

            var table = parsed.GetValue(prices) is { } file ? PriceTable.Read(file.FullName) : PriceTable.BuiltIn;
            var report = new Report(Path.GetFileName(path), read)
            {
                Profile = parsed.GetValue(profile) is { } run ? ProfileFile.Read(run.FullName) : null,
                New = parsed.GetValue(baseline) is { } before ? Baseline.New(read, EvidenceFile.Read(before.FullName)) : null,
                Costs = asksCost ? CostReport.Create(read, new(rates, table.Find(parsed.GetValue(instance)), parsed.GetValue(size))) : null,
            };
            return RunAsync(terminal, report, path, parsed.GetValue(html), parsed.GetValue(markdown), parsed.GetValue(sarif));
        });
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, Report report, string path, FileInfo? html, FileInfo? markdown, FileInfo? sarif)
    {
        VerdictTable.Write(terminal.Console, report.Evidence, path);
        if (report.Costs is { } costs)
        {
            Write(terminal.Console, costs);
        }

        foreach (var (file, option, create) in new (FileInfo?, string, Func<string>)[]
        {
            (html, "--html", () => HtmlReport.Create(report)),
            (markdown, "--md", () => MarkdownReport.Create(report)),
            (sarif, "--sarif", () => SarifLog.Create(report.Evidence)),
        })
        {
            if (file is not null)
            {
                ResultFile.Write(file.FullName, option, create());
                await terminal.Error.WriteLineAsync($"perfproof: wrote {file.FullName}.").ConfigureAwait(false);
            }
        }

        if (report.New is not { IsEmpty: false } added)
        {
            return ExitCodes.Done;
        }

        await terminal.Error.WriteLineAsync($"perfproof: {added.Length} confirmed {(added.Length == 1 ? "finding is" : "findings are")} new against --baseline: {string.Join(", ", added.Select(finding => Words.Name(finding)))}. 'perfproof fix' applies what is confirmed.").ConfigureAwait(false);
        return ExitCodes.GateFailed;
    }

    private static void Write(IAnsiConsole console, CostReport costs)
    {
        if (!costs.Rows.IsEmpty)
        {
            var table = new Table().Border(TableBorder.Rounded);
            foreach (var heading in CostTable.Headings(costs))
            {
                var column = new TableColumn(Markup.Escape(heading.TrimStart('#')));
                table.AddColumn(heading.StartsWith('#') ? column.RightAligned() : column);
            }

            foreach (var row in CostTable.Rows(costs))
            {
                table.AddRow(row.Select(Markup.Escape).ToArray());
            }

            console.Write(table);
        }

        foreach (var line in costs.Assumptions().Concat(CostTable.LeftOut(costs).Select(one => "Not in it: " + one)))
        {
            console.WriteLine(line);
        }
    }

    private static Option<FileInfo?> FileOption(string name, string description) => new(name) { Description = description, HelpName = "file" };
}
