using InferenceKit.Soak.Hosting;
using InferenceKit.Soak.Judging;
using InferenceKit.Soak.Models;

namespace InferenceKit.Soak.Callers;

/// <summary>What every caller needs.</summary>
internal sealed record CallerServices(SoakHost Host, SoakModels Models, Journal Journal, RequestWatch Watch, OwnedMemory Memory);
