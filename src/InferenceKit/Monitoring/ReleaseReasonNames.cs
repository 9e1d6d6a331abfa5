namespace InferenceKit.Monitoring;

/// <summary>The values of the metric tag <c>reason</c>, in the order of the scheduler's reasons.</summary>
internal static class ReleaseReasonNames
{
    private static readonly string[] Names = ["idle", "full", "backlog", "delay", "deadline", "shape"];

    public static int Count => Names.Length;

    public static string At(int index) => Names[index];
}
