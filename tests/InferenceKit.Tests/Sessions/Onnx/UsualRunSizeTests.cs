using InferenceKit.Sessions.Onnx;
using InferenceKit.Testing;

namespace InferenceKit.Tests.Sessions.Onnx;

public class UsualRunSizeTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void Only_a_large_run_far_beyond_the_usual_is_an_outlier()
    {
        var usual = new UsualRunSize();
        Assert.False(usual.IsOutlier(100 * Mebibyte));
        usual.Observe(4 * Mebibyte, 32);

        Assert.False(usual.IsOutlier(16 * Mebibyte));
        Assert.False(usual.IsOutlier(31 * Mebibyte));
        Assert.True(usual.IsOutlier(33 * Mebibyte));
    }

    [Fact]
    public void What_repeats_becomes_usual()
    {
        var usual = new UsualRunSize();
        usual.Observe(1, 32);
        for (var i = 0; i < 100; i++) usual.Observe(100 * Mebibyte, 1);

        Assert.False(usual.IsOutlier(100 * Mebibyte));
    }

    [Fact]
    public void A_run_after_which_the_arena_shrinks_gives_the_same_answers()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", "length").Add("x", 1f, "z").Mul("z", 2f, "y")
            .Output("y", ElementType.Float32, "batch", "length").Build());
        using var batch = session.CreateRows(4);
        foreach (var length in (int[])[1, 1, 5 << 20, 1, 5 << 20])
        {
            batch.BeginRun();
            batch.BeginRow().Row<float>(0, [length]).Fill(length);
            Assert.True(batch.EndRow());
            session.RunCompletely(batch);
            Assert.Equal(2f * (length + 1), batch.Read(0).Row<float>(0)[^1]);
        }
    }
}
