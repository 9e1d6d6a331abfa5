using System.Globalization;

namespace InferenceKit.Tests.Child;

/// <summary>
/// Writes a lock file for ever, as fast as it can: each time some 60 pins of one model, all with a digest that is the next
/// number. Says "wrote N" when it has; ends when it cannot, saying "refused MESSAGE" and "files NAMES".
/// </summary>
internal static class Pins
{
    private static readonly ModelLockOptions Any = new() { AllowChanges = true, Prune = true };

    public static void Run(string file, string model, int first)
    {
        Signals.BeginAsync().GetAwaiter().GetResult();
        try
        {
            for (var number = first; ; number++)
            {
                ModelLockFile.Update([Status(model, number)], file, Any);
                Signals.Say(string.Create(CultureInfo.InvariantCulture, $"wrote {number}"));
            }
        }
        catch (IOException e)
        {
            Signals.Say($"refused {e.Message}");
        }
        Signals.Say($"files {string.Join(' ', Directory.GetFiles(Path.GetDirectoryName(file)!).Select(Path.GetFileName).Order(StringComparer.Ordinal))}");
    }

    /// <summary>As a host would report them; of differing lengths, so that a mixture of two would show.</summary>
    private static ModelStatus Status(string model, int number) => new()
    {
        Name = model,
        Desired = "latest",
        Versions =
        [
            .. Enumerable.Range(1, 55 + number % 10).Select(version => new ModelVersionStatus
            {
                Version = ModelVersion.FromNumber(version),
                State = ModelVersionState.Ready,
                Digest = $"sha256:{number.ToString("x64", CultureInfo.InvariantCulture)}",
            }),
        ],
    };
}
