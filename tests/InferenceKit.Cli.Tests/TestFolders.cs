using InferenceKit.Testing;

namespace InferenceKit.Cli.Tests;

/// <summary>A repository and a state folder. The name of their folder has characters that shells treat specially.</summary>
internal sealed class TestFolders : IDisposable
{
    public TestFolders()
    {
        Root = Path.Combine(Path.GetTempPath(), $"inferencekit tool é模 {Guid.NewGuid():N}");
        Directory.CreateDirectory(Repository);
    }

    public string Root { get; }

    public string Repository => Path.Combine(Root, "my models");

    public string State => Path.Combine(Root, "state");

    public string StateOf(string model) => Path.Combine(State, $"model.{model}.json");

    public string At(string name) => Path.Combine(Root, name);

    /// <summary>Adds versions of a model that sums its row and adds the version.</summary>
    public TestFolders With(string model, params string[] versions)
    {
        foreach (var version in versions) Add(model, version, OnnxModels.RowSum(2, offset: int.Parse(version)));
        return this;
    }

    public string Add(string model, string version, byte[] content)
    {
        var folder = Path.Combine(Repository, model, version);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(file, content);
        return file;
    }

    public Task<ToolRun> SetAlias(string model, string alias, string version, params string[] more) =>
        ToolRun.Of(["alias", "set", model, alias, version, "--state", State, "--repository", Repository, .. more]);

    public Task<ToolRun> RollBack(string model, params string[] more) =>
        ToolRun.Of(["rollback", model, "--state", State, "--repository", Repository, .. more]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
