using System.Globalization;
using System.Net;
using System.Text;
using PerfProof.Profiling;

namespace PerfProof.Reporting;

/// <summary>Draws stacks as a flame graph: a method is as wide as the share of samples that show it, and stands on what called it.</summary>
public static class FlameGraph
{
    private const double Width = 1200;
    private const double Row = 17;
    private const double LeastWidth = 0.6;
    private const double CharacterWidth = 6.6;
    private const int MaxDepth = 96;

    /// <summary>An SVG picture that needs nothing else; names and shares show where the pointer rests. Empty where there are no stacks.</summary>
    public static string Svg(IEnumerable<FoldedStack> stacks)
    {
        var root = new Node("all");
        foreach (var stack in stacks)
        {
            root.Samples += stack.Samples;
            var node = root;
            foreach (var frame in stack.Stack.Split(';', StringSplitOptions.RemoveEmptyEntries).Take(MaxDepth))
            {
                node = node.Child(frame);
                node.Samples += stack.Samples;
            }
        }

        if (root.Samples == 0)
        {
            return "";
        }

        var shapes = new StringBuilder();
        var depth = Draw(shapes, root, 0, 0, root.Samples);
        var height = (depth + 1) * Row;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"100%\" role=\"img\" aria-label=\"Flame graph of {root.Samples} samples\" font-family=\"monospace\" font-size=\"11\">{shapes}</svg>");
    }

    // Roots at the top; returns the deepest row.
    private static int Draw(StringBuilder shapes, Node node, double left, int depth, long all)
    {
        var width = Width * node.Samples / all;
        if (width < LeastWidth)
        {
            return depth;
        }

        var name = WebUtility.HtmlEncode(node.Name);
        var room = (int)((width - 4) / CharacterWidth);
        var label = room < 4 ? "" : WebUtility.HtmlEncode(node.Name.Length <= room ? node.Name : string.Concat(node.Name.AsSpan(0, room - 2), ".."));
        shapes.Append(
            CultureInfo.InvariantCulture,
            $"<g><title>{name}: about {100.0 * node.Samples / all:0.#}% ({node.Samples} samples)</title><rect x=\"{left:0.##}\" y=\"{depth * Row:0.##}\" width=\"{Math.Max(0.3, width - 0.5):0.##}\" height=\"{Row - 1:0.##}\" rx=\"2\" fill=\"{Colour(node.Name)}\"/>");
        shapes.Append(label.Length == 0 ? "</g>" : string.Create(CultureInfo.InvariantCulture, $"<text x=\"{left + 3:0.##}\" y=\"{(depth * Row) + 12:0.##}\" fill=\"#1c1c1c\">{label}</text></g>"));
        var deepest = depth;
        foreach (var child in node.Children)
        {
            deepest = Math.Max(deepest, Draw(shapes, child, left, depth + 1, all));
            left += Width * child.Samples / all;
        }

        return deepest;
    }

    // A method keeps its colour from picture to picture; the framework is cooler than the rest.
    private static string Colour(string name)
    {
        var hash = 0u;
        foreach (var character in name)
        {
            hash = (hash * 31) + character;
        }

        var isFramework = name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal) || name.StartsWith("Interop", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"hsl({(isFramework ? 195 : 18) + (hash % 32)},{65 + (hash % 20)}%,{66 + (hash / 32 % 14)}%)");
    }

    private sealed class Node(string name)
    {
        private readonly SortedDictionary<string, Node> children = new(StringComparer.Ordinal);

        public string Name => name;

        public long Samples { get; set; }

        public IEnumerable<Node> Children => this.children.Values;

        public Node Child(string frame)
        {
            if (!this.children.TryGetValue(frame, out var child))
            {
                this.children.Add(frame, child = new(frame));
            }

            return child;
        }
    }
}
