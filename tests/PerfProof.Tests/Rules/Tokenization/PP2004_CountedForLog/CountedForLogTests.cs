using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP2004: counts whose only use is a log call.</summary>
public sealed class CountedForLogTests
{
    private static readonly RuleTest<CountedForLog> rule = new()
    {
        Libraries = ["Microsoft.ML.Tokenizers", "SharpToken", "Microsoft.Extensions.Logging.Abstractions", "Serilog", "NLog"],
        Usings = RepeatedCountSources.Usings + "using Microsoft.Extensions.Logging;\n",
    };

    private static string Method(string body) => $$"""
        class C
        {
            private readonly bool verbose = true;

            int M(ILogger logger, Serilog.ILogger serilog, NLog.ILogger nlog, Tokenizer tokenizer, GptEncoding encoding, string text)
            {
                {{body.Replace("\n", "\n        ", StringComparison.Ordinal)}}
                return text.Length;
            }

            private static class Messages { public static ILogger Of(ILogger logger) => logger; }
            private static void Send(int tokens) => Console.WriteLine(tokens);
        }
        """;

    [Theory]
    [InlineData("logger.LogDebug(\"{Tokens} tokens\", [|tokenizer.CountTokens(text)|]);")]
    [InlineData("logger.LogTrace($\"{[|tokenizer.CountTokens(text)|]} tokens\");")]
    [InlineData("logger.LogInformation(\"tokens: \" + [|tokenizer.CountTokens(text)|]);")]
    [InlineData("logger.LogDebug(\"{Tokens} of {Length}\", [|encoding.Encode(text).Count|], text.Length);")]
    [InlineData("logger.LogDebug(\"{Tokens} tokens\", [|tokenizer.CountTokens(text)|].ToString(\"N0\"));")]
    [InlineData("logger.Log(LogLevel.Debug, \"{Tokens} tokens\", [|tokenizer.CountTokens(text)|]);")]
    [InlineData("LoggerExtensions.LogDebug(logger, \"{Tokens} tokens\", [|tokenizer.CountTokens(text)|]);")]
    [InlineData("var tokens = [|tokenizer.CountTokens(text)|]; logger.LogDebug(\"{Tokens} tokens\", tokens);")]
    [InlineData("serilog.Debug(\"{Tokens} tokens\", [|tokenizer.CountTokens(text)|]);")]
    [InlineData("Serilog.Log.Debug(\"{Tokens} tokens\", [|tokenizer.CountTokens(text)|]);")]
    [InlineData("nlog.Debug(\"{0} tokens\", [|tokenizer.CountTokens(text)|]);")]
    public Task OnlyLogged_Reports(string body) => rule.Reports(Method(body));

    [Fact]
    public Task GeneratedLogMethod_Reports() => rule.Reports("""
        static class Messages
        {
            [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "{Tokens} tokens")]
            public static void Counted(this ILogger logger, int tokens) { }
            public static void M(ILogger logger, Tokenizer tokenizer, string text) => logger.Counted([|tokenizer.CountTokens(text)|]);
        }
        """);

    [Theory]
    [InlineData("if (logger.IsEnabled(LogLevel.Debug)) { logger.LogDebug(\"{Tokens}\", tokenizer.CountTokens(text)); }")]
    [InlineData("if (logger.IsEnabled(LogLevel.Debug) && text.Length > 5) { var n = tokenizer.CountTokens(text); logger.LogDebug(\"{Tokens}\", n); }")]
    [InlineData("if (!logger.IsEnabled(LogLevel.Debug)) { return 0; } logger.LogDebug(\"{Tokens}\", tokenizer.CountTokens(text));")]
    [InlineData("if (nlog.IsDebugEnabled) nlog.Debug(\"{0}\", tokenizer.CountTokens(text));")]
    [InlineData("if (verbose) { logger.LogInformation(\"{Tokens}\", tokenizer.CountTokens(text)); }")]
    [InlineData("logger.LogDebug(\"{Tokens}\", logger.IsEnabled(LogLevel.Debug) ? tokenizer.CountTokens(text) : 0);")]
    [InlineData("if (logger.IsEnabled(LogLevel.Debug)) { Action log = () => logger.LogDebug(\"{Tokens}\", tokenizer.CountTokens(text)); log(); }")]
    public Task LevelIsAskedFor_IsSilent(string body) => rule.IsSilent(Method(body));

