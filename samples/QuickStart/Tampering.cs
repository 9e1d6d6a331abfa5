using InferenceKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace QuickStart;

/// <summary>
/// Changes one byte of version 2 in a copy of the repository, and asks a second host, which has the same lock file, to serve
/// it. ONNX Runtime would load most files that are damaged so.
/// </summary>
internal static class Tampering
{
    /// <returns>Why the host refuses the version, and what it serves instead.</returns>
    public static async Task<(string Refusal, string Serving)> RunAsync()
    {
        var repository = Directory.CreateTempSubdirectory("quickstart-").FullName;
        try
        {
            Copy(Path.Combine(AppContext.BaseDirectory, "models"), repository);
            var model = Path.Combine(repository, "fraud", "2", "model.onnx");
            var bytes = await File.ReadAllBytesAsync(model);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(model, bytes);
            return await AskAsync(repository);
        }
        finally
        {
            Directory.Delete(repository, recursive: true);
        }
    }

    private static async Task<(string Refusal, string Serving)> AskAsync(string repository)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        // The refusal is an error in the log, too; here it is shown below.
        builder.Logging.ClearProviders();
        builder.Services
            .AddInference(builder.Configuration.GetSection("Inference"))
            .AddModel("fraud", new PaymentCodec());
        builder.Services.AddInference(options => (options.Repository.Path, options.Repository.SettleTime) = (repository, TimeSpan.Zero));
        using var host = builder.Build();
        await host.StartAsync();
        var lifecycle = host.Services.GetRequiredService<IModelLifecycle>();
        try
        {
            await lifecycle.LoadAsync("fraud", "2");
            return ("nothing: it was loaded", $"{lifecycle.Models.Single().Primary}");
        }
        catch (InferenceException e)
        {
            return (e.Message, $"{lifecycle.Models.Single().Primary}");
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
