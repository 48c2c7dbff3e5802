namespace PerfProof.Planning.Instrumentation;

/// <summary>What a build of a copy of the tree must be told so that projects compile the file that they carry.</summary>
public static class InstrumentedBuild
{
    /// <summary>
    /// The MSBuild property that names the settings: as <c>-p:</c> of a build, or in the environment of a command that builds.
    /// </summary>
    public const string Property = "CustomAfterMicrosoftCSharpTargets";

    /// <summary>Writes the settings.</summary>
    /// <param name="folder">A folder of ours, outside the copy.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The value of <see cref="Property"/>.</returns>
    public static async Task<string> WriteAsync(string folder, CancellationToken cancellation)
    {
        var targets = Path.Combine(folder, "calls.targets");

        // Analyzers have nothing to say about what we wrote, and warnings must not end the build.
        await File.WriteAllTextAsync(
            targets,
            $"""
            <Project>
              <PropertyGroup Condition="Exists('$(MSBuildProjectDirectory)/{CallInstrumenter.CarriedFolder}')">
                <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
                <MSBuildTreatWarningsAsErrors>false</MSBuildTreatWarningsAsErrors>
                <WarningsAsErrors></WarningsAsErrors>
                <RunAnalyzers>false</RunAnalyzers>
              </PropertyGroup>
              <ItemGroup Condition="Exists('$(MSBuildProjectDirectory)/{CallInstrumenter.CarriedFolder}')">
                <Compile Include="$(MSBuildProjectDirectory)/{CallInstrumenter.CarriedFolder}/*.cs" />
              </ItemGroup>
            </Project>
            """,
            cancellation).ConfigureAwait(false);
        return targets;
    }
}
