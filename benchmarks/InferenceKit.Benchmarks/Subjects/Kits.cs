namespace InferenceKit.Benchmarks.Subjects;

/// <summary>Where the library is plugged in.</summary>
internal static class Kits
{
    public static IKit Default { get; } = new Library.LibraryKit();
}
