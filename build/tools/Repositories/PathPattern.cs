using System.Text;
using System.Text.RegularExpressions;

namespace PerfProof.Build.Repositories;

/// <summary>Patterns of paths as MSBuild and shells write them: <c>*</c> and <c>?</c> within a name, <c>**</c> over folders.</summary>
public static class PathPattern
{
    /// <summary>Whether a text is more than a plain path.</summary>
    public static bool IsPattern(string text) => text.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>Makes an expression that matches whole paths with forward slashes.</summary>
    public static Regex ToRegex(string pattern)
    {
        var expression = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when pattern.AsSpan(i).StartsWith("**/"):
                    expression.Append("(?:[^/]+/)*");
                    i += 2;
                    break;
                case '*' when pattern.AsSpan(i).StartsWith("**"):
                    expression.Append(".*");
                    i++;
                    break;
                case '*':
                    expression.Append("[^/]*");
                    break;
                case '?':
                    expression.Append("[^/]");
                    break;
                default:
                    expression.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return new Regex(expression.Append('$').ToString(), RegexOptions.CultureInvariant | (OperatingSystem.IsWindows() ? RegexOptions.IgnoreCase : 0), TimeSpan.FromSeconds(5));
    }
}
