// libraries: Microsoft.ML.OnnxRuntime
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;

namespace Samples.PP6003.Bad;

/// <summary>Watches frames of a camera.</summary>
public sealed class Watcher(InferenceSession session)
{
    public void Watch(IEnumerable<IReadOnlyCollection<NamedOnnxValue>> frames)
    {
        foreach (var frame in frames)
        {
            var results = session.Run(frame);
            Console.WriteLine(results[0].AsEnumerable<float>().First());
        }
    }
}
