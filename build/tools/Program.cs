using System.Reflection;
using PerfProof.Build;

var checkout = new Checkout(typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
    .Single(metadata => metadata.Key == "RepositoryRoot").Value!);
var parsed = BuildTools.Create(checkout, Console.Out, Console.Error).Parse(args);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"build/tools: {parsed.Errors[0].Message} See 'dotnet run --project build/tools -- --help'.");
    return 2;
}

return await parsed.InvokeAsync();
