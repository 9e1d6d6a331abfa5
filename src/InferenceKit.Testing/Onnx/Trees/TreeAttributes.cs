namespace InferenceKit.Testing.Onnx.Trees;

/// <summary>Lays trees out as the parallel lists that the tree ensemble operators take.</summary>
internal sealed class TreeAttributes
{
    private readonly List<long> _treeIds = [];
    private readonly List<long> _nodeIds = [];
    private readonly List<long> _features = [];
    private readonly List<float> _thresholds = [];
    private readonly List<string> _modes = [];
    private readonly List<long> _trueIds = [];
    private readonly List<long> _falseIds = [];
    private readonly List<long> _missing = [];
    private readonly List<long> _voteTreeIds = [];
    private readonly List<long> _voteNodeIds = [];
    private readonly List<long> _voteIds = [];
    private readonly List<float> _voteWeights = [];
    private readonly int _votes;

    private TreeAttributes(int votes) => _votes = votes;

    /// <summary>The attributes that regressor ("target") and classifier ("class") share but for the prefix of the votes.</summary>
    public static List<OnnxAttribute> Of(IReadOnlyList<OnnxTree> trees, string prefix, int votes, ReadOnlySpan<float> baseValues)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentOutOfRangeException.ThrowIfLessThan(votes, 1);
        if (trees.Count == 0)
            throw new ArgumentException("An ensemble needs at least one tree.", nameof(trees));

        if (!baseValues.IsEmpty && baseValues.Length != votes)
            throw new ArgumentException($"{baseValues.Length} base values cannot stand beside {votes} of '{prefix}'.", nameof(baseValues));

        var lists = new TreeAttributes(votes);
        for (var i = 0; i < trees.Count; i++)
            lists.Add(i, 0, trees[i]);

        return lists.ToAttributes(prefix, baseValues);
    }

    /// <summary>Adds a tree in pre-order from this id and returns the first id that is free after it.</summary>
    private int Add(int treeId, int id, OnnxTree tree)
    {
        var index = _treeIds.Count;
        _treeIds.Add(treeId);
        _nodeIds.Add(id);
        _features.Add(tree.Feature);
        _thresholds.Add(tree.Threshold);
        _modes.Add(tree.IsLeaf ? "LEAF" : OnnxNames.Of(tree.Mode));
        _missing.Add(tree.MissingIsTrue ? 1 : 0);
        _trueIds.Add(0);
        _falseIds.Add(0);
        foreach (var vote in tree.Weights)
            AddVote(treeId, id, vote);

        if (tree.IsLeaf)
            return id + 1;

        _trueIds[index] = id + 1;
        var next = Add(treeId, id + 1, tree.IfTrue!);
        _falseIds[index] = next;
        return Add(treeId, next, tree.IfFalse!);
    }

    private void AddVote(int treeId, int nodeId, OnnxLeafWeight vote)
    {
        if (vote.Id < 0 || vote.Id >= _votes)
            throw new ArgumentException($"Tree {treeId} votes for id {vote.Id}, but the ids go from 0 to {_votes - 1}.");

        _voteTreeIds.Add(treeId);
        _voteNodeIds.Add(nodeId);
        _voteIds.Add(vote.Id);
        _voteWeights.Add(vote.Weight);
    }

    private List<OnnxAttribute> ToAttributes(string prefix, ReadOnlySpan<float> baseValues)
    {
        List<OnnxAttribute> attributes =
        [
            OnnxAttribute.Of("nodes_treeids", _treeIds.ToArray()),
            OnnxAttribute.Of("nodes_nodeids", _nodeIds.ToArray()),
            OnnxAttribute.Of("nodes_featureids", _features.ToArray()),
            OnnxAttribute.Of("nodes_values", _thresholds.ToArray()),
            OnnxAttribute.Of("nodes_modes", _modes.ToArray()),
            OnnxAttribute.Of("nodes_truenodeids", _trueIds.ToArray()),
            OnnxAttribute.Of("nodes_falsenodeids", _falseIds.ToArray()),
            OnnxAttribute.Of("nodes_missing_value_tracks_true", _missing.ToArray()),
            OnnxAttribute.Of(prefix + "_treeids", _voteTreeIds.ToArray()),
            OnnxAttribute.Of(prefix + "_nodeids", _voteNodeIds.ToArray()),
            OnnxAttribute.Of(prefix + "_ids", _voteIds.ToArray()),
            OnnxAttribute.Of(prefix + "_weights", _voteWeights.ToArray()),
        ];
        if (!baseValues.IsEmpty)
            attributes.Add(OnnxAttribute.Of("base_values", baseValues));

        return attributes;
    }
}
