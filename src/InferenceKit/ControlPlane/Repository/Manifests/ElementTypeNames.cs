namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>Names of element types in a manifest: those of the enumeration, in lower case.</summary>
internal static class ElementTypeNames
{
    private static readonly ElementType[] All = Enum.GetValues<ElementType>();
    private static readonly string[] Names = [.. All.Select(type => type.ToString().ToLowerInvariant())];

    public static string Of(ElementType type) => Names[Array.IndexOf(All, type)];

    public static bool TryParse(string name, out ElementType type)
    {
        var index = Array.IndexOf(Names, name);
        type = index < 0 ? default : All[index];
        return index >= 0;
    }

    public static string List { get; } = string.Join(", ", Names);
}