    [Fact]
    public Task PrivateMethodCalledWhereTheLevelIsOn_IsSilent() => rule.IsSilent("""
        class C
        {
            void M(ILogger logger, Tokenizer tokenizer, string text)
            {
                if (logger.IsEnabled(LogLevel.Debug))
                {
                    Describe(logger, tokenizer, text);
                }
            }

            private static void Describe(ILogger logger, Tokenizer tokenizer, string text) => logger.LogDebug("{Tokens} tokens", tokenizer.CountTokens(text));
        }
        """);

    [Fact]
    public Task PrivateMethodAlsoCalledElsewhere_Reports() => rule.Reports("""
        class C
        {
            void M(ILogger logger, Tokenizer tokenizer, string text)
            {
                if (logger.IsEnabled(LogLevel.Debug))
                {
                    Describe(logger, tokenizer, text);
                }

                Describe(logger, tokenizer, text + ".");
            }

            private static void Describe(ILogger logger, Tokenizer tokenizer, string text) => logger.LogDebug("{Tokens} tokens", [|tokenizer.CountTokens(text)|]);
        }
        """);

    [Fact]
    public Task CountThroughAMethodOfTheProgram_Reports() => rule.Reports("""
        class Counter(Tokenizer tokenizer) { public int Count(string text) => tokenizer.CountTokens(text); }
        class C { void M(ILogger logger, Counter counter, string text) => logger.LogDebug("{Tokens} tokens", [|counter.Count(text)|]); }
        """);

    [Fact]
    public Task Benchmark_IsSilent() => rule.IsSilent("""
        class CountBenchmark { void M(ILogger logger, Tokenizer tokenizer, string text) => logger.LogDebug("{Tokens} tokens", tokenizer.CountTokens(text)); }
        """);

    [Fact]
    public Task LogCallOfAUserCatalog_Reports() => new RuleTest<CountedForLog>
    {
        Libraries = ["Microsoft.ML.Tokenizers", "SharpToken"],
        Usings = RepeatedCountSources.Usings,
        Catalog = "log-call | Journal::Fine | guard=IsFine\n",
    }.Reports("""
        class Journal { public bool IsFine => false; public void Fine(string message) { } }
        class C { void M(Journal journal, Tokenizer tokenizer, string text) => journal.Fine($"{[|tokenizer.CountTokens(text)|]} tokens"); }
        """);

    [Theory]
    [InlineData("logger.LogWarning(\"{Tokens}\", tokenizer.CountTokens(text));")]
    [InlineData("logger.LogError(\"{Tokens}\", tokenizer.CountTokens(text));")]
    [InlineData("logger.Log(LogLevel.Error, \"{Tokens}\", tokenizer.CountTokens(text));")]
    [InlineData("nlog.Warn(\"{0}\", tokenizer.CountTokens(text));")]
    [InlineData("Serilog.Log.Error(\"{Tokens}\", tokenizer.CountTokens(text));")]
    [InlineData("try { Send(1); } catch (Exception e) { logger.LogDebug(e, \"{Tokens}\", tokenizer.CountTokens(text)); }")]
    public Task LevelThatIsSeldomWrittenAndWanted_IsSilent(string body) => rule.IsSilent(Method(body));

    [Theory]
    [InlineData("var tokens = tokenizer.CountTokens(text); logger.LogDebug(\"{Tokens}\", tokens); Send(tokens);")]
    [InlineData("var tokens = tokenizer.CountTokens(text); logger.LogDebug(\"{Tokens}\", tokens); if (tokens > 5) { return 5; }")]
    [InlineData("var tokens = tokenizer.CountTokens(text); Send(tokens); logger.LogDebug(\"{Tokens}\", tokenizer.CountTokens(text));")]
    [InlineData("Console.WriteLine(tokenizer.CountTokens(text));")]
    [InlineData("logger.LogDebug(\"{Length}\", text.Length);")]
    [InlineData("Func<int> later = () => tokenizer.CountTokens(text); logger.LogDebug(\"{Later}\", later);")]
    public Task UsedElsewhereToo_IsSilent(string body) => rule.IsSilent(Method(body));

