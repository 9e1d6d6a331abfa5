using System.Text;
using InferenceKit.ControlPlane.State;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Tests.ControlPlane.State;

/// <summary>Deals as they stand in the state store.</summary>
public sealed class AllocationTextTests
{
    [Fact]
    public void A_deal_comes_back_as_it_was_after_any_number_of_changes()
    {
        var deal = SlotAllocation.Begin("salt");
        foreach (var (a, b) in new[] { (10.0, 20.0), (30.5, 0), (5, 80.25), (33.33, 33.33) })
        {
            deal = deal.Deal(SlotAllocation.CountsFor([new("a", a), new("b", b)]), "salt");
            var json = ModelEditsText.Write(new ModelEdits { Allocation = AllocationText.Write(deal) });
            var read = AllocationText.Read(ModelEditsText.Read("m", json).Allocation!, out var problem);
            Assert.Null(problem);
            Assert.True(deal.IsSameAs(read!));
        }
    }

    [Theory]
    [InlineData("""{"version":0,"salt":"s","arms":["primary"],"slots":"0*10000"}""", "has no version")]
    [InlineData("""{"version":1,"salt":"s","arms":["a"],"slots":"0*10000"}""", "must have 'primary'")]
    [InlineData("""{"version":1,"salt":"s","arms":["primary","../x"],"slots":"0*10000"}""", "arms without a name")]
    [InlineData("""{"version":1,"salt":"s","arms":["primary","a","a"],"slots":"0*10000"}""", "twice of one name")]
    [InlineData("""{"version":1,"salt":"s","arms":["primary"],"slots":"0*9999"}""", "9999 slots, not 10000")]
    [InlineData("""{"version":1,"salt":"s","arms":["primary"],"slots":"1*10000"}""", "slots that are none")]
    [InlineData("""{"version":1,"salt":"s","arms":["primary"],"slots":"0*-1"}""", "slots that are none")]
    [InlineData("""{"version":1,"salt":"s","arms":["primary"],"slots":"0*99999999999"}""", "slots that are none")]
    [InlineData("""{"version":1,"salt":"s","arms":["primary"],"slots":"0*20000"}""", "slots that are none")]
    [InlineData("""{"version":1,"salt":"s","arms":["primary"],"slots":""}""", "slots that are none")]
    public void What_is_no_deal_is_refused(string allocation, string problem)
    {
        var error = Assert.Throws<InvalidDataException>(() => ModelEditsText.Read("m", Encoding.UTF8.GetBytes($$"""{"schema":1,"allocation":{{allocation}}}""")));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"weights":{"a":101}}""")]
    [InlineData("""{"weights":{"../a":1}}""")]
    [InlineData("""{"shadows":{"a":-1}}""")]
    [InlineData("""{"ramp":{"from":{},"to":{},"start":"2026-01-01T00:00:00+00:00","interval":"00:01:00","steps":0,"taken":0,"by":"x"}}""")]
    [InlineData("""{"ramp":{"from":{},"to":{"a":1},"start":"2026-01-01T00:00:00+00:00","interval":"00:01:00","steps":2,"taken":3,"by":"x"}}""")]
    [InlineData("""{"ramp":{"from":{},"to":{"a":1},"start":"2026-01-01T00:00:00+00:00","interval":"9999.00:01:00","steps":2,"taken":1,"by":"x"}}""")]
    public void Traffic_that_cannot_be_is_refused(string traffic) =>
        Assert.Throws<InvalidDataException>(() => ModelEditsText.Read("m", Encoding.UTF8.GetBytes($$"""{"schema":1,"traffic":{{traffic}}}""")));
}
