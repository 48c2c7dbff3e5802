// libraries: Microsoft.ML.OnnxRuntime
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;

namespace Samples.PP6004.Bad;

/// <summary>Finds the best class of an image.</summary>
public sealed class Classifier(InferenceSession session)
{
    public int Best(IReadOnlyCollection<NamedOnnxValue> inputs)
    {
        using var results = session.Run(inputs);

        // A new array of all scores, to be read once and dropped.
        var scores = results[0].AsEnumerable<float>().ToArray();
        var best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }

    public float Confidence(IReadOnlyCollection<NamedOnnxValue> inputs)
    {
        using var results = session.Run(inputs);
        return results.ToList().First().AsEnumerable<float>().ToArray()[0];
    }
}
