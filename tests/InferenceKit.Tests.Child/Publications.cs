using System.Globalization;

namespace InferenceKit.Tests.Child;

/// <summary>
/// Publishes a version, or the next one so many times, with a sample of ones where "x" has a width. Says "published VERSION" or
/// "refused MESSAGE" of each.
/// </summary>
internal static class Publications
{
    /// <param name="repository">Where to.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="source">Its file.</param>
    /// <param name="version">A version, or "next".</param>
    /// <param name="more">How many times, once if not given; and the width of "x", where there is to be a sample.</param>
    public static async Task RunAsync(string repository, string model, string source, string version, string[] more)
    {
        var times = more.Length > 0 ? int.Parse(more[0], CultureInfo.InvariantCulture) : 1;
        var width = more.Length > 1 ? int.Parse(more[1], CultureInfo.InvariantCulture) : 0;
        ModelSample[] samples = width == 0 ? [] : [new("ones", new NamedValue("x", TensorValue.Copy(Enumerable.Repeat(1f, width).ToArray(), 1, width)))];
        var publisher = new ModelPublisher(repository);
        await Signals.BeginAsync();
        for (var i = 0; i < times; i++) await PublishAsync(publisher, new(model, source) { Version = version == "next" ? null : version, Samples = samples });
    }

    /// <summary>Publishes until that is refused, and says "files NAMES" then, folders included, below the model's folder.</summary>
    public static async Task FillAsync(string repository, string model, string source)
    {
        var publisher = new ModelPublisher(repository);
        await Signals.BeginAsync();
        while (await PublishAsync(publisher, new(model, source)))
        {
        }
        var folder = Path.Combine(repository, model);
        var names = Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f));
        Signals.Say($"files {string.Join(' ', names.Order(StringComparer.Ordinal))}");
    }

    private static async Task<bool> PublishAsync(ModelPublisher publisher, ModelPublication publication)
    {
        try
        {
            Signals.Say($"published {(await publisher.PublishAsync(publication)).Id.Version}");
            return true;
        }
        catch (IOException e)
        {
            Signals.Say($"refused {e.Message}");
            return false;
        }
    }
}
