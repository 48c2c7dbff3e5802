// Signature-only stub of SharpToken 2.x (net8 and later), from the facts in its documentation ids.
using System;
using System.Collections.Generic;

namespace SharpToken
{
    public class GptEncoding
    {
        private GptEncoding() { }
        public static GptEncoding GetEncoding(string encodingName) => throw null!;
        public static GptEncoding GetEncodingForModel(string modelName) => throw null!;
        public List<int> Encode(string lineToEncode, ISet<string>? allowedSpecial = null, ISet<string>? disallowedSpecial = null) => throw null!;
        public List<int> Encode(ReadOnlySpan<char> lineToEncode, ISet<string>? allowedSpecial = null, ISet<string>? disallowedSpecial = null) => throw null!;
        public int CountTokens(ReadOnlySpan<char> lineToEncode, ISet<string>? allowedSpecial = null, ISet<string>? disallowedSpecial = null) => throw null!;
        public string Decode(List<int> inputTokensToDecode) => throw null!;
        public string Decode(IEnumerable<int> inputTokensToDecode) => throw null!;
    }
}
