using Microsoft.CodeAnalysis;

namespace PerfProof.HotPath;

/// <summary>
/// What kind of method this is, as far as its declaration tells how often it runs: entry points, constructors, set-up and tests run
/// once; handlers of events run each time somebody does something.
/// </summary>
internal static class EntryPoints
{
    // Methods that prepare what others use: called when something is opened, loaded or configured.
    private static readonly string[] setUpNames =
    [
        "Init", "Load", "Reload", "Preload", "Setup", "SetUp", "Configure", "Create", "Build", "Train", "Fit", "Register",
        "WarmUp", "Warmup", "Prepare", "Ensure", "Connect", "Dispose", "Install", "Download", "Upgrade", "Migrate",
        "OnInitialized", "OnAppearing", "OnCreate", "OnLoad", "OnParametersSet", "OnStart",
    ];

    // The same, where the name ends there: Start and StartAsync are set-up, StartInference is not.
    private static readonly HashSet<string> wholeSetUpNames = new(StringComparer.Ordinal)
    {
        "Start", "StartAsync", "Startup", "StartUp", "Open", "OpenAsync", "Awake", "Reset", "ResetAsync", "Restart",
    };

    // Form1_Load, Window_Loaded, OnExit: once in the life of an object.
    private static readonly HashSet<string> lifecycleEvents = new(StringComparer.Ordinal)
    {
        "Load", "Loaded", "Shown", "Initialized", "Init", "Startup", "Start", "Started", "Opened", "Closing", "Closed", "FormClosing", "FormClosed", "Exit", "Unloaded", "Disposed",
        "Activated", "Appearing", "HandleCreated", "Launched", "OnLoaded", "OnStartup", "OnExit",
    };

    private static readonly HashSet<string> testAttributes = new(StringComparer.Ordinal)
    {
        "FactAttribute", "TheoryAttribute", "TestAttribute", "TestCaseAttribute", "TestCaseSourceAttribute", "TestMethodAttribute", "DataTestMethodAttribute",
        "SetUpAttribute", "TearDownAttribute", "OneTimeSetUpAttribute", "TestInitializeAttribute", "ClassInitializeAttribute", "AssemblyInitializeAttribute",
        "TestFixtureAttribute", "TestClassAttribute",
    };

    /// <summary>Whether the method runs once for each object or each process: an entry point, a constructor, set-up by its name.</summary>
    public static bool RunsOnce(IMethodSymbol method) =>
        IsMain(method)
        || method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor or MethodKind.EventAdd or MethodKind.EventRemove
        || IsSetUp(method.Name)
        || IsCommandLine(method);

    // A command of a command line program: the framework calls it once, by its attributes.
    private static bool IsCommandLine(IMethodSymbol method) =>
        method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "CommandAttribute" or "VerbAttribute" or "PrimaryCommandAttribute" or "DefaultCommandAttribute")
        || method.Parameters.Any(parameter => parameter.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "OptionAttribute" or "ArgumentAttribute"));

    /// <summary>Whether the method is where the program starts.</summary>
    public static bool IsMain(IMethodSymbol method) =>
        method.IsStatic && method.Name is WellKnownMemberNames.EntryPointMethodName or WellKnownMemberNames.TopLevelStatementsEntryPointMethodName;

    /// <summary>Whether the method is a test, prepares tests, or stands beside them in a class of tests.</summary>
    public static bool IsTest(IMethodSymbol method)
    {
        if (HasTestAttribute(method))
        {
            return true;
        }

        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (HasTestAttribute(type) || type.GetMembers().Any(member => member is IMethodSymbol && HasTestAttribute(member)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the method has the shape of an event handler: <c>void Clicked(object sender, EventArgs e)</c>.</summary>
    public static bool IsEventHandler(IMethodSymbol method) =>
        method.Parameters.Length == 2
        && method.Parameters[0].Type.SpecialType == SpecialType.System_Object
        && IsEventArgs(method.Parameters[1].Type)
        && !IsSetUp(method.Name)
        && !lifecycleEvents.Contains(method.Name.Substring(method.Name.LastIndexOf('_') + 1));

    private static bool IsEventArgs(ITypeSymbol type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.Name.EndsWith("EventArgs", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // Initialise and InitAsync are set-up, Initials is not: the name ends there, or goes on with another word or form of it.
    private static bool IsSetUp(string name)
    {
        if (wholeSetUpNames.Contains(name))
        {
            return true;
        }

        foreach (var prefix in setUpNames)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)
                && (name.Length == prefix.Length || !char.IsLower(name[prefix.Length]) || prefix == "Init" || name.IndexOf("ing", prefix.Length, StringComparison.Ordinal) == prefix.Length))
            {
                return true;
            }
        }

        return false;
    }

    // [Fact], [SkippableTheory], [OnnxFactAttribute]: those of others are derived from the framework's, and named after them.
    private static bool IsNameOfTests(string name) =>
        name.EndsWith("Attribute", StringComparison.Ordinal) ? IsNameOfTests(name.Substring(0, name.Length - "Attribute".Length))
        : testAttributes.Contains(name + "Attribute") || name.EndsWith("Fact", StringComparison.Ordinal) || name.EndsWith("Theory", StringComparison.Ordinal) || name.EndsWith("TestMethod", StringComparison.Ordinal);

    private static bool HasTestAttribute(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            for (var type = attribute.AttributeClass; type is not null; type = type.BaseType)
            {
                // Where the package is missing, the type has the name as it is written.
                if (testAttributes.Contains(type.Name) || (type.TypeKind == TypeKind.Error && IsNameOfTests(type.Name)))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
