
namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>Reads one sample of a manifest.</summary>
internal static class SampleReader
{
    private const string Keys = "name, inputs, outputs, tolerance";

    public static ModelSample Read(ManifestElement element)
    {
        string? name = null;
        NamedValue[]? inputs = null, outputs = null;
        SampleTolerance? tolerance = null;
        foreach (var (key, value) in element.Members("an object"))
        {
            switch (key)
            {
                case "name":
                    name = value.Text("a sample's name");
                    if (!ModelSample.IsValidName(name)) throw value.Wrong("1 to 128 characters, none of them a control character");
                    break;
                case "inputs": inputs = ReadValues(value); break;
                case "outputs": outputs = ReadValues(value); break;
                case "tolerance": tolerance = ReadTolerance(value); break;
                default: throw value.Unknown(Keys);
            }
        }
        if (name is null || inputs is null || outputs is null)
            throw ManifestElement.Refused(element.Path, $"expected name, inputs and outputs, but there is no {(name is null ? "name" : inputs is null ? "inputs" : "outputs")}");
        return new(name, inputs) { Outputs = outputs, Tolerance = tolerance };
    }

    private static NamedValue[] ReadValues(ManifestElement element) =>
        [.. element.Members("an object with values by name").Select(member => new NamedValue(member.Name, ValueReader.Read(member.Value)))];

    private static SampleTolerance ReadTolerance(ManifestElement element)
    {
        const string Expected = "a number that is not negative";
        double? absolute = null, relative = null;
        foreach (var (key, value) in element.Members("an object with absolute and relative"))
        {
            if (key == "absolute") absolute = value.Real(Expected);
            else if (key == "relative") relative = value.Real(Expected);
            else throw value.Unknown("absolute, relative");
        }
        var tolerance = new SampleTolerance(absolute ?? 0, relative ?? 0);
        return tolerance.FindProblem() is { } problem ? throw ManifestElement.Refused(element.Path, problem) : tolerance;
    }
}
