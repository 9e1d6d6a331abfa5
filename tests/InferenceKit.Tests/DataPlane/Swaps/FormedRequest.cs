namespace InferenceKit.Tests.DataPlane.Swaps;

/// <summary>One request on values whose answer is held against the version that it names.</summary>
internal sealed class FormedRequest(int seed, int rows, int width)
{
    private readonly float[] _inputs = [.. Enumerable.Range(0, rows * width).Select(i => (float)(seed % 1000 + i + 1))];

    /// <summary>Sends it, and checks whatever comes.</summary>
    /// <returns>The number of the version that answered; null where a version that it does not suit rejected it.</returns>
    public async Task<int?> SendAsync(PublicHost host, IReadOnlyDictionary<int, FormedVersion> versions)
    {
        try
        {
            var request = new InferenceRequest(PublicHost.Model, new NamedValue("x", TensorValue.Copy(_inputs, rows, width)));
            using var response = await host.Client.InferAsync(request, TestContext.Current.CancellationToken);
            var version = versions[NumberOf(response.Info.Model)];
            Assert.True(version.Suits(rows, width), $"The version {version} answered {rows} rows of {width}.");
            Assert.Equal(version.AnswerTo(_inputs), version.Read(response["y"], rows));
            return version.Number;
        }
        catch (InferenceException e)
        {
            Assert.True(e.Failure.Error == InferenceError.InvalidInput, e.Message);
            Assert.NotNull(e.Failure.Model);
            var version = versions[NumberOf(e.Failure.Model)];
            Assert.False(version.Suits(rows, width), $"The version {version} rejected {rows} rows of {width}: {e.Message}");
            return null;
        }
    }

    private static int NumberOf(ModelId model) => int.Parse(model.Version.ToString(), System.Globalization.CultureInfo.InvariantCulture);
}
