using System.Diagnostics.CodeAnalysis;
using InferenceKit.DependencyInjection;
using InferenceKit.Serving;
using InferenceKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit;

/// <summary>
/// Declares models and what they need while services are registered. All builders of one service collection add to the
/// same. Not thread-safe, as service collections are not.
/// </summary>
[SuppressMessage(
    "ApiDesign", "RS0026:Do not add multiple public overloads with optional parameters",
    Justification = "The overloads differ in what comes second, so that no call fits two of them.")]
public sealed class InferenceBuilder
{
    private readonly InferenceRegistrations _registrations;

    internal InferenceBuilder(IServiceCollection services, InferenceRegistrations registrations)
    {
        Services = services;
        _registrations = registrations;
    }

    /// <summary>The collection that everything is registered in.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Declares a model with a codec. It is then an <see cref="IPredictor{TIn, TOut}"/> keyed by its name, and without a
    /// key where no other model has these types; a model may be added again with codecs of other types.
    /// </summary>
    /// <typeparam name="TIn">What the codec encodes: one row.</typeparam>
    /// <typeparam name="TOut">What the codec decodes: the answer to one row.</typeparam>
    /// <param name="name">The model's name, compared ignoring case.</param>
    /// <param name="codec">The codec.</param>
    /// <param name="configure">Says more of the model. Default: nothing.</param>
    /// <exception cref="ArgumentException">The name breaks the rule for names.</exception>
    /// <exception cref="ArgumentNullException">Name or codec are null.</exception>
    public InferenceBuilder AddModel<TIn, TOut>(
        string name, PredictionCodec<TIn, TOut> codec, Action<ModelBuilder<TIn, TOut>>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return AddModel(name, _ => codec, configure);
    }

    /// <summary>As with a codec, but takes it from the service provider when a version is loaded; it has to be a singleton.</summary>
    /// <typeparam name="TIn">What the codec encodes: one row.</typeparam>
    /// <typeparam name="TOut">What the codec decodes: the answer to one row.</typeparam>
    /// <param name="name">The model's name, compared ignoring case.</param>
    /// <param name="codec">Gives the codec, as in <c>services => services.GetRequiredService&lt;FraudCodec>()</c>.</param>
    /// <param name="configure">Says more of the model. Default: nothing.</param>
    /// <exception cref="ArgumentException">The name breaks the rule for names.</exception>
    /// <exception cref="ArgumentNullException">Name or codec are null.</exception>
    public InferenceBuilder AddModel<TIn, TOut>(
        string name, Func<IServiceProvider, PredictionCodec<TIn, TOut>> codec, Action<ModelBuilder<TIn, TOut>>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var registration = new CodecRegistration<TIn, TOut>(codec);
        var model = _registrations.Declare(name, registration);
        PredictorServices.Add<TIn, TOut>(Services, name);
        configure?.Invoke(new(model, registration, _registrations.Options));
        return this;
    }

    /// <summary>As with a codec, but of two functions; see <see cref="Codec.Create"/>.</summary>
    /// <typeparam name="TIn">What is encoded: one row.</typeparam>
    /// <typeparam name="TOut">What is decoded: the answer to one row.</typeparam>
    /// <param name="name">The model's name, compared ignoring case.</param>
    /// <param name="encode">Writes a row; called from many threads at once.</param>
    /// <param name="decode">Reads an answer; called from many threads at once.</param>
    /// <param name="configure">Says more of the model. Default: nothing.</param>
    /// <exception cref="ArgumentException">The name breaks the rule for names.</exception>
    /// <exception cref="ArgumentNullException">Name or a function are null.</exception>
    public InferenceBuilder AddModel<TIn, TOut>(
        string name, EncodeRow<TIn> encode, DecodeRow<TOut> decode, Action<ModelBuilder<TIn, TOut>>? configure = null) =>
        AddModel(name, Codec.Create(encode, decode), configure);

