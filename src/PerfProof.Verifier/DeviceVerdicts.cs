using PerfProof.Judgement;

namespace PerfProof;

/// <summary>One verdict on what several devices say, each for itself.</summary>
internal static class DeviceVerdicts
{
    /// <summary>
    /// Wrong anywhere is wrong. Otherwise the devices that could measure must agree; where they do not, which says what is
    /// the reason.
    /// </summary>
    public static Attempt Together(IReadOnlyList<(string Device, Attempt Attempt)> attempts)
    {
        var telling = attempts.Where(pair => pair.Attempt.Verdict.Kind != VerdictKind.NotApplicable).ToList();
        if (telling.Count == 0)
        {
            return attempts[^1].Attempt;
        }

        var wrong = telling.FirstOrDefault(pair => pair.Attempt.Verdict.Kind == VerdictKind.Incorrect);
        if (wrong.Attempt is not null)
        {
            return wrong.Attempt with { Verdict = wrong.Attempt.Verdict with { Reason = $"on {wrong.Device}: {wrong.Attempt.Verdict.Reason}" } };
        }

        var (device, first) = telling[0];
        if (telling.Count == 1)
        {
            return first with { Verdict = first.Verdict with { Reason = $"on {device}: {first.Verdict.Reason}" } };
        }

        var each = string.Join(", ", telling.Select(pair => $"{pair.Attempt.Verdict.Kind} on {pair.Device}"));
        return telling.All(pair => pair.Attempt.Verdict.Kind == first.Verdict.Kind)
            ? first with { Verdict = first.Verdict with { Reason = $"{each}; on {device}: {first.Verdict.Reason}" } }
            : first with { Verdict = new(VerdictKind.Inconclusive, $"devices differ: {each}") };
    }
}
