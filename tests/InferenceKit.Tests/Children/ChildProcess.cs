using System.Diagnostics;
using System.Globalization;
using InferenceKit.Tests.Sources;

namespace InferenceKit.Tests.Children;

/// <summary>A run of the program InferenceKit.Tests.Child, which lies beside this one.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const string Program = "InferenceKit.Tests.Child.dll";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Starts it and waits until it is ready to begin.</summary>
    public static Task<ChildProcess> StartAsync(params string[] arguments) => StartAsync(null, arguments);

    /// <summary>Starts it with a folder of its own kind, and waits until it is ready to begin.</summary>
    public static Task<ChildProcess> StartAsync(FolderMount? mount, params string[] arguments) => StartAsync(mount, null, arguments);

    /// <summary>Starts it for a user with this home folder, and waits until it is ready to begin.</summary>
    public static Task<ChildProcess> StartAtHomeAsync(string home, params string[] arguments) => StartAsync(null, home, arguments);

    /// <summary>Starts it on so many processors of this machine, or on all where there are fewer, and waits until it is ready to begin.</summary>
    public static Task<ChildProcess> StartOnAsync(int processors, params string[] arguments)
    {
        var count = Math.Min(processors, Environment.ProcessorCount);
        // The runtime counts what it may use, and the system sees to it that it uses no more.
        string[] limit = File.Exists("/usr/bin/taskset") ? ["/usr/bin/taskset", "--cpu-list", string.Create(CultureInfo.InvariantCulture, $"0-{count - 1}")] : [];
        return StartAsync(limit, null, arguments, count);
    }

    /// <summary>The program and the library as the compiler optimizes them, whatever this project's configuration is; the program beside this one where there is no other.</summary>
    public static string Optimized { get; } =
        RepositoryRoot.At("tests/InferenceKit.Tests.Child/bin/Release/net10.0", Program) is var file && File.Exists(file) ? file : Beside;

    private static string Beside => Path.Combine(AppContext.BaseDirectory, Program);

    /// <summary>Starts the optimized one with so many processors in its view, also more than there are, and waits until it is ready to begin.</summary>
    public static Task<ChildProcess> StartOptimizedAsync(int? processors, params string[] arguments) => StartAsync([], null, arguments, processors, Optimized);

    private static Task<ChildProcess> StartAsync(FolderMount? mount, string? home, string[] arguments) => StartAsync(mount?.Command ?? [], home, arguments, null);

    private static async Task<ChildProcess> StartAsync(string[] prefix, string? home, string[] arguments, int? processors, string? program = null)
    {
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] command = [.. prefix, dotnet, program ?? Beside, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // A pipe for debuggers costs time, and a killed process leaves it in the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        if (processors is { } count) start.Environment["DOTNET_PROCESSOR_COUNT"] = count.ToString("x", CultureInfo.InvariantCulture);
        if (home is not null)
        {
            start.Environment["HOME"] = home;
            foreach (var cache in start.Environment.Keys.Where(k => k.StartsWith("XDG_", StringComparison.Ordinal)).ToArray())
                start.Environment.Remove(cache);
        }
        var child = new ChildProcess(Process.Start(start)!);
        try
        {
            Assert.Equal("ready", await child.ReadLineAsync());
            return child;
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    /// <summary>Lets it begin.</summary>
    public void Go()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
    }

    /// <summary>The next line; null when it has ended.</summary>
    public Task<string?> ReadLineAsync() => ReadLineAsync(Limit);

    /// <summary>The next line, for which it may take so long; null when it has ended.</summary>
    public async Task<string?> ReadLineAsync(TimeSpan limit) =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(limit, TestContext.Current.CancellationToken);

    /// <summary>How it ended.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>All lines up to its end.</summary>
    public async Task<string[]> ReadToEndAsync()
    {
        var text = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The numbers that it says up to its end, by the word before each.</summary>
    public async Task<Dictionary<string, long>> ReadNumbersAsync() => (await ReadToEndAsync()).Select(l => l.Split(' '))
        .ToDictionary(w => w[0], w => long.Parse(w[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>Ends it as a failing machine would: nothing in it runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
