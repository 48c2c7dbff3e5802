using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Planning;

namespace PerfProof.Build.Rules;

/// <summary>Every rule there is, found by reflection: there is no list to forget an entry in.</summary>
public static class RuleBook
{
    /// <summary>Every rule, by id.</summary>
    public static ImmutableArray<RuleEntry> All { get; } = Read();

    private static ImmutableArray<RuleEntry> Read()
    {
        var fixes = InstancesOf<RuleFix>(typeof(RuleFix)).ToLookup(fix => fix.Rule.Id);
        var proofs = InstancesOf<RuleProof>(typeof(RuleProof)).ToLookup(proof => proof.Rule.Id);
        return
        [
            .. InstancesOf<DiagnosticAnalyzer>(typeof(RuleAnalyzer))
                .SelectMany(analyzer => analyzer.SupportedDiagnostics.Select(descriptor => new RuleEntry(
                    analyzer.GetType(),
                    descriptor,
                    [.. fixes[descriptor.Id].OrderBy(fix => fix.Safety).ThenBy(fix => fix.GetType().Name, StringComparer.Ordinal)],
                    proofs[descriptor.Id].SingleOrDefault())))
                .OrderBy(rule => rule.Id, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<T> InstancesOf<T>(Type within) =>
        within.Assembly.GetTypes()
            .Where(type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract)
            .Select(type => (T)Activator.CreateInstance(type, nonPublic: true)!);
}
