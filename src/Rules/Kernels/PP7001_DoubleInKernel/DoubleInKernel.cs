using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.Kernels;

namespace PerfProof.Rules;

/// <summary>
/// PP7001: floats that a kernel widens to double, computes with, and rounds to float (or to a whole number) again: by a function
/// that exists for double only, or by a literal without <c>f</c>. A kernel that is handed double wants it, and is left alone.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DoubleInKernel : RuleAnalyzer
{
    /// <summary>A function that computes in double.</summary>
    public const string MathShape = "math";

    /// <summary>A literal or constant that makes an operation one on doubles.</summary>
    public const string LiteralShape = "literal";

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP7001",
        title: "Double-precision arithmetic in a kernel that works on floats",
        messageFormat: "'{0}' makes this kernel compute floats in double, at 1/32 to 1/64 of the speed of float on consumer GPUs; {1}",
        category: "Kernels",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A function on double, or a literal without 'f', widens the floats around it, and the result is rounded to float again. "
            + "Consumer GPUs compute double at a small part of the speed of float.",
        helpLinkUri: HelpLinkBase + "PP7001.md");

    /// <summary>Creates the rule.</summary>
    public DoubleInKernel()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnDeviceCode(Check);

    /// <summary>The detours of a method; none where it is handed double.</summary>
    internal static IEnumerable<Detour> DetoursOf(DeviceMethod method, IOperation body, RoleCatalog catalog) =>
        method.IsHanded(SpecialType.System_Double) || method.Symbol.ReturnType.SpecialType == SpecialType.System_Double
            ? []
            : DetourFinder.Find(body, catalog).Where(detour => !method.IsShader || detour.IsRounded);

    private static void Check(RuleContext context, DeviceMethod method, IOperation body)
    {
        foreach (var detour in DetoursOf(method, body, context.Model.Catalog))
        {
            var counterpart = detour.Cause.Single is { } single ? $"use '{single}'" : $"write '{detour.Cause.Name}' as a float";
            context.Report(
                detour.Location,
                ImmutableDictionary<string, string?>.Empty
                    .Add(Facts.Shape, detour.Cause.IsMath ? MathShape : LiteralShape)
                    .Add(Facts.Counterpart, detour.Cause.Single),
                detour.Cause.Name,
                counterpart);
        }
    }
}