    /// <summary>Declares a model without a codec, for <see cref="IInferenceClient"/> alone; a section in configuration does the same.</summary>
    /// <param name="name">The model's name, compared ignoring case.</param>
    /// <param name="configure">Sets its options, after configuration. Default: nothing.</param>
    /// <exception cref="ArgumentException">The name breaks the rule for names.</exception>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public InferenceBuilder AddModel(string name, Action<ModelOptions>? configure = null)
    {
        _registrations.Declare(name);
        if (configure is not null) _registrations.Options.Add(name, configure);
        return this;
    }

    /// <summary>As without bytes, but serves a model held in memory as its version 1, instead of one from the repository.</summary>
    /// <param name="name">The model's name, compared ignoring case.</param>
    /// <param name="onnx">The model's bytes; not copied, so never change them.</param>
    /// <param name="configure">Sets its options, after configuration. Default: nothing.</param>
    /// <exception cref="ArgumentException">The name breaks the rule for names, or the model has a version 1 in code already.</exception>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public InferenceBuilder AddModel(string name, ReadOnlyMemory<byte> onnx, Action<ModelOptions>? configure = null)
    {
        var version = ModelVersion.FromNumber(1);
        if (!_registrations.Declare(name).Versions.TryAdd(version, repository => repository.Add(name, version, onnx)))
            throw new ArgumentException($"Model '{name}' already has a version {version} in code.", nameof(onnx));
        return AddModel(name, configure);
    }

    /// <summary>
    /// Takes versions from another repository than the configured folder, but for models with a file or bytes of their own.
    /// The last one counts; it is not disposed with the provider.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <exception cref="ArgumentNullException"><paramref name="repository"/> is null.</exception>
    public InferenceBuilder UseRepository(IModelRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        Services.AddSingleton(repository);
        return this;
    }

    /// <summary>
    /// Takes versions from a web server instead of a folder, as <see cref="RepositoryOptions.Uri"/> in configuration does,
    /// but for models with a file or bytes of their own. Code wins over configuration, so that a folder named there does not
    /// count. A repository given to <see cref="UseRepository"/> stands before this one.
    /// </summary>
    /// <param name="index">The absolute <c>https</c> address of the index, or of the folder that <c>index.json</c> lies in, with a slash at the end.</param>
    /// <param name="configure">Says how it is read, at the start and after every reload; the same way each time. Default: nothing.</param>
    /// <exception cref="ArgumentNullException"><paramref name="index"/> is null.</exception>
    public InferenceBuilder UseHttpRepository(Uri index, Action<HttpRepositoryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        _registrations.Options.Add(options =>
        {
            // A null is reported later, with all other errors.
            if (options.Repository is { } repository) (repository.Uri, repository.Path) = (index, null);
        });
        return configure is null ? this : UseHttpRepository(configure);
    }

    /// <summary>Says in code how the repository on a web server is read whose address configuration has, as by adding headers that authenticate.</summary>
    /// <param name="configure">Sets options, at the start and after every reload; the same way each time.</param>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    public InferenceBuilder UseHttpRepository(Action<HttpRepositoryOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _registrations.Options.Add(options =>
        {
            if (options.Repository?.Http is { } http) configure(http);
        });
        return this;
    }

    /// <summary>Keeps the state of models elsewhere than in memory. The last one counts; it is not disposed with the provider.</summary>
    /// <param name="store">The store.</param>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> is null.</exception>
    public InferenceBuilder UseStateStore(IModelStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        Services.AddSingleton(store);
        return this;
    }

    /// <summary>
    /// Asks the host's own policy before a version is loaded, beside the keys and digests of the configuration. The last one
    /// counts; it is not disposed with the provider.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="policy"/> is null.</exception>
    public InferenceBuilder UseTrustPolicy(IModelTrustPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Services.AddSingleton(policy);
        return this;
    }

    /// <summary>Brings a version along as bytes, for a model that may be declared elsewhere.</summary>
    internal void AddVersion(ModelId id, ReadOnlyMemory<byte> onnx) =>
        _registrations.Declare(id.Name).Versions[id.Version] = repository => repository.Add(id.Name, id.Version, onnx);

    internal InferenceBuilder UseSessionFactory(ISessionFactory factory)
    {
        Services.AddSingleton(factory);
        return this;
    }
}
