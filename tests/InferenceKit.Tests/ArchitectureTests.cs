using InferenceKit.Tests.Sources;
using Microsoft.CodeAnalysis;

namespace InferenceKit.Tests;

/// <summary>The rules of the house that no compiler holds: DataPlane -> Serving &lt;- ControlPlane, and Sessions is a leaf.</summary>
public sealed class ArchitectureTests
{
    /// <summary>The compiler's complaints of a namespace, a type or a name that is not there.</summary>
    private static readonly string[] NotFound = ["CS0234", "CS0246", "CS0103"];

    [Fact]
    public void The_data_plane_does_not_name_the_control_plane() =>
        AssertNone(Core.Uses.Where(use => use.IsIn("DataPlane") && use.UsesRegion("ControlPlane")));

    [Fact]
    public void The_control_plane_does_not_name_the_data_plane() =>
        AssertNone(Core.Uses.Where(use => use.IsIn("ControlPlane") && use.UsesRegion("DataPlane")));

    [Fact]
    public void What_both_planes_see_names_neither() =>
        AssertNone(Core.Uses.Where(use => use.IsIn("Serving") && (use.UsesRegion("DataPlane") || use.UsesRegion("ControlPlane"))));

    [Fact]
    public void Sessions_name_only_the_root() =>
        AssertNone(Core.Uses.Where(use => use.IsIn("Sessions") && use.DeclaredIn is { Length: > 0 } && !use.UsesRegion("Sessions")));

    [Fact]
    public void Versioning_knows_neither_sessions_nor_what_is_served() =>
        AssertNone(Core.Uses.Where(use => use.IsIn("ControlPlane/Versioning") && (use.UsesRegion("Sessions") || use.UsesRegion("Serving"))));

    [Fact]
    public void Only_one_folder_uses_ONNX_Runtime() =>
        AssertNone(Core.Uses.Where(use => !use.IsIn("Sessions/Onnx") && use.UsesOnnxRuntime));

    [Fact]
    public void Only_that_folder_says_the_name_of_ONNX_Runtimes_package() =>
        AssertNone(Core.Files
            .Where(file => !$"{Core.FolderOf(file.FilePath)}/".StartsWith("Sessions/Onnx/", StringComparison.Ordinal))
            .Where(file => file.GetText(TestContext.Current.CancellationToken).ToString().Contains("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal))
            .Select(file => RepositoryRoot.Relative(file.FilePath)));

    [Fact]
    public void Public_types_live_in_the_root_namespace_and_internal_ones_in_their_folders()
    {
        AssertNone(Core.Declarations()
            .Where(declared => !AllowedNamespaces(declared.Folder, declared.Type).Contains(declared.Type.ContainingNamespace.ToDisplayString()))
            .Select(declared => $"{declared.Folder}: {declared.Type.ToDisplayString()}")
            .Distinct());

        static string[] AllowedNamespaces(string folder, INamedTypeSymbol type) => type.DeclaredAccessibility == Accessibility.Public
            ? folder.StartsWith("DependencyInjection", StringComparison.Ordinal) && type.IsStatic
                ? ["Microsoft.Extensions.DependencyInjection"]
                : ["InferenceKit"]
            : [folder.Length == 0 ? "InferenceKit" : "InferenceKit." + folder.Replace('/', '.')];
    }

    // A use of a type that was not found would not count. Other complaints are of what source generators would add.
    [Fact]
    public void The_source_is_bound_well_enough_for_the_rules_above_to_mean_something()
    {
        Assert.InRange(Core.Files.Count, 100, 10_000);
        AssertNone(Core.Errors.Where(error => NotFound.Contains(error.Id)).Select(error => error.ToString()));
        Assert.Contains(Core.Uses, use => use.IsIn("DataPlane") && use.UsesRegion("Serving"));
    }

    private static SourceFolder Core => SourceFolder.Core;

    private static void AssertNone<T>(IEnumerable<T> offenders) =>
        Assert.True(!offenders.Any(), string.Join(Environment.NewLine, offenders.Select(offender => offender?.ToString())));
}
