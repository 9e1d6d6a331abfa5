namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>Shapes, types, kinds and names that differ, and what values are made of.</summary>
public sealed class StructureTests
{
    public static TheoryData<string, InferenceValue, InferenceValue> Misfits => new()
    {
        { "Float32[1,2] and Float32[2,1]", TensorValue.Copy([1f, 2f], 1, 2), TensorValue.Copy([1f, 2f], 2, 1) },
        { "Float32[1,2] and Float64[1,2]", TensorValue.Copy([1f, 2f], 1, 2), TensorValue.Copy([1.0, 2.0], 1, 2) },
        { "Float32[1,2] and Absent", TensorValue.Copy([1f, 2f], 1, 2), InferenceValue.Absent },
        { "Float32[1] and Sequence[0]", TensorValue.Copy([1f], 1), new SequenceValue([]) },
        { "Sequence[0] and Sequence[1]", new SequenceValue([]), new SequenceValue([InferenceValue.Absent]) },
        { "Map<String,Float32>[2] and Map<String,Float32>[1]", Map(["a", "b"], [1f, 2f]), Map(["a"], [1f]) },
        { "Map<String,Float32>[1] and Map<Int64,Float32>[1]", Map(["a"], [1f]), Map([1L], [1f]) },
        { "Map<String,Float32>[1] and Map<String,Float64>[1]", Map(["a"], [1f]), Map(["a"], [1.0]) },
        { "Map<String,Float32>[2] and Map<String,Float32>[2]", Map(["a", "b"], [1f, 1f]), Map(["a", "c"], [1f, 1f]) },
        { "Map<Int64,Float32>[2] and Map<Int64,Float32>[2]", Map([1L, 2L], [1f, 1f]), Map([2L, 2L], [1f, 1f]) },
        { "Map<Int64,Float64>[2] and Map<Int64,Float64>[2]", Map([2L, 2L], [1.0, 1.0]), Map([2L, 3L], [1.0, 1.0]) },
    };

    [Theory]
    [MemberData(nameof(Misfits), DisableDiscoveryEnumeration = true)]
    public void Values_of_other_shapes_are_never_equal_and_are_counted_apart(string text, InferenceValue primary, InferenceValue shadow)
    {
        var tally = Answers.NewTally();
        var pair = tally.Add(Answers.Of(primary), Answers.Of(shadow));
        tally.Add(Answers.Of(InferenceValue.Absent), Answers.Of(new SequenceValue([])));
        var report = Assert.Single(tally.Report().Outputs);
        Assert.Equal((false, double.PositiveInfinity), (pair.IsEqual, pair.Distance));
        Assert.Equal((2, text, new Agreement(0, 2), 0), (report.Misshapen, report.FirstMisshapen, report.Within, report.Elements));
        Assert.Equal(0, tally.Report().Equal);
    }

    [Fact]
    public void Maps_are_compared_by_their_keys_in_any_order()
    {
        var (pair, report) = Answers.Compare(Map(["a", "b", "c"], [1f, 2f, 3f]), Map(["c", "a", "b"], [3f, 1f, 2f]));
        Assert.True(pair.IsEqual);
        Assert.Equal((3, 0.0, new Agreement(1, 1)), (report.Elements, report.LargestAbsoluteDifference, report.Labels));
        Assert.Equal(8, Answers.Compare(Map([1L, 2L], [1.0, 10.0]), Map([2L, 1L], [10.0, 9.0])).Report.LargestAbsoluteDifference);
        Assert.False(Answers.Compare(Map(["a", "b"], [1f, 2f]), Map(["b", "a"], [1f, 2f])).Pair.IsEqual);
        Assert.True(Answers.Compare(Map([1L, 2L], ["x", "y"]), Map([2L, 1L], ["y", "x"])).Pair.IsEqual);
    }

    [Fact]
    public void Sequences_are_compared_item_by_item_and_a_map_in_them_is_a_row()
    {
        var (pair, report) = Answers.Compare(
            new SequenceValue([Map([0L, 1L], [0.1f, 0.9f]), Map([0L, 1L], [0.6f, 0.4f])]),
            new SequenceValue([Map([0L, 1L], [0.2f, 0.8f]), Map([0L, 1L], [0.4f, 0.6f])]));
        Assert.False(pair.IsEqual);
        Assert.Equal((4, new Agreement(1, 2), new Agreement(0, 1)), (report.Elements, report.Labels, report.Within));
        Assert.Equal(0.2, report.LargestAbsoluteDifference!.Value, 1e-6);
    }

    [Fact]
    public void A_tensor_in_a_sequence_is_a_row()
    {
        var (_, report) = Answers.Compare(new SequenceValue([TensorValue.Copy([1f, 2f, 3f], 3)]), new SequenceValue([TensorValue.Copy([1f, 2f, 4f], 3)]));
        Assert.Equal(new(1, 1), report.Labels);
    }

    [Fact]
    public void Several_items_that_do_not_fit_make_one_pair_that_does_not()
    {
        var (_, report) = Answers.Compare(
            new SequenceValue([TensorValue.Copy([1f], 1), TensorValue.Copy([1f], 1)]), new SequenceValue([TensorValue.Copy([1L], 1), InferenceValue.Absent]));
        Assert.Equal((1, "Float32[1] and Int64[1]"), (report.Misshapen, report.FirstMisshapen));
    }

    [Fact]
    public void Nothing_equals_nothing_and_empty_tensors_of_one_shape_are_equal()
    {
        Assert.True(Answers.Compare(InferenceValue.Absent, InferenceValue.Absent).Pair.IsEqual);
        Assert.True(Answers.Compare(TensorValue.Copy<float>([], 0, 3), TensorValue.Copy<float>([], 0, 3)).Pair.IsEqual);
        var (pair, report) = Answers.Compare(TensorValue.Copy<float>([], 3, 0), TensorValue.Copy<float>([], 3, 0));
        Assert.Equal((true, 0, default(Agreement)), (pair.IsEqual, report.Elements, report.Labels));
    }

    [Fact]
    public void Outputs_are_matched_by_name()
    {
        var tally = Answers.NewTally();
        NamedValue[] primary = [Value("a", 1), Value("b", 2), Value("c", 3)];
        var lacking = tally.Add(primary, [Value("c", 3), Value("a", 1)]);
        Assert.Equal((false, double.PositiveInfinity), (lacking.IsEqual, lacking.Distance));
        Assert.True(tally.Add(primary, [Value("d", 4), Value("c", 3), Value("b", 2), Value("a", 1)]).IsEqual);
        var report = tally.Report();
        Assert.Equal(["a", "b", "c", "d"], report.Outputs.Select(output => output.Name));
        Assert.Equal([0, 1, 0, 0], report.Outputs.Select(output => output.MissingInShadow));
        Assert.Equal([0, 0, 0, 1], report.Outputs.Select(output => output.MissingInPrimary));
        Assert.Equal([new(2, 2), new(1, 1), new(2, 2), default], report.Outputs.Select(output => output.Within));
        Assert.Equal(new(1, 2), report.EqualAgreement);

        static NamedValue Value(string name, float value) => new(name, TensorValue.Copy([value], 1));
    }

    private static MapValue Map<TKey, TValue>(TKey[] keys, TValue[] values) => new(TensorValue.Copy(keys, keys.Length), TensorValue.Copy(values, values.Length));
}
