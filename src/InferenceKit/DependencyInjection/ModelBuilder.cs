using System.Reflection;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.DependencyInjection;
using InferenceKit.Serving;

namespace InferenceKit;

/// <summary>Says more of one model than its codec, in code. Not thread-safe.</summary>
/// <typeparam name="TIn">What the codec encodes: one row.</typeparam>
/// <typeparam name="TOut">What the codec decodes: the answer to one row.</typeparam>
public sealed partial class ModelBuilder<TIn, TOut>
{
    private readonly ModelDeclaration _model;
    private readonly CodecRegistration<TIn, TOut> _codec;
    private readonly OptionsSources _options;

    internal ModelBuilder(ModelDeclaration model, CodecRegistration<TIn, TOut> codec, OptionsSources options)
    {
        _model = model;
        _codec = codec;
        _options = options;
    }

    /// <summary>
    /// Sets options of the model. Called after configuration was read, at the start and after every reload: what it sets
    /// wins over configuration; what it leaves null comes from <see cref="InferenceOptions.Defaults"/>.
    /// </summary>
    /// <param name="configure">Sets options; should do so the same way each time.</param>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    public ModelBuilder<TIn, TOut> Configure(Action<ModelOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _options.Add(_model.Name, configure);
        return this;
    }

    /// <summary>Serves a model file instead of the repository; see <see cref="ModelOptions.Source"/>.</summary>
    /// <param name="path">Relative to the content root.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is blank.</exception>
    public ModelBuilder<TIn, TOut> FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Configure(options => options.Source = path);
    }

    /// <summary>Serves a model held in memory instead of the repository. Called several times, it adds versions.</summary>
    /// <param name="onnx">The model's bytes; not copied, so never change them.</param>
    /// <param name="version">Its version. Default: "1".</param>
    /// <exception cref="ArgumentException">The version breaks the rule for names, or was added before.</exception>
    public ModelBuilder<TIn, TOut> FromBytes(ReadOnlyMemory<byte> onnx, string version = "1") =>
        Add(version, (repository, parsed) => repository.Add(_model.Name, parsed, onnx));

    /// <summary>
    /// Serves a resource of an assembly instead of the repository; it is read when it is loaded. Called several times, it
    /// adds versions.
    /// </summary>
    /// <param name="assembly">The assembly that holds it.</param>
    /// <param name="name">The resource's full name, as in <c>MyApp.Models.fraud.onnx</c>.</param>
    /// <param name="version">Its version. Default: "1".</param>
    /// <exception cref="ArgumentException">
    /// There is no such resource (the message lists those there are), the version breaks the rule for names, or was added before.
    /// </exception>
    public ModelBuilder<TIn, TOut> FromEmbeddedResource(Assembly assembly, string name, string version = "1")
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var all = assembly.GetManifestResourceNames();
        if (!all.Contains(name, StringComparer.Ordinal))
            throw new ArgumentException($"{assembly.GetName().Name} has no resource '{name}'; it has: {(all.Length == 0 ? "none" : string.Join(", ", all))}.", nameof(name));
        // Another build of the assembly is another content.
        var fingerprint = $"{assembly.ManifestModule.ModuleVersionId:N}/{name}";
        return Add(version, (repository, parsed) => repository.Add(_model.Name, parsed, () => assembly.GetManifestResourceStream(name)!, fingerprint));
    }

    private ModelBuilder<TIn, TOut> Add(string version, Action<MemoryModelRepository, ModelVersion> addTo)
    {
        if (!ModelVersion.TryParse(version, null, out var parsed))
            throw new ArgumentException($"'{version}' is no version: {ModelName.Rule}.", nameof(version));
        if (!_model.Versions.TryAdd(parsed, repository => addTo(repository, parsed)))
            throw new ArgumentException($"Model '{_model.Name}' already has a version {parsed} in code.", nameof(version));
        return this;
    }
}
