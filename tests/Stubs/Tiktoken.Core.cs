// Signature-only stub of Tiktoken.Core (tryAGI) 3.x, from its documentation ids.
using System;
using System.Collections.Generic;

namespace Tiktoken.Encodings
{
    public abstract class Encoding { }
}

namespace Tiktoken
{
    public class ChatMessage { }

    public class Encoder
    {
        public Encoder(Encodings.Encoding encoding) { }
        public IReadOnlyCollection<int> Encode(string text) => throw null!;
        public IReadOnlyCollection<int> Encode(ReadOnlySpan<char> text) => throw null!;
        public IReadOnlyCollection<int> EncodeWithAllAllowedSpecial(string text) => throw null!;
        public IReadOnlyCollection<int> EncodeWithAllDisallowedSpecial(string text) => throw null!;
        public IReadOnlyCollection<string> Explore(string text) => throw null!;
        public int CountTokens(string text) => throw null!;
        public int CountTokens(ReadOnlySpan<char> text) => throw null!;
        public int CountMessageTokens(IReadOnlyList<ChatMessage> messages, int tokensPerMessage = 3, int tokensPerName = 1) => throw null!;
        public string Decode(IReadOnlyCollection<int> tokens) => throw null!;
    }
}
