namespace InferenceKit;

/// <summary>What goes into a model and comes out of it: a tensor, a sequence, a map, or nothing.</summary>
public abstract class InferenceValue
{
    private protected InferenceValue() { }

    /// <summary>Which of the kinds this is.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>No value, for an input or output that the model says is optional.</summary>
    public static InferenceValue Absent { get; } = new AbsentValue();

    /// <summary>This value as a tensor.</summary>
    /// <exception cref="InvalidOperationException">It is a value of another kind.</exception>
    public TensorValue AsTensor() => As<TensorValue>();

    /// <summary>This value as a sequence.</summary>
    /// <exception cref="InvalidOperationException">It is a value of another kind.</exception>
    public SequenceValue AsSequence() => As<SequenceValue>();

    /// <summary>This value as a map.</summary>
    /// <exception cref="InvalidOperationException">It is a value of another kind.</exception>
    public MapValue AsMap() => As<MapValue>();

    /// <summary>Gives pooled memory back; called once, when its response is disposed.</summary>
    internal virtual void Release() { }

    /// <summary>The request that brought this value was refused before any run: gives owned memory back.</summary>
    internal virtual void Abandon() { }

    /// <summary>Keeps owned memory until <see cref="EndHold"/>, whatever runs do with it; throws where it was used before.</summary>
    internal virtual void Hold() { }

    /// <summary>Owned memory may go once no run uses it.</summary>
    internal virtual void EndHold() { }

    private T As<T>() where T : InferenceValue =>
        this as T ?? throw new InvalidOperationException($"The value is a {Kind}, not a {TypeName.Of(typeof(T))}.");

    private sealed class AbsentValue : InferenceValue
    {
        public override ValueKind Kind => ValueKind.Absent;

        public override string ToString() => "Absent";
    }
}
