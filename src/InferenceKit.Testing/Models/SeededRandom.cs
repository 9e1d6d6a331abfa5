namespace InferenceKit.Testing.Models;

/// <summary>SplitMix64: the same seed always gives the same model on every runtime, which <see cref="Random"/> does not guarantee.</summary>
internal sealed class SeededRandom(int seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>A number from <paramref name="low"/> up to, but without, <paramref name="high"/>.</summary>
    public float Uniform(float low, float high) => low + ((high - low) * (Next() >> 40) / (1 << 24));

    /// <summary>A number from 0 up to, but without, <paramref name="limit"/>.</summary>
    public int Integer(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>Weights of a layer, scaled so that the layer keeps the size of its values (He initialization).</summary>
    public OnnxTensor Weights(int inputsPerOutput, params ReadOnlySpan<long> shape)
    {
        var spread = MathF.Sqrt(6f / inputsPerOutput);
        return Tensor(-spread, spread, shape);
    }

    public OnnxTensor Tensor(float low, float high, params ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
            count *= dimension;

        var data = new float[count];
        for (var i = 0; i < data.Length; i++)
            data[i] = Uniform(low, high);

        return OnnxTensor.Create(data, shape);
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
