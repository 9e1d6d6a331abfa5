namespace InferenceKit.Tests.Child;

/// <summary>What the test and this process tell each other: lines.</summary>
internal static class Signals
{
    /// <summary>Says that all is set up, and waits until the test says so too.</summary>
    public static async Task BeginAsync()
    {
        Say("ready");
        await Console.In.ReadLineAsync();
    }

    /// <summary>Says a line at once: what was said before a kill has been done.</summary>
    public static void Say(string line) => Console.Out.WriteLine(line.ReplaceLineEndings(" "));
}
