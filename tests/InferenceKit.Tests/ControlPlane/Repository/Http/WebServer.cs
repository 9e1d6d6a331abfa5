using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InferenceKit.Tests.ControlPlane.Repository.Http;

/// <summary>A web server on a real socket that does what a test says, also what no good server would.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private long _bodyBytes;

    public WebServer(Func<WebRequest, WebAnswer> answer)
    {
        Answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public Func<WebRequest, WebAnswer> Answer { get; set; }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    public ConcurrentQueue<WebRequest> Requests { get; } = new();

    /// <summary>What was sent of all bodies.</summary>
    public long BodyBytes => Interlocked.Read(ref _bodyBytes);

    public IEnumerable<WebRequest> To(string path) => Requests.Where(r => r.Path == path);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = socket;
        try
        {
            using var stream = new NetworkStream(socket);
            var request = await ReadAsync(stream);
            Requests.Enqueue(request);
            await WriteAsync(socket, stream, Answer(request));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client has gone.
        }
    }

    private static async Task<WebRequest> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var path = (await reader.ReadLineAsync() ?? throw new IOException("Nothing was asked.")).Split(' ')[1];
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (string? line; !string.IsNullOrEmpty(line = await reader.ReadLineAsync());)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return new(path, headers);
    }

    private async Task WriteAsync(Socket socket, NetworkStream stream, WebAnswer answer)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} X\r\nConnection: close\r\n");
        foreach (var (name, value) in answer.Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (answer.IsChunked) head.Append("Transfer-Encoding: chunked\r\n");
        else if (!answer.IsUntilClose && !answer.Headers.ContainsKey("Content-Length") && answer.Status != 304)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token);

        var end = Math.Min(answer.Body.Length, answer.BreakAfter ?? answer.StallAfter ?? int.MaxValue);
        for (var at = 0; at < end; at += 1 << 14)
        {
            var part = answer.Body.AsMemory(at, Math.Min(1 << 14, end - at));
            if (answer.IsChunked) await stream.WriteAsync(Encoding.ASCII.GetBytes($"{part.Length:x}\r\n"), _stop.Token);
            await stream.WriteAsync(part, _stop.Token);
            if (answer.IsChunked) await stream.WriteAsync("\r\n"u8.ToArray(), _stop.Token);
            Interlocked.Add(ref _bodyBytes, part.Length);
        }
        if (answer.StallAfter is not null) await Task.Delay(Timeout.Infinite, _stop.Token);
        if (answer.BreakAfter is not null)
        {
            // What was sent is to arrive before the connection is seen to end early.
            socket.Shutdown(SocketShutdown.Send);
            return;
        }
        if (answer.IsChunked) await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), _stop.Token);
        socket.Shutdown(SocketShutdown.Send);
        // Until the client has read it all and closes.
        await socket.ReceiveAsync(new byte[1], _stop.Token);
    }
}
