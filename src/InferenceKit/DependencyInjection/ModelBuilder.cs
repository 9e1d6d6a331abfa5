using System.Reflection;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.DependencyInjection;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;

namespace InferenceKit;

/// <summary>Says more of one model than its codec, in code. Not thread-safe.</summary>
/// <typeparam name="TIn">What the codec encodes: one row.</typeparam>
/// <typeparam name="TOut">What the codec decodes: the answer to one row.</typeparam>
public sealed class ModelBuilder<TIn, TOut>
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
        // The fingerprint has the build of the assembly, because another build may have other content.
        var fingerprint = $"{assembly.ManifestModule.ModuleVersionId:N}/{name}";
        return Add(version, (repository, parsed) => repository.Add(_model.Name, parsed, () => assembly.GetManifestResourceStream(name)!, fingerprint));
    }

    /// <summary>
    /// Adds a delegate that answers when the model does not. A step of <see cref="ResilienceOptions.Fallback"/> names it with
    /// <see cref="FallbackStepOptions.Use"/>; one that no step names stands at the end of the chain. It answers typed predictions only.
    /// </summary>
    /// <param name="name">Its name in the chain; compared exactly.</param>
    /// <param name="fallback">
    /// Answers one row, from the input and what went wrong. Called from many threads at once, usually on the one that runs the request: one
    /// that takes longer than the request has time is moved to the thread pool from then on, and its callers are answered at their deadlines.
    /// An exception or null moves the request to the next step.
    /// </param>
    /// <exception cref="ArgumentException">The name is blank, or was added before.</exception>
    /// <exception cref="ArgumentNullException">Name or delegate are null.</exception>
    public ModelBuilder<TIn, TOut> AddFallback(string name, Func<TIn, InferenceFailure, TOut> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return AddFallback(new FallbackDelegate<TIn, TOut>(name, fallback, null));
    }

    /// <summary>As with a delegate that answers at once, but for one that waits for something.</summary>
    /// <param name="name">Its name in the chain; compared exactly.</param>
    /// <param name="fallback">Answers one row; its token is cancelled when the request's time is over or its caller gives up.</param>
    /// <exception cref="ArgumentException">The name is blank, or was added before.</exception>
    /// <exception cref="ArgumentNullException">Name or delegate are null.</exception>
    public ModelBuilder<TIn, TOut> AddFallback(string name, Func<TIn, InferenceFailure, CancellationToken, ValueTask<TOut>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return AddFallback(new FallbackDelegate<TIn, TOut>(name, null, fallback));
    }

    /// <summary>
    /// Lets another model, of another signature, answer for this one where a step of the chain names it: with a codec of its own from this
    /// model's inputs, and a conversion of its answers.
    /// </summary>
    /// <typeparam name="TOther">What the other model's codec decodes.</typeparam>
    /// <param name="model">The other model's name, compared ignoring case.</param>
    /// <param name="codec">Bound to each version of the other model that is asked.</param>
    /// <param name="convert">Turns its answer into one of this model; called from many threads at once.</param>
    /// <exception cref="ArgumentException">The name breaks the rule for names, or the model has an adapter already.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public ModelBuilder<TIn, TOut> AddAdapter<TOther>(string model, PredictionCodec<TIn, TOther> codec, Func<TOther, TOut> convert)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(convert);
        if (!ModelName.IsValid(model)) throw new ArgumentException($"'{model}' is not the name of a model: {ModelName.Rule}.", nameof(model));
        if (_codec.AdapterFor(model) is not null) throw new ArgumentException($"Model '{_model.Name}' already has an adapter for '{model}'.", nameof(model));
        _codec.Adapters.Add(new AdapterOf<TIn, TOther, TOut>(model, new CodecRegistration<TIn, TOther>(_ => codec), convert));
        return this;
    }

    /// <summary>
    /// Adds a check of decoded answers, beside those of <see cref="ResilienceOptions.Validators"/>: one that it refuses is a failure,
    /// <see cref="InferenceError.InvalidOutput"/>, and may fall back.
    /// </summary>
    /// <param name="name">For messages, which do not repeat the answer.</param>
    /// <param name="isValid">Called from many threads at once; where it throws, the answer counts as refused.</param>
    /// <exception cref="ArgumentException">The name is blank, or was added before.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public ModelBuilder<TIn, TOut> AddValidator(string name, Func<TOut, bool> isValid)
    {
        ArgumentNullException.ThrowIfNull(isValid);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_codec.Validators.Exists(v => v.Name == name)) throw new ArgumentException($"Model '{_model.Name}' already has a validator '{name}'.", nameof(name));
        _codec.Validators.Add(new(name, isValid));
        return this;
    }

    /// <summary>
    /// Says what the requests of this model are split by (<see cref="ModelOptions.Traffic"/>), as a customer's number: the same key always goes
    /// to the same variant. A request's own <see cref="InferenceRequestOptions.RoutingKey"/> comes before it.
    /// </summary>
    /// <param name="routingKey">
    /// The key of an input, with 1 to 1,024 characters; null for none, and chance decides. Called once for each request of a model with variants
    /// or shadows, from many threads at once; where it throws, the request fails with <see cref="InferenceError.InvalidInput"/>.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="routingKey"/> is null.</exception>
    public ModelBuilder<TIn, TOut> RouteBy(Func<TIn, string?> routingKey)
    {
        ArgumentNullException.ThrowIfNull(routingKey);
        _codec.RoutingKey = routingKey;
        return this;
    }

    /// <summary>
    /// Reports each routing key that is assigned to a variant for the first time since the weights last changed: which keys were part of the
    /// experiment. Keys are remembered in memory of a fixed size (<see cref="TrafficOptions.MaxExposureKeys"/>), and by this process alone: some
    /// may be reported again, and none is missed.
    /// </summary>
    /// <param name="exposed">
    /// Called on the thread of the request before it is answered, from many threads at once: it must be fast, and hand on what takes time. What
    /// it throws is logged, and the request goes on.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="exposed"/> is null.</exception>
    public ModelBuilder<TIn, TOut> OnExposure(Action<Exposure> exposed)
    {
        ArgumentNullException.ThrowIfNull(exposed);
        _model.Exposed += exposed;
        return this;
    }

    /// <summary>Adds a comparison of decoded answers of shadows, beside those of their outputs: <see cref="ShadowReport.Comparers"/> tells how often it agrees.</summary>
    /// <param name="name">For the report.</param>
    /// <param name="areAlike">
    /// Gets the primary's answer, then the shadow's. Called on a thread of the shadow; one that throws counts as not agreeing.
    /// </param>
    /// <exception cref="ArgumentException">The name is blank, or was added before.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="areAlike"/> is null.</exception>
    public ModelBuilder<TIn, TOut> CompareShadows(string name, Func<TOut, TOut, bool> areAlike)
    {
        ArgumentNullException.ThrowIfNull(areAlike);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_codec.ShadowComparers.Exists(c => c.Name == name)) throw new ArgumentException($"Model '{_model.Name}' already compares '{name}'.", nameof(name));
        _codec.ShadowComparers.Add((name, areAlike));
        return this;
    }

    /// <summary>Takes out of examples of shadows (<see cref="ShadowOptions.KeepExamples"/>) what must not be kept, before they are kept.</summary>
    /// <param name="redact">Gives what may be kept; null, or an exception, drops the example. Called on a thread of the shadow.</param>
    /// <exception cref="ArgumentNullException"><paramref name="redact"/> is null.</exception>
    public ModelBuilder<TIn, TOut> RedactShadowExamples(Func<ShadowExample, ShadowExample?> redact)
    {
        ArgumentNullException.ThrowIfNull(redact);
        _model.RedactExample = redact;
        return this;
    }

    private ModelBuilder<TIn, TOut> Add(string version, Action<MemoryModelRepository, ModelVersion> addTo)
    {
        if (!ModelVersion.TryParse(version, null, out var parsed))
            throw new ArgumentException($"'{version}' is not a version: {ModelName.Rule}.", nameof(version));
        if (!_model.Versions.TryAdd(parsed, repository => addTo(repository, parsed)))
            throw new ArgumentException($"Model '{_model.Name}' already has a version {parsed} in code.", nameof(version));
        return this;
    }

    private ModelBuilder<TIn, TOut> AddFallback(FallbackDelegate<TIn, TOut> fallback)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fallback.Name, nameof(fallback));
        if (_codec.Fallbacks.Exists(f => f.Name == fallback.Name)) throw new ArgumentException($"Model '{_model.Name}' already has a fallback '{fallback.Name}'.", nameof(fallback));
        _codec.Fallbacks.Add(fallback);
        return this;
    }
}
