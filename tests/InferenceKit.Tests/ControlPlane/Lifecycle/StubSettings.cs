using System.Collections.Immutable;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>Settings that a test changes.</summary>
internal sealed class StubSettings : ISettingsSource
{
    public IReadOnlyList<string> Refused => [];

    private readonly ReloadSignal _changed = new();
    private InferenceSettings _current;

    public StubSettings(params IEnumerable<string> models) => _current = new()
    {
        // Nothing stays for a rollback, so that tests see versions leave.
        Models = models.ToImmutableDictionary(m => m, m => new ModelSettings { Name = m, KeepPrevious = 0 }, ModelName.Comparer),
    };

    public InferenceSettings Current => Volatile.Read(ref _current);

    public IChangeToken GetReloadToken() => _changed.Token;

    public void Change(Func<InferenceSettings, InferenceSettings> change)
    {
        Volatile.Write(ref _current, change(_current));
        _changed.Fire();
    }

    public void Change(string model, Func<ModelSettings, ModelSettings> change) =>
        Change(s => s with { Models = s.Models.SetItem(model, change(s.Models[model])) });
}
