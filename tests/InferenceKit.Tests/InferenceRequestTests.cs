namespace InferenceKit.Tests;

public sealed class InferenceRequestTests
{
    private static readonly TensorValue Tensor = TensorValue.Copy([1f], 1);

    [Fact]
    public void A_request_keeps_its_own_list_of_inputs()
    {
        NamedValue[] inputs = [new("a", Tensor), new("b", Tensor)];
        var request = new InferenceRequest("model", inputs);
        inputs[0] = new("changed", InferenceValue.Absent);
        Assert.Equal(["a", "b"], request.Inputs.Select(input => input.Name));
        Assert.Same(Tensor, request.Inputs[0].Value);
        Assert.Null(request.Outputs);
        Assert.Null(request.Options);
    }

    [Fact]
    public void A_request_names_a_model()
    {
        Assert.Throws<ArgumentNullException>(() => new InferenceRequest(null!));
        Assert.Throws<ArgumentException>(() => new InferenceRequest(""));
    }

    [Fact]
    public void A_response_gives_its_outputs_by_exact_name_and_in_order()
    {
        using var response = new InferenceResponse([new("y", Tensor), new("Y", InferenceValue.Absent)], default);
        Assert.Same(Tensor, response["y"]);
        Assert.Equal(ValueKind.Absent, response["Y"].Kind);
        Assert.Equal(["y", "Y"], response.Outputs.Select(output => output.Name));
        Assert.Contains("y, Y", Assert.Throws<KeyNotFoundException>(() => response["z"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_keeps_its_info_after_it_was_disposed()
    {
        var model = new ModelId("fraud", ModelVersion.FromNumber(4));
        var response = new InferenceResponse([], new(PredictionId.Create(7), model, 3, TimeSpan.FromTicks(1), TimeSpan.FromTicks(2)));
        response.Dispose();
        Assert.Equal("fraud/4", response.Info.Model?.ToString());
        Assert.Equal((3, 1L, 2L), (response.Info.BatchSize, response.Info.QueueTime.Ticks, response.Info.ComputeTime.Ticks));
        Assert.Equal((PredictionId.Create(7), 0, 1.0), (response.Info.Id, response.Info.FallbackStep, response.Info.Propensity));
    }
}
