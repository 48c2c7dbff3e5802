using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>A call that reads the tokens of a text: a count or an encoding, and what it is made with.</summary>
internal sealed class TokenSite
{
    private TokenSite(RoleMatch match, IInvocationOperation call, IOperation text)
    {
        this.Match = match;
        this.Call = call;
        this.Text = text;
    }

    public RoleMatch Match { get; }

    public IInvocationOperation Call { get; }

    public IOperation Text { get; }

    /// <summary>Whether it gives the token ids; a wrapper around an encoding may give their number.</summary>
    public bool IsEncoding => this.Match.Role == Roles.EncodeTokens && this.Call.Type?.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_Int64);

    /// <summary>The call as a site; null when it plays neither role, or stops at a maximum, so that it may not have read the whole text.</summary>
    public static TokenSite? Of(IOperation operation, CompilationModel model) =>
        operation is IInvocationOperation call
        && (model.Match(call, Roles.CountTokens) ?? model.Match(call, Roles.EncodeTokens)) is { InputValue: { } text } match
        && !call.TargetMethod.Parameters.Any(parameter => parameter.RefKind is RefKind.Out or RefKind.Ref)
            ? new TokenSite(match, call, text)
            : null;

    /// <summary>Whether two sites read the same text with the same tokenizer and options, as far as they are written.</summary>
    public bool ReadsTheSameAs(TokenSite other)
    {
        if (!ValueParts.AreSame(this.Text, other.Text) || !ValueParts.AreSame(this.Call.Instance, other.Call.Instance))
        {
            return false;
        }

        if (SymbolEqualityComparer.Default.Equals(this.Call.TargetMethod, other.Call.TargetMethod))
        {
            return this.Options().Zip(other.Options(), (one, two) => ValueParts.AreSame(one.Value, two.Value)).All(same => same);
        }

        // Another overload, or a count and an encoding of one tokenizer: what both can be told must be the same, and nothing else may be told to one.
        return (this.IsEncoding != other.IsEncoding || this.Match.Member.Name == other.Match.Member.Name)
            && this.Call.Instance is not null
            && this.Match.Line.Library == other.Match.Line.Library
            && this.Match.IsWrapped == other.Match.IsWrapped
            && this.IsCoveredBy(other)
            && other.IsCoveredBy(this);
    }

    /// <summary>What the value is computed from beside the text: the tokenizer and the options; null when one of them cannot be followed.</summary>
    public ValueParts? Parts()
    {
        var made = this.Options().Select(option => option.Value).ToList();
        if (this.Call.Instance is { } tokenizer && !IsMadeOfConstants(tokenizer))
        {
            made.Add(tokenizer);
        }

        return ValueParts.Of(this.Text, made);
    }

    private IEnumerable<IArgumentOperation> Options() =>
        this.Call.Arguments.Where(argument => argument.Value != this.Text).OrderBy(argument => argument.Parameter?.Ordinal);

    private bool IsCoveredBy(TokenSite other) => this.Options().All(option =>
        other.Options().FirstOrDefault(twin => twin.Parameter?.Name == option.Parameter?.Name) is { } twin
            ? ValueParts.AreSame(option.Value, twin.Value)
            : option.ArgumentKind == ArgumentKind.DefaultValue);

    // GetEncoding("name").Encode(text), new Tokenizer().Count(text): another object each time, which does the same.
    private static bool IsMadeOfConstants(IOperation tokenizer) => Operations.Unwrap(tokenizer) switch
    {
        IInvocationOperation { Instance: null } call => call.Arguments.All(argument => argument.Value.ConstantValue.HasValue),
        IObjectCreationOperation { Initializer: null } creation => creation.Arguments.All(argument => argument.Value.ConstantValue.HasValue),
        _ => false,
    };
}
