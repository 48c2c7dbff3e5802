using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace PerfProof.Execution;

/// <summary>
/// Makes every file read-only for a child, but for folders of its own: what it cannot write, it can leave neither for the other
/// side nor for a later process, and the assemblies of the other side stay what was compiled. Linux, in a mount namespace.
/// </summary>
internal static partial class FileSeal
{
    // What is mounted for the kernel's sake holds no files of anybody.
    private static readonly ImmutableHashSet<string> noFiles =
        ["proc", "sysfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "mqueue", "debugfs", "tracefs", "securityfs", "pstore", "bpf", "configfs", "fusectl", "binfmt_misc", "hugetlbfs", "nsfs", "autofs"];

    // A mount keeps what it forbids already; a namespace of an ordinary user may not take that away.
    private static readonly ImmutableHashSet<string> keptFlags = ["nosuid", "nodev", "noexec", "noatime", "nodiratime", "relatime"];

    // Each mount is four words; then the command, without the rights with which it could undo this.
    private const string Script = """
        while [ "$1" = mount ]; do mount -o "$2" "$3" "$4" || exit 125; shift 4; done
        exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs "$@"
        """;

    /// <summary>Puts the seal before a command that runs as the first user of a mount namespace.</summary>
    /// <param name="writable">Folders that stay writable.</param>
    /// <param name="file">The command.</param>
    /// <param name="arguments">Its arguments.</param>
    public static (string File, IReadOnlyList<string> Arguments) Wrap(IEnumerable<string> writable, string file, IReadOnlyList<string> arguments)
    {
        var own = writable.SelectMany(folder => new[] { "mount", "bind", folder, folder });
        var others = Mounts(File.ReadLines("/proc/self/mountinfo")).SelectMany(mount => new[] { "mount", mount.Options, "none", mount.Point });
        return ("sh", ["-c", Script, "sh", .. own, .. others, file, .. arguments]);
    }

    /// <summary>The mounts that can be written to, with the options that make them read-only: proc(5), mountinfo.</summary>
    internal static IEnumerable<(string Point, string Options)> Mounts(IEnumerable<string> lines) => lines
        .Select(line => line.Split(' '))
        .Where(fields => Array.IndexOf(fields, "-") is var dash and > 5 && dash + 1 < fields.Length && !noFiles.Contains(fields[dash + 1]))
        .Select(fields => (Point: Unescape(fields[4]), Flags: fields[5].Split(',')))
        .Where(mount => mount.Flags.Contains("rw"))
        .Select(mount => (mount.Point, string.Join(',', mount.Flags.Where(keptFlags.Contains).Prepend("remount,bind,ro"))))
        // Of several on one place only the last can be reached.
        .Reverse()
        .DistinctBy(mount => mount.Point);

    private static string Unescape(string path) => Octal().Replace(path, match => ((char)Convert.ToInt32(match.Value[1..], 8)).ToString());

    [GeneratedRegex(@"\\[0-7]{3}")]
    private static partial Regex Octal();
}
