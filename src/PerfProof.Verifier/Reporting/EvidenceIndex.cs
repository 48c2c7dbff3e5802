using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PerfProof.Verdicts;

namespace PerfProof.Reporting;

/// <summary>Writes the index of evidence: what the analyzers read, <see cref="VerdictIndex"/>.</summary>
internal static class EvidenceIndex
{
    /// <summary>
    /// A line of the format, a line for each device, then a finding a line: id, place, digest of the member, verdict, subject, lower
    /// bound, estimate, upper bound, day, device; separated by tabs.
    /// </summary>
    public static string Of(Evidence evidence)
    {
        var devices = new Dictionary<string, int>(StringComparer.Ordinal);
        var findings = new StringBuilder();
        // Pairs are in no program that is analysed.
        foreach (var finding in evidence.Findings.Where(finding => finding.Rule != Reported.PairRule))
        {
            var device = DeviceOf(evidence, finding);
            devices.TryAdd(device, devices.Count);
            findings.AppendJoin(
                '\t',
                finding.Id,
                FindingId.Place(finding.Rule, finding.File, finding.Symbol),
                finding.CodeDigest,
                finding.Verdict,
                finding.Subject ?? "none",
                Number(finding.Speedup?.Lower),
                Number(finding.Speedup?.Estimate),
                Number(finding.Speedup?.Upper),
                (finding.Cached ?? evidence.Created).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                devices[device].ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        var index = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{VerdictIndex.Mark} {VerdictIndex.Version}\n");
        foreach (var (device, number) in devices.OrderBy(pair => pair.Value))
        {
            index.Append(CultureInfo.InvariantCulture, $"device\t{number}\t{device}\n");
        }

        return index.Append(findings).ToString();
    }

    private static string DeviceOf(Evidence evidence, FindingEvidence finding)
    {
        const string Ilgpu = "ilgpu: ";
        var machine = finding.Machine is { } key && evidence.Machines?.GetValueOrDefault(key) is { } named ? named : evidence.Device;
        var name = finding.Experiment?.Host is { } host && host.StartsWith(Ilgpu, StringComparison.Ordinal) ? host[Ilgpu.Length..] : machine.Name;
        return name.ReplaceLineEndings(" ").Replace('\t', ' ');
    }

    private static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";
}
