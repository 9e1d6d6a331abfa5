using InferenceKit;

namespace AbTest;

/// <summary>Who was assigned where, in one stretch of requests.</summary>
internal sealed class Counts
{
    private readonly Dictionary<int, string> _armOf = [];
    private readonly SortedDictionary<(int Deal, string Arm), (int Requests, double Propensity)> _requests = [];

    /// <summary>Users by their last arm.</summary>
    public IReadOnlyDictionary<int, string> Arms => _armOf;

    /// <summary>Requests by deal and arm, with the probability that answers told.</summary>
    public IEnumerable<(int Deal, string Arm, int Requests, double Propensity)> Rows => _requests.Select(r => (r.Key.Deal, r.Key.Arm, r.Value.Requests, r.Value.Propensity));

    /// <summary>Versions that answered.</summary>
    public SortedSet<string> Versions { get; } = [];

    public void Add(int user, InferenceInfo info)
    {
        var arm = info.Variant ?? "primary";
        _armOf[user] = arm;
        var before = _requests.GetValueOrDefault((info.AllocationVersion, arm));
        _requests[(info.AllocationVersion, arm)] = (before.Requests + 1, info.Propensity);
        Versions.Add(info.Model.Version.ToString());
    }
}
