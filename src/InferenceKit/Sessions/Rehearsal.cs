using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions;

/// <summary>
/// Loads and runs the smallest of models, so that what every load and run needs is compiled on this thread while others
/// read settings and stage files. It touches nothing of the host's.
/// </summary>
internal static class Rehearsal
{
    // y = Identity(x), both float[n, 1], as protobuf: version of the format, graph, version of the operators.
    private static ReadOnlySpan<byte> Model =>
    [
        0x08, 0x08,
        0x3a, 0x41,
        0x0a, 0x10, 0x0a, 0x01, (byte)'x', 0x12, 0x01, (byte)'y',
        0x22, 0x08, (byte)'I', (byte)'d', (byte)'e', (byte)'n', (byte)'t', (byte)'i', (byte)'t', (byte)'y',
        0x12, 0x01, (byte)'r',
        0x5a, 0x14, 0x0a, 0x01, (byte)'x', 0x12, 0x0f, 0x0a, 0x0d, 0x08, 0x01, 0x12, 0x09, 0x0a, 0x03, 0x12, 0x01, (byte)'n', 0x0a, 0x02, 0x08, 0x01,
        0x62, 0x14, 0x0a, 0x01, (byte)'y', 0x12, 0x0f, 0x0a, 0x0d, 0x08, 0x01, 0x12, 0x09, 0x0a, 0x03, 0x12, 0x01, (byte)'n', 0x0a, 0x02, 0x08, 0x01,
        0x42, 0x02, 0x10, 0x0d,
    ];

    public static RunOutcome Run()
    {
        const string logId = "ik0";
        var settings = new SessionSettings();
        using var options = NativeOptions.Create(settings, logId);
        var native = new InferenceSession(Model.ToArray(), options);
        using var session = new OnnxModelSession(native, SignatureReader.Read(native, new DeclaredShapes()), settings, logId, mayLeaveOutputsEmpty: false);
        using var rows = session.CreateRows(1);
        rows.BeginRun();
        rows.BeginRow().Row<float>(0, [1]);
        rows.EndRow();
        // Completes synchronously, as every run in this process.
        return session.RunAsync(rows, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
