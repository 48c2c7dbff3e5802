using System.Runtime.CompilerServices;

namespace PerfProof.Verifier.Tests.Caching;

/// <summary>Tests neither read nor write the verdicts of the user who runs them: each run of the tests has a cache of its own.</summary>
internal static class OwnCache
{
    private static readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("perfproof-tests-cache-");

    [ModuleInitializer]
    internal static void Use()
    {
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", folder.FullName);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
    }
}
