using System.Text;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Onnx;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Testing;

/// <summary>Puts fake models behind a real registration.</summary>
public static class FakeModelExtensions
{
    /// <summary>
    /// Serves a fake model instead of loading a file: the whole library runs, with its deadlines, queues and swaps, but for
    /// ONNX Runtime. Called several times, it adds versions. Models that are not named are loaded as ever.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name of a model that is registered, too.</param>
    /// <param name="model">What answers; keep it, to control its runs.</param>
    /// <param name="version">Its version. Default: "1".</param>
    /// <returns>The builder.</returns>
    /// <exception cref="FormatException">The version breaks the rule for names.</exception>
    public static InferenceBuilder UseFakeModel(this InferenceBuilder builder, string name, FakeModel model, string version = "1")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(model);
        var id = new ModelId(name, ModelVersion.Parse(version));
        ModelsOf(builder)[id] = model;
        builder.AddVersion(id, Encoding.UTF8.GetBytes($"fake {id}"));
        return builder;
    }

    private static FakeModels ModelsOf(InferenceBuilder builder)
    {
        foreach (var service in builder.Services)
            if (service.ImplementationInstance is FakeModels there) return there;
        var models = new FakeModels();
        builder.Services.AddSingleton(models);
        // State on disk would carry the changes of one test into the next. A test that wants a folder names one.
        builder.Services.AddInference(options => options.State.Persist ??= options.State.Path is not null);
        builder.Services.AddSingleton<ISessionFactory>(
            s => new FakeSessionFactory(models, new OnnxSessionFactory(s.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance)));
        return models;
    }
}
