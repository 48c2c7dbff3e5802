using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Rules;

/// <summary>Names of the scopes that fixes of this area put around code.</summary>
internal static class RunsUnder
{
    /// <summary>A variable for the result of a call: <c>noGrad</c> for <c>torch.no_grad()</c>.</summary>
    internal static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => Camel(access.Name.Identifier.ValueText),
        SimpleNameSyntax name => Camel(name.Identifier.ValueText),
        _ => null,
    };

    /// <summary><c>no_grad</c> as <c>noGrad</c>.</summary>
    internal static string Camel(string name)
    {
        var words = name.Split(new[] { '_' }, StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, i) => i == 0
            ? char.ToLowerInvariant(word[0]) + word.Substring(1)
            : char.ToUpperInvariant(word[0]) + word.Substring(1)));
    }
}
