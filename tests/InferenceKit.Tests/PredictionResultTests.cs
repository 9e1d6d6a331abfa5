namespace InferenceKit.Tests;

public sealed class PredictionResultTests
{
    private static readonly InferenceFailure Failure = new(InferenceError.QueueFull, "full") { Cause = new IOException("why") };

    [Fact]
    public void A_success_gives_its_value_and_no_failure()
    {
        var result = new PredictionResult<int>(42, default);
        Assert.True(result.IsSuccess);
        Assert.Null(result.Failure);
        Assert.True(result.TryGet(out var prediction));
        Assert.Equal(42, prediction.Value);
        int converted = result.GetOrThrow();
        Assert.Equal(42, converted);
    }

    [Fact]
    public void A_failure_is_thrown_once_with_its_message_and_cause()
    {
        var result = new PredictionResult<int>(Failure);
        Assert.False(result.IsSuccess);
        Assert.False(result.TryGet(out _));
        var thrown = Assert.Throws<InferenceException>(() => result.GetOrThrow());
        Assert.Same(Failure, thrown.Failure);
        Assert.Same(Failure.Cause, thrown.InnerException);
        Assert.Equal("full", thrown.Message);
        Assert.Equal("QueueFull: full", Failure.ToString());
        Assert.Throws<ArgumentNullException>(() => new InferenceException(null!));
    }

    [Theory]
    [InlineData(InferenceError.ModelNotFound, false)]
    [InlineData(InferenceError.VersionNotFound, false)]
    [InlineData(InferenceError.ModelNotReady, true)]
    [InlineData(InferenceError.InvalidInput, false)]
    [InlineData(InferenceError.InvalidOutput, false)]
    [InlineData(InferenceError.QueueFull, true)]
    [InlineData(InferenceError.DeadlineExceeded, true)]
    [InlineData(InferenceError.CircuitOpen, true)]
    [InlineData(InferenceError.ExecutionFailed, false)]
    [InlineData(InferenceError.ResourceExhausted, true)]
    [InlineData(InferenceError.ShuttingDown, true)]
    [InlineData(InferenceError.Conflict, false)]
    public void Each_error_says_whether_trying_again_may_help(InferenceError error, bool isTransient)
    {
        Assert.Equal(isTransient, new InferenceFailure(error, "").IsTransient);
        Assert.Equal(!isTransient, new InferenceFailure(error, "") { IsTransient = !isTransient }.IsTransient);
    }

    [Fact]
    public void No_error_is_forgotten_in_the_table_above() => Assert.Equal(12, Enum.GetValues<InferenceError>().Length);
}
