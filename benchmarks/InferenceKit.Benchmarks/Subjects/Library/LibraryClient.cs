using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>Calls the library's predictor.</summary>
internal readonly struct LibraryClient(IPredictor<UserRow, float> predictor, ScoredRows rows, InferenceRequestOptions? options)
    : IRowClient<PredictionResult<float>>
{
    public int Rows => rows.Count;

    public ValueTask<PredictionResult<float>> CallAsync(int row) => predictor.TryPredictAsync(rows.Rows[row], options);

    public CallOutcome OutcomeOf(in PredictionResult<float> answer, int row)
    {
        if (answer.TryGet(out var prediction))
            return rows.OutcomeOf(row, prediction.Value);
        return answer.Failure!.Error switch
        {
            InferenceError.QueueFull => CallOutcome.Refused,
            InferenceError.DeadlineExceeded => CallOutcome.Expired,
            InferenceError.ExecutionFailed when rows.MustFail(row) => CallOutcome.Answered,
            _ => CallOutcome.Failed,
        };
    }
}
