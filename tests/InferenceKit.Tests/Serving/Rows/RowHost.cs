using InferenceKit.Sessions;
using InferenceKit.Tests.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace InferenceKit.Tests.Serving.Rows;

/// <summary>A host with one model of float inputs, and a raw session of the same model beside it.</summary>
internal sealed class RowHost : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly ModelSession _raw;

    private RowHost(ServiceProvider provider, ModelSession raw) => (_provider, _raw) = (provider, raw);

    public IInferenceClient Client => _provider.GetRequiredService<IInferenceClient>();

    public IPredictor<float[], float[]> Predictor => _provider.GetRequiredService<IPredictor<float[], float[]>>();

    public IServiceProvider Services => _provider;

    public FakeLogCollector Log => _provider.GetFakeLogCollector();

    public ModelVersionStatus Status => _provider.GetRequiredService<IModelLifecycle>().Models.Single().Versions.Single();

    public BatchingStatus Batching => Status.Batching!;

    public static Task<RowHost> StartAsync(byte[] model, BatchingMode mode = BatchingMode.Fixed, RowDimension rows = RowDimension.Auto, int? maxRowsPerRun = null) =>
        StartAsync(model, Codec.Array<float, float>(), mode, rows, maxRowsPerRun);

    public static async Task<RowHost> StartAsync<TIn, TOut>(
        byte[] model, PredictionCodec<TIn, TOut> codec, BatchingMode mode = BatchingMode.Fixed, RowDimension rows = RowDimension.Auto, int? maxRowsPerRun = null)
    {
        var services = new ServiceCollection().AddLogging(logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Debug));
        services.AddInference().AddModel("m", codec, m => m.FromBytes(model).Configure(o =>
        {
            (o.Batching.Mode, o.Batching.Rows, o.Batching.MaxRowsPerRun) = (mode, rows, maxRowsPerRun);
            // So that whatever may share runs does.
            if (mode == BatchingMode.Fixed) (o.Batching.MaxBatchSize, o.Batching.MaxQueueDelay) = (16, TimeSpan.FromMilliseconds(2));
        }));
        var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        return new(provider, TestModel.Load(model));
    }

    /// <summary>What the runtime itself answers.</summary>
    public (long[] Shape, float[] Values) Raw(float[] values, params long[] shape)
    {
        NamedValue[] outputs;
        lock (_raw) outputs = _raw.Infer(new NamedValue(_raw.Signature.Inputs[0].Name, TensorValue.Copy(values, shape)));
        var tensor = outputs[0].Value.AsTensor();
        return (tensor.Shape.ToArray(), Floats(tensor));
    }

    public async Task<(long[] Shape, float[] Values)> InferAsync(float[] values, params long[] shape)
    {
        var request = new InferenceRequest("m", new NamedValue(_raw.Signature.Inputs[0].Name, TensorValue.Copy(values, shape)));
        using var response = await Client.InferAsync(request, TestContext.Current.CancellationToken);
        var tensor = response[_raw.Signature.Outputs[0].Name].AsTensor();
        return (tensor.Shape.ToArray(), Floats(tensor));
    }

    public async Task<float[]> PredictAsync(float[] row) => (await Predictor.PredictAsync(row, cancellationToken: TestContext.Current.CancellationToken)).Value;

    public static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = random.NextSingle() * 4 - 2;
        return values;
    }

    public static void AssertSame((long[] Shape, float[] Values) expected, (long[] Shape, float[] Values) actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        AssertSame(expected.Values, actual.Values);
    }

    public static void AssertSame(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4 * Math.Max(1, Math.Abs(expected[i])));
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _raw.Dispose();
    }

    private static float[] Floats(TensorValue tensor) => tensor.ElementType == ElementType.Int64
        ? Array.ConvertAll(tensor.AsSpan<long>().ToArray(), x => (float)x)
        : tensor.AsSpan<float>().ToArray();
}
