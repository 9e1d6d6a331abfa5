using InferenceKit;

namespace AbTest;

/// <summary>The assignments in one stretch of requests.</summary>
internal sealed class Counts
{
    private readonly Dictionary<int, string> _variantOf = [];
    private readonly SortedDictionary<(int Allocation, string Variant), (int Requests, double Propensity)> _requests = [];

    /// <summary>Users by their last variant.</summary>
    public IReadOnlyDictionary<int, string> Variants => _variantOf;

    /// <summary>Requests by allocation and variant, with the propensity in the answers.</summary>
    public IEnumerable<(int Allocation, string Variant, int Requests, double Propensity)> Rows => _requests.Select(r => (r.Key.Allocation, r.Key.Variant, r.Value.Requests, r.Value.Propensity));

    /// <summary>Versions that answered.</summary>
    public SortedSet<string> Versions { get; } = [];

    public void Add(int user, InferenceInfo info)
    {
        var variant = info.Variant ?? "primary";
        _variantOf[user] = variant;
        var before = _requests.GetValueOrDefault((info.AllocationVersion, variant));
        _requests[(info.AllocationVersion, variant)] = (before.Requests + 1, info.Propensity);
        Versions.Add(info.Model.Version.ToString());
    }
}
