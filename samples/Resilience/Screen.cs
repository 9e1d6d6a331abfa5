using InferenceKit;
using Spectre.Console;

namespace Resilience;

/// <summary>What happened to the model, and what its caller saw.</summary>
internal sealed class Screen
{
    private readonly Table _table = new Table().AddColumns("what happens to the model", "answer", "step", "reason", "what the caller sees");

    /// <summary>Requests without an answer that should have one.</summary>
    public int Wrong { get; private set; }

    public void Add(string what, PredictionResult<float> result)
    {
        if (result.TryGet(out var answer))
        {
            var info = answer.Info;
            _table.AddRow(what, $"{answer.Value:0.0#}", info.FallbackStep == 0 ? "-" : $"{info.FallbackStep}", $"{info.Reason}", Markup.Escape($"{info.Model}"));
            return;
        }
        _table.AddRow(what, "-", "-", "-", Markup.Escape(result.Failure!.ToString()));
        if (result.Failure.Error != InferenceError.InvalidInput)
            Wrong++;
    }

    public void Show() => AnsiConsole.Write(_table);
}
