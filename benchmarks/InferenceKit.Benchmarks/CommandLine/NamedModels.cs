using InferenceKit.Benchmarks.Inspecting;
using InferenceKit.Benchmarks.Models;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>Models that a command line names, or gives the paths of.</summary>
internal static class NamedModels
{
    /// <exception cref="UsageException">There is neither such a name nor such a file.</exception>
    public static TrafficModel Find(ModelShelf shelf, string nameOrPath, IReadOnlyDictionary<string, long> sizes)
    {
        if (TrafficModels.Names.Contains(nameOrPath))
            return TrafficModels.Find(shelf, nameOrPath) with { Sizes = sizes };
        return File.Exists(nameOrPath)
            ? new(ModelReader.NameOf(nameOrPath), nameOrPath) { Sizes = sizes }
            : throw new UsageException($"There is neither a file nor a model '{nameOrPath}'; models are: {string.Join(", ", TrafficModels.Names)}.");
    }
}
