using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace PerfProof.Tests.Documentation;

/// <summary>Every command in the documentation can be typed as it stands: the commands, options and files exist.</summary>
public sealed class DocumentedCommandsTests
{
    [Fact]
    public void Command_InABlock_Exists()
    {
        var commands = (
            from block in Pages.Code("sh")
            from command in ShellText.Commands(block.Text)
            select (Where: $"{block.Path}, block of line {block.Line}", Command: command)).ToList();
        AllExist(commands, moreThan: 50);
    }

    /// <summary>In running text, where what may be left out stands in brackets, and naming a command is no command.</summary>
    [Fact]
    public void Command_InText_Exists()
    {
        var commands = (
            from page in Pages.All
            from code in page.Document.Descendants<CodeInline>()
            let words = code.Content.Replace("...", "", StringComparison.Ordinal).Split([' ', '[', ']', '<', '>'], StringSplitOptions.RemoveEmptyEntries)
            where words is ["perfproof" or "dotnet", _, _, ..] or ["bash", _, ..]
            select (Where: $"{page.Path}, line {code.Line + 1}", Command: words)).ToList();
        AllExist(commands, moreThan: 10);
    }

    /// <summary>Otherwise the test above would not see them.</summary>
    [Fact]
    public void Block_OfCommands_SaysThatItIsOne() => None(
        from page in Pages.All
        from block in page.Code
        where block.Language is "" or "bash" or "shell" or "console"
        where block.Text.Split('\n').Any(line => line.Split(' ') is ["perfproof" or "dotnet" or "git", ..])
        select $"{page.Path}, line {block.Line}: commands that can be typed stand in a block marked 'sh', what is shown in one marked 'text'.");

    [Theory]
    [InlineData("perfproof chek", "no command")]
    [InlineData("perfproof check --no-such-option", "--no-such-option")]
    [InlineData("perfproof check samples/NoSuch", "is not there")]
    [InlineData("perfproof compare", "Name a C# file")]
    [InlineData("dotnet run --project build/tools -- docs --chek", "--chek")]
    [InlineData("dotnet run --project src/PerfProof.Tool -c Release -- verify --restor", "--restor")]
    [InlineData("dotnet run --project src/NoSuch", "is not there")]
    [InlineData("dotnet biuld", "not known")]
    [InlineData("dotnet build --no-such-option", "--no-such-option")]
    [InlineData("dotnet tool install PerfProof.Tol", "no project here")]
    [InlineData("prefproof check", "not known")]
    [InlineData("bash build/no-such.sh", "is not there")]
    public void Command_ThatDoesNotExist_IsTold(string command, string problem) =>
        Assert.Contains(problem, DocumentedCommand.Problem(ShellText.Commands(command).Single()));

    [Fact]
    public void Shell_IsReadAsShellsDo() => Assert.Equal(
        ["a|--b|c d", "e|f", "g|h#i", "j|k"],
        ShellText.Commands("a --b 'c d' # comment 'x\ne \\\n  f && g h#i > out.txt\n# nothing\n\nj \"k\"").Select(words => string.Join('|', words)));

    private static void AllExist(IReadOnlyCollection<(string Where, string[] Command)> commands, int moreThan)
    {
        Assert.True(commands.Count > moreThan, $"{commands.Count} commands were found.");
        None(from command in commands
             let problem = DocumentedCommand.Problem(command.Command)
             where problem is not null
             select $"{command.Where}: {string.Join(' ', command.Command)}: {problem}");
    }

    private static void None(IEnumerable<string> problems)
    {
        var all = problems.ToList();
        Assert.True(all.Count == 0, "\n" + string.Join("\n", all));
    }
}
