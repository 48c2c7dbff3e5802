// libraries: Microsoft.ML.OnnxRuntime
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Samples.PP5001.Good;

/// <summary>Says how likely it is that a customer leaves. One for the whole program.</summary>
public sealed class ChurnService : IDisposable
{
    private readonly InferenceSession session = new("models/churn.onnx");

    public float Predict(float[] features)
    {
        var input = new DenseTensor<float>(features, new[] { 1, features.Length });
        using var results = this.session.Run(new[] { NamedOnnxValue.CreateFromTensor("features", input) });
        return results[0].AsTensor<float>().GetValue(0);
    }

    public void Dispose() => this.session.Dispose();

    public static List<float> PredictAll(string modelPath, List<float[]> customers)
    {
        var scores = new List<float>();
        using var session = new InferenceSession(modelPath);
        foreach (var features in customers)
        {
            var input = new DenseTensor<float>(features, new[] { 1, features.Length });
            using var results = session.Run(new[] { NamedOnnxValue.CreateFromTensor("features", input) });
            scores.Add(results[0].AsTensor<float>().GetValue(0));
        }

        return scores;
    }
}