    [Fact]
    public Task LoggerOfTheProgram_WithALambda_IsSilent() => rule.IsSilent("""
        class Journal { public void LogDebug(Func<string> message) { } }
        class C { void M(Journal journal, Tokenizer tokenizer, string text) => journal.LogDebug(() => $"{tokenizer.CountTokens(text)} tokens"); }
        """);

    [Theory]
    [InlineData("logger.LogDebug(\"{Tokens} tokens\", [|tokenizer.CountTokens(text)|]);", "if (logger.IsEnabled(LogLevel.Debug))\n{\n    logger.LogDebug(\"{Tokens} tokens\", tokenizer.CountTokens(text));\n}")]
    [InlineData("logger.Log(LogLevel.Trace, \"{Tokens}\", [|tokenizer.CountTokens(text)|]);", "if (logger.IsEnabled(LogLevel.Trace))\n{\n    logger.Log(LogLevel.Trace, \"{Tokens}\", tokenizer.CountTokens(text));\n}")]
    [InlineData("nlog.Debug(\"{0} tokens\", [|tokenizer.CountTokens(text)|]);", "if (nlog.IsDebugEnabled)\n{\n    nlog.Debug(\"{0} tokens\", tokenizer.CountTokens(text));\n}")]
    [InlineData("// how long it is\nlogger.LogDebug(\n    \"{Tokens}\",\n    [|tokenizer.CountTokens(text)|]); // tokens", "// how long it is\nif (logger.IsEnabled(LogLevel.Debug))\n{\n    logger.LogDebug(\n        \"{Tokens}\",\n        tokenizer.CountTokens(text));\n} // tokens")]
    [InlineData("var n = [|tokenizer.CountTokens(text)|];\nlogger.LogDebug(\"{Tokens}\", n);", "if (logger.IsEnabled(LogLevel.Debug))\n{\n    var n = tokenizer.CountTokens(text);\n    logger.LogDebug(\"{Tokens}\", n);\n}")]
    public Task LogCall_IsGuarded(string before, string after) => rule.Fixes<CountedForLogFix>(Method(before), Method(after));

    [Fact]
    public Task NameOfTheLevel_IsImported() => new RuleTest<CountedForLog> { Libraries = rule.Libraries, Usings = "" }.Fixes<CountedForLogFix>(
        """
        using Microsoft.ML.Tokenizers;
        using Serilog;

        class C
        {
            void M(ILogger logger, Tokenizer tokenizer, string text)
            {
                logger.Information("{Tokens} tokens", [|tokenizer.CountTokens(text)|]);
            }
        }
        """,
        """
        using Microsoft.ML.Tokenizers;
        using Serilog;
        using Serilog.Events;

        class C
        {
            void M(ILogger logger, Tokenizer tokenizer, string text)
            {
                if (logger.IsEnabled(LogEventLevel.Information))
                {
                    logger.Information("{Tokens} tokens", tokenizer.CountTokens(text));
                }
            }
        }
        """);

    [Theory]
    [InlineData("var i = 0; logger.LogDebug(\"{I} {Tokens}\", i++, [|tokenizer.CountTokens(text)|]);")]
    [InlineData("var n = [|tokenizer.CountTokens(text)|]; Send(1); logger.LogDebug(\"{Tokens}\", n);")]
    [InlineData("var queue = new Queue<int>(); logger.LogDebug(\"{Next} {Tokens}\", queue.Dequeue(), [|tokenizer.CountTokens(text)|]);")]
    [InlineData("logger.LogDebug(\"{Long} {Tokens}\", text.Length is var n, [|tokenizer.CountTokens(text)|]); Send(n);")]
    [InlineData("logger.LogDebug(\"{Tokens}\", [|tokenizer.CountTokens(Console.ReadLine() ?? text)|]);")]
    [InlineData("Messages.Of(logger).LogDebug(\"{Tokens}\", [|tokenizer.CountTokens(text)|]);")]
    [InlineData("logger?.LogDebug(\"{Tokens}\", [|tokenizer.CountTokens(text)|]);")]
    [InlineData("if (text.Length > 5) logger.LogDebug(\"{Tokens}\", [|tokenizer.CountTokens(text)|]);")]
    public Task WhatHappensBesides_HasNoFix(string body) => rule.OffersNoFix<CountedForLogFix>(Method(body));
}
