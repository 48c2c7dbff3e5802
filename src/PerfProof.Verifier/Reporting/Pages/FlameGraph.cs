using System.Globalization;
using System.Xml.Linq;
using PerfProof.Profiling;
using static PerfProof.Reporting.Pages.Html;

namespace PerfProof.Reporting.Pages;

/// <summary>Draws stacks as a flame graph: a method is as wide as the share of samples that show it, and hangs from what called it.</summary>
internal static class FlameGraph
{
    private const double Width = 1200;
    private const double Row = 17;
    private const double LeastWidth = 0.6;
    private const double CharacterWidth = 6.6;
    private const int MaxDepth = 96;

    // What only resumes an asynchronous method when what it awaited has ended: a dozen frames for each that is resumed, of which none says anything.
    private static readonly string[] resuming =
    [
        "System.Runtime.CompilerServices.Async", "System.Threading.ExecutionContext.", "System.Threading.Tasks.AwaitTaskContinuation.", "System.Threading.Tasks.SynchronizationContextAwaitTaskContinuation.",
        "System.Threading.Tasks.Task.RunContinuations", "System.Threading.Tasks.Task.FinishContinuations", "System.Threading.Tasks.Task`1.TrySetResult", "System.Threading.Tasks.Task.TrySetResult",
    ];

    /// <summary>The picture; names and shares show where the pointer rests. Null where there are no stacks.</summary>
    /// <param name="id">Unique on its page.</param>
    /// <param name="stacks">The stacks.</param>
    public static XElement? Create(string id, IEnumerable<FoldedStack> stacks)
    {
        var root = new Node("all");
        foreach (var stack in stacks)
        {
            root.Samples += stack.Samples;
            var node = root;
            foreach (var frame in stack.Stack.Split(';', StringSplitOptions.RemoveEmptyEntries).Where(IsTold).Take(MaxDepth))
            {
                node = node.Child(frame);
                node.Samples += stack.Samples;
            }
        }

        if (root.Samples == 0)
        {
            return null;
        }

        var shapes = new List<XElement>();
        var depth = Draw(shapes, root, 0, 0, root.Samples);
        var picture = Svg.Picture(
            id,
            Width,
            (depth + 1) * Row,
            "Flame graph",
            string.Create(CultureInfo.InvariantCulture, $"{root.Samples:N0} samples, by the methods on their stacks: callers above, what they call below."),
            shapes);
        picture.Add(A("class", "flame"), A("font-family", "monospace"), A("font-size", "11"));
        return picture;
    }

    /// <summary>The picture as a file of its own, which needs nothing else; empty where there are no stacks.</summary>
    public static string Text(IEnumerable<FoldedStack> stacks) => Create("flame", stacks) is { } picture ? Html.Picture(picture) : "";

    private static bool IsTold(string frame) => !resuming.Any(start => frame.StartsWith(start, StringComparison.Ordinal));

    // Roots at the top; returns the deepest row.
    private static int Draw(List<XElement> shapes, Node node, double left, int depth, long all)
    {
        var width = Width * node.Samples / all;
        if (width < LeastWidth)
        {
            return depth;
        }

        var room = (int)((width - 4) / CharacterWidth);
        var shape = E(
            "g",
            E("title", string.Create(CultureInfo.InvariantCulture, $"{node.Name}: about {100.0 * node.Samples / all:0.#}% ({node.Samples:N0} samples)")),
            E("rect", A("x", Svg.N(left)), A("y", Svg.N(depth * Row)), A("width", Svg.N(Math.Max(0.3, width - 0.5))), A("height", Svg.N(Row - 1)), A("rx", "2"), A("fill", Colour(node.Name))));
        if (room >= 4)
        {
            shape.Add(E("text", A("x", Svg.N(left + 3)), A("y", Svg.N((depth * Row) + 12)), A("fill", "#1c1c1c"), node.Name.Length <= room ? node.Name : $"{node.Name[..(room - 2)]}.."));
        }

        shapes.Add(shape);
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
