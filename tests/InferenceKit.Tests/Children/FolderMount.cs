using System.Diagnostics;
using System.Globalization;

namespace InferenceKit.Tests.Children;

/// <summary>
/// A folder that is full or read-only for one child alone: mounted in a name space of its own, so that nothing has to be
/// taken back. Works for any user where the system lets users have name spaces; being root does not help against it.
/// </summary>
internal sealed class FolderMount
{
    private static readonly string[] NameSpace = ["unshare", "--user", "--map-root-user", "--mount"];

    private FolderMount(string script, string folder) => Command = [.. NameSpace, "sh", "-c", $"{script} && shift && exec \"$@\"", "sh", folder];

    /// <summary>What goes before the command of the child.</summary>
    public string[] Command { get; }

    /// <summary>An empty folder with room for so much.</summary>
    public static FolderMount OfSize(string folder, int kibibytes)
    {
        Directory.CreateDirectory(folder);
        return new(string.Create(CultureInfo.InvariantCulture, $"mount -t tmpfs -o size={kibibytes}k tmpfs \"$1\""), folder);
    }

    /// <summary>The folder as it is, for reading only.</summary>
    public static FolderMount ReadOnly(string folder)
    {
        Directory.CreateDirectory(folder);
        return new("mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\"", folder);
    }

    /// <summary>Skips the test where this does not work.</summary>
    public async Task SkipUnlessPossibleAsync()
    {
        const string Message = "No folder can be mounted for a child alone: that takes Linux, unshare and name spaces for users.";
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/unshare"), Message);
        var start = new ProcessStartInfo(Command[0], [.. Command[1..], "true"]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
        Assert.SkipUnless(process.ExitCode == 0, Message);
    }
}
