using System.CommandLine;

namespace PerfProof.Build.Site;

/// <summary><c>site</c>: writes the documentation as a site.</summary>
public static class SiteCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(Checkout checkout, TextWriter output, TextWriter error)
    {
        var folder = new Option<string>("--out")
        {
            Description = "The folder of the site; files that are there already stay unless the site has one of the same name.",
            DefaultValueFactory = _ => checkout.PathOf("artifacts", "site"),
        };
        var command = new Command("site", "Writes the documentation as pages that can be read and searched offline.") { folder };
        command.SetAction(result => Run(checkout, Path.GetFullPath(result.GetValue(folder)!), output, error));
        return command;
    }

    private static int Run(Checkout checkout, string folder, TextWriter output, TextWriter error)
    {
        var problems = new List<string>();
        var files = SiteGenerator.Create(checkout, problems);
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (file.Source is null)
            {
                File.WriteAllText(path, file.Text);
            }
            else
            {
                File.Copy(file.Source, path, overwrite: true);
            }
        }

        problems.ForEach(error.WriteLine);
        output.WriteLine($"{files.Length} files. Open {Path.Combine(folder, "index.html")}");
        return problems.Count == 0 ? 0 : 1;
    }
}
