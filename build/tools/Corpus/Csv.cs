using System.Text;

namespace PerfProof.Build.Corpus;

/// <summary>A row of a table.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Cells">Cells by the name of their column.</param>
public sealed record CsvRow(int Line, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>A cell.</summary>
    public string this[string column] => this.Cells[column];
}

/// <summary>Comma-separated tables with a head, as RFC 4180 has them.</summary>
public static class Csv
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Columns that it must have; others may follow.</param>
    /// <exception cref="MeasuringException">It cannot be read, or is not such a table.</exception>
    public static IReadOnlyList<CsvRow> Read(string path, params ReadOnlySpan<string> columns)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeasuringException($"{path} cannot be read ({exception.Message.TrimEnd('.')}).");
        }

        return Parse(path, text, columns);
    }

    /// <summary>Reads a text.</summary>
    public static IReadOnlyList<CsvRow> Parse(string path, string text, params ReadOnlySpan<string> columns)
    {
        var rows = Split(path, text.TrimStart('\uFEFF'));
        var head = rows.Count > 0 ? rows[0].Cells.ConvertAll(cell => cell.Trim()) : [];
        foreach (var column in columns)
        {
            if (!head.Contains(column))
            {
                throw new MeasuringException($"{path} has no column '{column}': its first line must name {string.Join(", ", columns.ToArray())}.");
            }
        }

        var result = new List<CsvRow>();
        foreach (var (line, cells) in rows.Skip(1))
        {
            if (cells.Count != head.Count)
            {
                throw new MeasuringException($"{path}, line {line}: {cells.Count} cells where the head has {head.Count}.");
            }

            result.Add(new CsvRow(line, head.Zip(cells).GroupBy(pair => pair.First).ToDictionary(group => group.Key, group => group.First().Second, StringComparer.Ordinal)));
        }

        return result;
    }

    /// <summary>A row as it is written.</summary>
    public static string Line(params IEnumerable<string> cells) => string.Join(',', cells.Select(cell =>
        cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell));

    private static List<(int Line, List<string> Cells)> Split(string path, string text)
    {
        var rows = new List<(int, List<string>)>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        var line = 1;
        var start = 1;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            line += character == '\n' ? 1 : 0;
            if (quoted)
            {
                if (character != '"')
                {
                    cell.Append(character);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (character == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (character == ',')
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (character == '\n')
            {
                EndRow();
            }
            else if (character != '\r')
            {
                cell.Append(character);
            }
        }

        if (quoted)
        {
            throw new MeasuringException($"{path}, line {start}: a quote is opened and never closed.");
        }

        EndRow();
        return rows;

        void EndRow()
        {
            // Empty lines, as at the end of a file, are no rows.
            if (cells.Count > 0 || cell.Length > 0)
            {
                cells.Add(cell.ToString());
                rows.Add((start, cells));
            }

            cells = [];
            cell.Clear();
            start = line;
        }
    }
}
