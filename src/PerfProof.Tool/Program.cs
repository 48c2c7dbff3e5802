using PerfProof.Tool;

// A bundle brings only what runs experiments: the command line itself, and the compiler behind it, stay at home.
return args is ["run-bundle", var bundle, var results]
    ? await BundleCommand.RunAsync(bundle, results, Console.Out, Console.Error)
    : await CommandLine.RunAsync(args, Console.Out, Console.Error);
