using System.Text;
using CsCheck;
using InferenceKit.ControlPlane.Repository.Locking;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Tests.ControlPlane.Repository.Locking;

public sealed class LockFileFormatTests
{
    private static readonly string Good = Pins.Digest(1);

    private static readonly Gen<(string Model, string Version, string Digest)[]> SomePins = Gen.Select(
        Pins.AnyOf("fraud", "churn", "a-b", "a_b", "Z", "z9", "prices.eu"),
        Gen.OneOf(Gen.Int[0, 30].Select(n => $"{n}"), Pins.AnyOf("beta", "alpha", "v1", "V1", "9223372036854775808")),
        Gen.Int[0, 5].Select(Pins.Digest)).Array[0, 40];

    [Fact]
    public void Is_written_sorted_indented_and_with_line_feeds()
    {
        var text = Text(Pins.Of(("fraud", "10", Pins.Digest(1)), ("fraud", "2", Pins.Digest(2)), ("Churn", "1", Pins.Digest(3)), ("fraud", "beta", Pins.Digest(4))));
        Assert.Equal(
            $$"""
            {
              "schema": 1,
              "models": {
                "Churn": {
                  "1": "{{Pins.Digest(3)}}"
                },
                "fraud": {
                  "beta": "{{Pins.Digest(4)}}",
                  "2": "{{Pins.Digest(2)}}",
                  "10": "{{Pins.Digest(1)}}"
                }
              }
            }

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void What_is_written_reads_the_same_and_is_written_the_same_again() =>
        SomePins.Sample(pins =>
        {
            var made = Pins.Of(pins);
            var bytes = LockFileWriter.ToBytes(made);
            var read = LockFileReader.Parse("x", bytes);
            return read.Count == made.Count && LockFileWriter.ToBytes(read).AsSpan().SequenceEqual(bytes);
        });

    [Fact]
    public void The_order_of_additions_leaves_no_trace() =>
        SomePins.Select(pins => pins.DistinctBy(p => (p.Model.ToUpperInvariant(), ModelVersion.Parse(p.Version))).ToArray())
            .SelectMany(pins => Gen.Shuffle(pins).Select(shuffled => (pins, shuffled)))
            .Sample(both => Text(Pins.Of(both.pins)) == Text(Pins.Of(both.shuffled)));

    [Fact]
    public void Keys_in_any_order_and_an_empty_lock_are_fine()
    {
        Assert.Equal(0, Parse("""{"models":{},"schema":1}""").Count);
        Assert.Equal(0, Parse("""{ "schema": 1, "models": { "fraud": {} } }""").Count);
        Assert.Equal(Good, Parse("""{"models":{"Fraud":{"003":"D"}},"schema":1}""".Replace("D", Good, StringComparison.Ordinal)).Find("fraud", ModelVersion.FromNumber(3)));
    }

    [Theory]
    [InlineData("", "does not contain any JSON tokens")]
    [InlineData("\uFEFF{}", "byte order mark")]
    [InlineData("[]", "the whole: it is no JSON object")]
    [InlineData("{", "LineNumber: 0")]
    [InlineData("{\"schema\": 1, \"models\": {}} {}", "LineNumber: 0")]
    [InlineData("{\"schema\": 1, \"models\": {},}", "trailing comma")]
    [InlineData("{\"schema\": 1, /* pins */ \"models\": {}}", "invalid start")]
    [InlineData("{\"models\": {}}", "schema: it is missing")]
    [InlineData("{\"schema\": 1}", "models: it is missing")]
    [InlineData("{\"schema\": \"1\", \"models\": {}}", "schema: it is not a whole number")]
    [InlineData("{\"schema\": 1.5, \"models\": {}}", "schema: it is not a whole number")]
    [InlineData("{\"schema\": 0, \"models\": {}}", "schema: it is not a whole number")]
    [InlineData("{\"schema\": 2, \"pins\": []}", "schema: it is 2, and this version of the library reads 1")]
    [InlineData("{\"pins\": [[]], \"schema\": 7}", "schema: it is 7")]
    [InlineData("{\"schema\": 1, \"schema\": 1, \"models\": {}}", "schema: the key comes twice")]
    [InlineData("{\"schema\": 1, \"models\": {}, \"models\": {}}", "models: the key comes twice")]
    [InlineData("{\"schema\": 1, \"Models\": {}}", "Models: the key is unknown; there are: schema, models")]
    [InlineData("{\"schema\": 1, \"models\": null}", "models: it is no JSON object")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": 3}}", "models.fraud: it is no JSON object")]
    [InlineData("{\"schema\": 1, \"models\": {\"../x\": {}}}", "models.../x: it is not the name of a model")]
    [InlineData("{\"schema\": 1, \"models\": {\"a\\u0000b\": {}}}", "models.a?b: it is not the name of a model")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": {}, \"fraud\": {}}}", "models.fraud: the model comes twice")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": {}, \"FRAUD\": {}}}", "models.FRAUD: the model comes twice (case does not count)")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": {}, \"fr\\u0061ud\": {}}}", "models.fraud: the model comes twice")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": {\"\": \"D\"}}}", "models.fraud.: it is not a version")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": {\"3\": \"D\", \"3\": \"D\"}}}", "models.fraud.3: the version comes twice")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": {\"3\": \"D\", \"003\": \"D\"}}}", "models.fraud.003: the version comes twice")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": {\"3\": 3}}}", "models.fraud.3: it is no text")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": {\"3\": {\"digest\": \"D\"}}}}", "models.fraud.3: it is no text")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": {\"3\": \"sha256:12\"}}}", "models.fraud.3: 'sha256:12' is no digest")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": {\"3\": \"md5:1\"}}}", "models.fraud.3: 'md5:1' is no digest")]
    [InlineData("{\"schema\": 1, \"models\": {\"fraud\": {\"3\": \"\\ud800\"}}}", "not UTF-8")]
    public void What_is_in_doubt_is_an_error_that_names_the_file_and_the_place(string json, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => Parse(json.Replace("\"D\"", $"\"{Good}\"", StringComparison.Ordinal)));
        Assert.StartsWith("The lock file '/app/inference.lock.json' cannot be used: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_digest_in_capitals_is_no_digest() =>
        Assert.Contains("is no digest", Assert.Throws<InvalidDataException>(() => Parse("""{"schema":1,"models":{"a":{"1":"D"}}}""".Replace("D", Good.ToUpperInvariant(), StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_deep_is_refused_however_deep() =>
        Assert.Contains("depth", Assert.Throws<InvalidDataException>(
            () => Parse($$"""{"schema":1,"models":{{new string('[', 1_000_000)}}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Throws<InvalidDataException>(() => LockFileReader.Parse("x", [.. "{\"schema\":1,\"models\":{\""u8, 0xff, 0xc0, .. "\":{}}}"u8]));

    [Fact]
    public void Whatever_is_changed_in_a_good_file_it_reads_or_says_why() =>
        Gen.Select(SomePins, Gen.Int[0, 10_000], Gen.Byte).Sample((pins, at, change) =>
        {
            var bytes = LockFileWriter.ToBytes(Pins.Of(pins));
            bytes[at % bytes.Length] = change;
            try
            {
                _ = LockFileReader.Parse("x", bytes).Count;
            }
            catch (InvalidDataException)
            {
            }
        });

    private static ModelLock Parse(string json) => LockFileReader.Parse("/app/inference.lock.json", Encoding.UTF8.GetBytes(json));

    private static string Text(ModelLock pins) => Encoding.UTF8.GetString(LockFileWriter.ToBytes(pins));
}
