using System.Globalization;

namespace PerfProof.Execution;

/// <summary>
/// Reads what the runtime counted. Its JIT can put a counter into every basic block that it compiles, the base library's
/// included, and write them down when the process ends (<c>WritePGOData</c>, "clrconfignames.h" of dotnet/runtime). So work
/// is counted where it is done: an operator of <see cref="Half"/> by its body, a token count by every step of the tokenizer.
/// </summary>
internal static class BlockCounts
{
    // ICorJitInfo::PgoInstrumentationKind: a count of a basic block in 32 and in 64 bits.
    private const int BlockCount = 65;
    private const int LongBlockCount = 66;

    // Without it the process was cut off while it wrote, and less was counted than was done.
    private const string Trailer = "*** END PGO Data ***";

    /// <summary>The switches under which a child counts: nothing precompiled, nothing recompiled, every block with an exact counter.</summary>
    /// <param name="path">Where the counts go when the process ends.</param>
    public static IEnumerable<KeyValuePair<string, string>> Environment(string path) =>
        new Dictionary<string, string>
        {
            ["DOTNET_WritePGOData"] = "1",
            ["DOTNET_PGODataPath"] = path,
            ["DOTNET_ReadyToRun"] = "0",
            ["DOTNET_TieredPGO"] = "1",
            ["DOTNET_TieredPGO_InstrumentOnlyHotCode"] = "0",
            ["DOTNET_TC_QuickJitForLoops"] = "1",
            ["DOTNET_TC_OnStackReplacement"] = "0",
            ["DOTNET_TC_CallCounting"] = "0",
            // What calls the code under test is compiled once and for all, without counters; what it inlined would not be counted.
            ["DOTNET_JitNoInline"] = "1",
            ["DOTNET_JitEdgeProfiling"] = "0",
            ["DOTNET_JitScalableProfiling"] = "0",
            ["DOTNET_JitCollect64BitCounts"] = "1",
            ["DOTNET_JitMinimalJitProfiling"] = "0",
            ["DOTNET_JitClassProfiling"] = "0",
            ["DOTNET_JitDelegateProfiling"] = "0",
        };

    /// <summary>Bytes of IL that were executed: every block's length as often as it ran.</summary>
    /// <param name="lines">The lines of the file.</param>
    /// <returns>The bytes; 0 when the runtime wrote no counts of blocks, or not all.</returns>
    public static double Executed(IEnumerable<string> lines)
    {
        var (total, end, kind, at, isWhole) = (0.0, 0, 0, 0, false);
        var blocks = new List<(int At, double Count)>();
        foreach (var line in lines)
        {
            isWhole = line == Trailer;
            if (line.StartsWith("@@@", StringComparison.Ordinal))
            {
                total += Work(blocks, end);
                end = Hexadecimal(line, "ilSize 0x");
                kind = 0;
            }
            else if (line.StartsWith("Schema", StringComparison.Ordinal))
            {
                (kind, at) = (Number(line, "InstrumentationKind "), Number(line, "ILOffset "));
            }
            else if (kind is BlockCount or LongBlockCount && char.IsAsciiDigit(line.FirstOrDefault()))
            {
                blocks.Add((at, Count(line)));
                kind = 0;
            }
        }

        return isWhole ? total + Work(blocks, end) : 0;
    }

    private static double Work(List<(int At, double Count)> blocks, int end)
    {
        // A block ends where the next begins; several counters at one place belong to blocks that the compiler made of one.
        var total = 0.0;
        var next = end;
        foreach (var (at, count) in blocks.GroupBy(block => block.At, (at, all) => (At: at, Count: all.Max(block => block.Count))).OrderByDescending(block => block.At))
        {
            total += count * Math.Max(0, next - at);
            next = at;
        }

        blocks.Clear();
        return total;
    }

    // 64 bits come as two words, the lower first.
    private static double Count(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var low, var high] => Parse(low) + (Parse(high) * 4294967296.0),
        [var only] => Parse(only),
        _ => 0,
    };

    private static double Parse(string text) => double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static int Number(string line, string name) => int.TryParse(Field(line, name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static int Hexadecimal(string line, string name) => int.TryParse(Field(line, name), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static ReadOnlySpan<char> Field(string line, string name)
    {
        var from = line.IndexOf(name, StringComparison.Ordinal);
        var rest = from < 0 ? default : line.AsSpan(from + name.Length);
        return rest.IndexOf(' ') is var space and >= 0 ? rest[..space] : rest;
    }
}
