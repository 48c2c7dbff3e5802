// libraries: Microsoft.ML.OnnxRuntime
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Samples.PP6004.Good;

/// <summary>Finds the best class of an image.</summary>
public sealed class Classifier(InferenceSession session)
{
    public int Best(IReadOnlyCollection<NamedOnnxValue> inputs)
    {
        using var results = session.Run(inputs);

        // The scores where Run left them, until the results are disposed at the end of the method.
        ReadOnlySpan<float> scores = ((DenseTensor<float>)results[0].AsTensor<float>()).Buffer.Span;
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
        return results.First().AsEnumerable<float>().First();
    }
}
