namespace PerfProof.Tool;

/// <summary>How the tool ends. Every code but <see cref="Done"/> comes with one line on standard error.</summary>
public static class ExitCodes
{
    /// <summary>What was asked for was done.</summary>
    public const int Done = 0;

    /// <summary>A gate failed (<c>--fail-on</c>, <c>--baseline</c>).</summary>
    public const int GateFailed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>A project could not be loaded; what could be was looked at.</summary>
    public const int NotLoaded = 3;

    /// <summary>The tool itself failed.</summary>
    public const int InternalError = 4;

    /// <summary>Stopped by the user, as shells report it (128 + SIGINT).</summary>
    public const int Stopped = 130;

    /// <summary>How <c>verify</c> ends.</summary>
    /// <param name="result">What the run came to.</param>
    /// <param name="wasStopped">Whether the user stopped it.</param>
    public static int Of(VerifyResult result, bool wasStopped) =>
        wasStopped ? Stopped
        : !result.Failures.IsEmpty ? InternalError
        : result.EntryProblem is not null ? WrongUsage
        : result.Code.IsIncomplete ? NotLoaded
        : Done;
}
