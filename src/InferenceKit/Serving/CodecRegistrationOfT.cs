using InferenceKit.Serving.Resilience;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.Serving;

/// <summary>
/// A codec, or how to get it from the service provider, and what the host says of its answers. Filled while services are registered, then
/// only read.
/// </summary>
internal sealed class CodecRegistration<TIn, TOut>(Func<IServiceProvider, PredictionCodec<TIn, TOut>> codec) : CodecRegistration
{
    public override Type InputType => typeof(TIn);

    public override Type OutputType => typeof(TOut);

    /// <summary>What an input is split by; null for nothing.</summary>
    public Func<TIn, string?>? RoutingKey { get; set; }

    public List<FallbackDelegate<TIn, TOut>> Fallbacks { get; } = [];

    public List<Adapter<TIn, TOut>> Adapters { get; } = [];

    public List<OutputValidator<TOut>> Validators { get; } = [];

    public List<(string Name, Func<TOut, TOut, bool> AreAlike)> ShadowComparers { get; } = [];

    public override IEnumerable<string> FallbackNames => Fallbacks.Select(f => f.Name);

    public override bool HasShadowComparers => ShadowComparers.Count > 0;

    public override CodecRegistration CodecFor(string otherModel) => AdapterFor(otherModel)?.Codec ?? this;

    public Adapter<TIn, TOut>? AdapterFor(string otherModel)
    {
        foreach (var adapter in Adapters)
            if (ModelName.Comparer.Equals(adapter.Model, otherModel)) return adapter;
        return null;
    }

    public override string? FindProblem(object bound, RowBatch outputs)
    {
        try
        {
            _ = ((BoundCodec<TIn, TOut>)bound).Decode(outputs.Read(0));
            GC.KeepAlive(outputs);
            return null;
        }
#pragma warning disable CA1031 // User code.
        catch (Exception exception)
        {
            return exception.Message;
        }
#pragma warning restore CA1031
    }

    public override void CompareShadow(object bound, RowBatch outputs, object primary, Action<string, bool> tell)
    {
        foreach (var (name, areAlike) in ShadowComparers)
        {
            var isAlike = false;
            try
            {
                isAlike = areAlike((TOut)primary, ((BoundCodec<TIn, TOut>)bound).Decode(outputs.Read(0)));
            }
#pragma warning disable CA1031 // User code, of which nobody waits for an answer.
            catch (Exception)
            {
            }
#pragma warning restore CA1031
            tell(name, isAlike);
        }
        GC.KeepAlive(outputs);
    }

    public override object Bind(IServiceProvider services, ModelSignature signature)
    {
        var bound = codec(services).Bind(signature) ?? throw new InvalidOperationException("The codec's Bind returned null.");
        return Validators.Count == 0 ? bound : new ValidatedCodec<TIn, TOut>(bound, Validators);
    }
}
