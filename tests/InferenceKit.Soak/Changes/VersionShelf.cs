using InferenceKit.Soak.Hosting;
using InferenceKit.Soak.Models;

namespace InferenceKit.Soak.Changes;

/// <summary>The versions of a model in the repository: a new one is published, an old one deleted, and their number stays bounded.</summary>
internal sealed class VersionShelf(SoakModel model, SoakFolders folders)
{
    private const int Most = 5;
    private readonly List<long> _versions = [];
    private long _last;

    public SoakModel Model => model;

    public IReadOnlyList<long> Versions => _versions;

    public async Task PublishAsync()
    {
        var version = ++_last;
        var draft = Path.Combine(folders.Drafts, $"{model.Name}.onnx");
        await File.WriteAllBytesAsync(draft, model.Build(version));
        await new ModelPublisher(folders.Models).PublishAsync(new(model.Name, draft) { Version = $"{version}", Samples = { Sample(0, version), Sample(1, version) } });
        _versions.Add(version);

        // Version 1 stays: it is what chains fall back on.
        while (_versions.Count > Most)
        {
            Delete(_versions[1]);
            _versions.RemoveAt(1);
        }
    }

    private ModelSample Sample(int row, long version)
    {
        var name = $"row {row}";

        // What it has to answer is worked out here, and not recorded from the model.
        if (float.IsNaN(model.Expected(row, version)))
            row = Array.FindIndex(model.Rows, input => !float.IsNaN(model.ExpectedOf(input, version)));
        return new(name, new NamedValue("x", TensorValue.Copy<float>(model.Rows[row], 1, model.Width)))
        {
            Outputs = [new NamedValue("y", TensorValue.Copy<float>([model.Expected(row, version)], 1, 1))],
            Tolerance = new(Absolute: 1e-2, Relative: 1e-3),
        };
    }

    /// <summary>Renames the folder before it deletes it, so that no host sees half of a version.</summary>
    private void Delete(long version)
    {
        var folder = Path.Combine(folders.Models, model.Name, $"{version}");
        var hidden = Path.Combine(folders.Models, model.Name, $".deleted-{version}");
        Directory.Move(folder, hidden);
        Directory.Delete(hidden, recursive: true);
    }
}
