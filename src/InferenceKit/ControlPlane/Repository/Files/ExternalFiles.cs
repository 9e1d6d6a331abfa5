using InferenceKit.ControlPlane.Repository.Staging;
using InferenceKit.Sessions.Onnx.Files;

namespace InferenceKit.ControlPlane.Repository.Files;

/// <summary>The files that a model keeps weights in, by what the model file says. Only such that lie below its folder come along.</summary>
internal static class ExternalFiles
{
    /// <summary>A model file and the files of its weights that are there.</summary>
    /// <param name="path">The model file.</param>
    /// <param name="name">What the model file is called in the version.</param>
    /// <exception cref="IOException">A file cannot be read, or there are too many.</exception>
    public static List<VersionFile> Beside(string path, string name)
    {
        var real = RealPath.Of(path);
        List<VersionFile> files = [FileAt(real, name)];
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        // Links inside the folder are allowed: the host made them, as in a cache that keeps all files in another folder.
        string[] roots = [RealPath.Of(folder), Path.GetDirectoryName(real)!];
        foreach (var location in ExternalData.Read(real).TensorsByLocation.Keys)
        {
            if (NameOf(location) is not { } other || files.Exists(f => f.Name == other)) continue;
            var at = RealPath.Of(Path.Combine(folder, other));
            if (!File.Exists(at) || !Array.Exists(roots, root => RealPath.IsBelow(root, at))) continue;
            if (files.Count == VersionContent.MaxFiles) throw new IOException($"'{path}' keeps its weights in more than {VersionContent.MaxFiles - 1} files.");
            files.Add(FileAt(at, other));
        }
        return files;
    }

    /// <summary>Checks that the files of a model's weights are where the model looks for them, and makes folders that its paths only pass through.</summary>
    /// <param name="model">The model file, in a folder of the library's own.</param>
    /// <exception cref="IOException">One is missing; the message names it and the tensor.</exception>
    public static void CheckBeside(string model)
    {
        var folder = Path.GetDirectoryName(model)!;
        foreach (var (location, tensor) in ExternalData.Read(model).TensorsByLocation)
        {
            if (NameOf(location) is not { } name)
                throw new IOException($"The model keeps the weights of '{tensor}' in '{location}', which leads out of its folder. Put the file beside the model, and export the model with a relative location.");
            if (!File.Exists(Path.Combine(folder, name)))
                throw new IOException($"The model keeps the weights of '{tensor}' in '{location}', and there is no such file beside it.");
            MakePassed(folder, location);
        }
    }

    /// <summary>A location as the name of a file below the model's folder; null when it leads elsewhere.</summary>
    private static string? NameOf(string location)
    {
        if (Path.IsPathRooted(location)) return null;
        var segments = new List<string>();
        foreach (var segment in Segments(location))
        {
            if (segment is "" or ".") continue;
            if (segment != "..") segments.Add(segment);
            else if (segments.Count == 0) return null;
            else segments.RemoveAt(segments.Count - 1);
        }
        return segments.Count == 0 ? null : string.Join('/', segments);
    }

    // A version has files only. A path such as "parts/../weights.bin" needs the folder "parts", which was not copied: the system does not resolve a path
    // through a folder that does not exist.
    private static void MakePassed(string folder, string location)
    {
        var path = folder;
        foreach (var segment in Segments(location))
        {
            if (segment == "..") Directory.CreateDirectory(path);
            path = Path.Combine(path, segment);
        }
    }

    private static string[] Segments(string location) => location.Split(['/', Path.DirectorySeparatorChar]);

    private static VersionFile FileAt(string real, string name)
    {
        var info = new FileInfo(real);
        return new(name, info.FullName, info.Length, info.LastWriteTimeUtc);
    }
}
