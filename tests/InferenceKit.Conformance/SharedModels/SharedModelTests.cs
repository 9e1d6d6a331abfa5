using InferenceKit.Conformance.Runs;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.SharedModels;

public sealed class SharedModelTests
{
    private static readonly Tolerance Close = new(1e-5, 1e-6);

    [Fact]
    public void ONNX_Runtime_itself_gives_what_the_manifest_expects()
    {
        var cases = SharedModelFolder.FindCases();
        Assert.SkipWhen(cases.Count == 0, SharedModelFolder.Missing);
        Assert.All(cases, modelCase =>
        {
            var sets = modelCase.ReadDataSets();
            Assert.NotEmpty(sets);
            Assert.All(sets.Zip(RawRunner.Run(modelCase, sets)), pair =>
            {
                Assert.NotEmpty(pair.First.Expected);
                Assert.Null(pair.Second.FindProblem(pair.First.Expected, Close));
            });
        });
    }
}
