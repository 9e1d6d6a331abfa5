using System.Collections.Immutable;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.DependencyInjection;

/// <summary>
/// What all calls of AddInference on one service collection have said. Filled while services are registered, then only
/// read; each provider built from the collection makes its own serving state of it.
/// </summary>
internal sealed class InferenceRegistrations
{
    private readonly Dictionary<string, ModelDeclaration> _models = new(ModelName.Comparer);

    public OptionsSources Options { get; } = new();

    /// <summary>In the order in which they were declared.</summary>
    public List<ModelDeclaration> Models { get; } = [];

    /// <summary>The one of this collection, made by the first call.</summary>
    public static InferenceRegistrations Of(IServiceCollection services)
    {
        foreach (var service in services)
            if (!service.IsKeyedService && service.ImplementationInstance is InferenceRegistrations existing) return existing;
        var registrations = new InferenceRegistrations();
        services.AddSingleton(registrations);
        return registrations;
    }

    public ModelDeclaration Declare(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!ModelName.IsValid(name)) throw new ArgumentException($"'{name}' is not the name of a model: {ModelName.Rule}.", nameof(name));
        if (_models.TryGetValue(name, out var model)) return model;
        model = new ModelDeclaration(name);
        _models.Add(name, model);
        Models.Add(model);
        return model;
    }

    public ModelDeclaration Declare<TIn, TOut>(string name, CodecRegistration<TIn, TOut> codec)
    {
        var model = Declare(name);
        if (model.Codecs.OfType<CodecRegistration<TIn, TOut>>().Any())
            Options.AddProblem(
                $"Model '{name}' was added twice with a codec from {TypeName.Of(typeof(TIn))} to {TypeName.Of(typeof(TOut))}, first as '{model.Name}': one model has one codec for the same types.");
        else model.Codecs.Add(codec);
        return model;
    }

    /// <summary>Makes registrations: of what code declared, then of what options name beyond that.</summary>
    public ImmutableArray<ModelRegistration> Build()
    {
        var built = ImmutableArray.CreateBuilder<ModelRegistration>();
        foreach (var model in Models)
            built.Add(new(model.Name, built.Count, [.. model.Codecs])
            {
                IsEmbedded = model.Versions.Count > 0,
                Exposed = model.Exposed,
                RedactExample = model.RedactExample,
            });
        // Problems are reported where the settings are read.
        foreach (var name in Options.Compose(new ConfigurationErrors()).Models.Keys)
            if (ModelName.IsValid(name) && !_models.ContainsKey(name))
                built.Add(new(name, built.Count, []) { IsFromOptionsAlone = true });
        return built.ToImmutable();
    }

    /// <summary>The versions that come with the code.</summary>
    public MemoryModelRepository BuildEmbedded()
    {
        var repository = new MemoryModelRepository();
        foreach (var addTo in Models.SelectMany(model => model.Versions.Values)) addTo(repository);
        return repository;
    }
}
