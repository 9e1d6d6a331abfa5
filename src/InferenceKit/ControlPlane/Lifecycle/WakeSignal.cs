using System.Threading.Channels;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>Wakes one loop; several calls before it looks are one.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> _signal =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => _signal.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken cancellationToken) =>
        await _signal.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
}
