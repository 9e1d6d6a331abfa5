using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;

namespace InferenceKit;

public sealed partial class ModelBuilder<TIn, TOut>
{
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
        if (!ModelName.IsValid(model)) throw new ArgumentException($"'{model}' is no name of a model: {ModelName.Rule}.", nameof(model));
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

    private ModelBuilder<TIn, TOut> AddFallback(FallbackDelegate<TIn, TOut> fallback)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fallback.Name, nameof(fallback));
        if (_codec.Fallbacks.Exists(f => f.Name == fallback.Name)) throw new ArgumentException($"Model '{_model.Name}' already has a fallback '{fallback.Name}'.", nameof(fallback));
        _codec.Fallbacks.Add(fallback);
        return this;
    }
}
