using System.CommandLine;
using System.Text.Json;
using PerfProof.Reporting;

namespace PerfProof.Tool.Commands;

/// <summary><c>perfproof merge</c>: joins the evidence of shards, or of several machines.</summary>
internal static class MergeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("merge", "Join the evidence of several runs: shards of one, or the same findings on several machines.");
        var parts = new Argument<string[]>("evidence")
        {
            Description = "Evidence files, in any order. Their raw samples are looked for beside them; files named *.samples.json are left out.",
            Arity = ArgumentArity.OneOrMore,
        };
        var evidence = new Option<FileInfo>("--evidence")
        {
            Description = $"Where the evidence goes; raw samples and the index go beside it. Default: {EvidenceFile.DefaultName}.",
            HelpName = "file",
            DefaultValueFactory = _ => new FileInfo(EvidenceFile.DefaultName),
        };
        var newest = new Option<bool>("--newest") { Description = "Where files contradict each other about a finding on the same machine, let the newest count." };
        var json = new Option<bool>("--json") { Description = "Print the evidence as JSON instead of a table." };
        command.Arguments.Add(parts);
        command.Options.Add(evidence);
        command.Options.Add(newest);
        command.Options.Add(json);
        command.SetAction((parsed, _) => RunAsync(
            terminal, parsed.GetValue(parts)!, parsed.GetValue(evidence)!.FullName, parsed.GetValue(newest), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string[] names, string path, bool takesNewest, bool asJson)
    {
        // A shell that expands *.json names them too.
        var files = names.Where(name => !name.EndsWith(EvidenceFile.SamplesSuffix, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            throw new UsageException("There is only raw data to merge: name the evidence files beside it.");
        }

        EvidenceFile.CheckWritable(path);
        var merged = EvidenceMerge.Merge([.. files.Select(EvidencePart.Read)], takesNewest);
        EvidenceFile.Write(path, merged.Evidence, merged.Samples);
        await VerdictOptions.WriteAsync(terminal, merged.Evidence, path, asJson, [], CancellationToken.None).ConfigureAwait(false);
        var missing = EvidenceMerge.Missing(merged.Evidence);
        if (missing.IsEmpty)
        {
            return ExitCodes.Done;
        }

        await terminal.Error.WriteLineAsync($"perfproof: error: shard {string.Join(", ", missing)} is not among the files; what is there was merged. Run 'perfproof verify --shard {missing[0]}', and merge again.").ConfigureAwait(false);
        return ExitCodes.NotLoaded;
    }
}
