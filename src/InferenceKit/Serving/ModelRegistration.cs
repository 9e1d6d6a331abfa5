using System.Collections.Immutable;

namespace InferenceKit.Serving;

/// <summary>A model as code registered it: what does not change while the host runs.</summary>
internal sealed class ModelRegistration(string name, int ordinal, ImmutableArray<CodecRegistration> codecs)
{
    public string Name { get; } = name;

    /// <summary>The model's place in every <see cref="ServingTable"/>.</summary>
    public int Ordinal { get; } = ordinal;

    /// <summary>The codecs that each version must suit; empty for a model that is only inferred with values.</summary>
    public ImmutableArray<CodecRegistration> Codecs { get; } = codecs;

    /// <summary>The delegates that may answer instead, of any codec, in the order in which they were added.</summary>
    public IEnumerable<string> FallbackNames => Codecs.SelectMany(codec => codec.FallbackNames);

    /// <summary>Told each routing key that was assigned for the first time with the present weights; null without listeners.</summary>
    public Action<Exposure>? Exposed { get; init; }

    /// <summary>Takes out of examples of shadows what must not be kept; null for nothing.</summary>
    public Func<ShadowExample, ShadowExample?>? RedactExample { get; init; }

    /// <summary>Told what <see cref="Exposed"/> threw.</summary>
    public Action<Exception>? ExposureFailed { get; set; }

    /// <summary>Whether only options name it, and no code registered it.</summary>
    public bool IsFromOptionsAlone { get; init; }

    /// <summary>Whether its versions come with the code, instead of from a file or the repository.</summary>
    public bool IsEmbedded { get; init; }
}
