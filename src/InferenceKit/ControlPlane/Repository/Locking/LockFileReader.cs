using System.Text.Json;
using InferenceKit.ControlPlane.Repository.Staging;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.ControlPlane.Repository.Locking;

/// <summary>
/// Reads a lock file strictly, token by token: no key that is not known or comes twice, no two spellings of one model or
/// version, nothing deep. What is in doubt is an error, because pins that are read wrongly are worse than none.
/// </summary>
internal ref struct LockFileReader
{
    public const int Schema = 1;

    private const int MaxDepth = 8;
    private const int MostShown = 60;

    private readonly string _file;
    private Utf8JsonReader _json;

    private LockFileReader(string file, ReadOnlySpan<byte> json)
    {
        _file = file;
        _json = new(json, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <exception cref="InvalidDataException">It is no good lock file; the message names the file and the position.</exception>
    public static ModelLock Parse(string file, ReadOnlySpan<byte> json)
    {
        if (json.StartsWith("\uFEFF"u8)) throw Bad(file, "it begins with a byte order mark; save it as UTF-8 without one");
        try
        {
            // The schema first, so that the message about a later one says so, and does not name the first unknown key.
            new LockFileReader(file, json).CheckSchema();
            return new LockFileReader(file, json).ReadLock();
        }
        catch (JsonException e)
        {
            throw Bad(file, e.Message.TrimEnd('.'), e);
        }
        catch (InvalidOperationException e)
        {
            throw Bad(file, "it holds text that is not UTF-8", e);
        }
    }

    public static InvalidDataException Bad(string file, string problem, Exception? cause = null) =>
        new($"The lock file '{file}' cannot be used: {problem}.", cause);

    private void CheckSchema()
    {
        Begin("the whole");
        var isThere = false;
        while (NextKey() is { } key)
        {
            _json.Read();
            if (key == "schema")
            {
                isThere = true;
                if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt32(out var schema) || schema < 1) throw At("schema", "it is not a whole number from 1 on");
                if (schema > Schema) throw At("schema", $"it is {schema}, and this version of the library reads {Schema}: update the library, or lock anew");
            }
            _json.Skip();
        }
        if (!isThere) throw At("schema", "it is missing");
        // Reads to the end, to find content after the document.
        _json.Read();
    }

    private ModelLock ReadLock()
    {
        Begin("the whole");
        ModelLock? models = null;
        var hasSchema = false;
        while (NextKey() is { } key)
        {
            switch (key)
            {
                case "schema" when !hasSchema:
                    _json.Read();
                    hasSchema = true;
                    break;
                case "models" when models is null:
                    _json.Read();
                    models = ReadModels();
                    break;
                default:
                    throw At(Shown(key), key is "schema" or "models" ? "the key comes twice" : "the key is unknown; there are: schema, models");
            }
        }
        return models ?? throw At("models", "it is missing");
    }

    private ModelLock ReadModels()
    {
        Begin("models");
        var seen = new HashSet<string>(ModelName.Comparer);
        var pins = ModelLock.Empty;
        while (NextKey() is { } model)
        {
            var path = $"models.{Shown(model)}";
            if (!ModelName.IsValid(model)) throw At(path, $"it is not the name of a model: {ModelName.Rule}");
            if (!seen.Add(model)) throw At(path, "the model comes twice (case does not count)");
            _json.Read();
            pins = ReadVersions(model, path, pins);
        }
        return pins;
    }

    private ModelLock ReadVersions(string model, string modelPath, ModelLock pins)
    {
        Begin(modelPath);
        while (NextKey() is { } text)
        {
            var path = $"{modelPath}.{Shown(text)}";
            if (!ModelVersion.TryParse(text, null, out var version)) throw At(path, $"it is not a version: {ModelName.Rule}");
            if (pins.Find(model, version) is not null) throw At(path, "the version comes twice (numbers are compared as numbers)");
            _json.Read();
            if (_json.TokenType != JsonTokenType.String) throw At(path, "it is no text; a digest was expected");
            var digest = _json.GetString()!;
            if (!ContentDigest.IsValid(digest)) throw At(path, $"'{Shown(digest)}' is no digest: {ContentDigest.Rule}");
            pins = pins.With(model, version, digest);
        }
        return pins;
    }

    private void Begin(string path)
    {
        if (_json.TokenType == JsonTokenType.None) _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject) throw At(path, "it is no JSON object");
    }

    /// <summary>The next key of the present object; null at its end.</summary>
    private string? NextKey()
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.PropertyName ? _json.GetString() : null;
    }

    private readonly InvalidDataException At(string path, string problem) => Bad(_file, $"{path}: {problem}");

    /// <summary>What a stranger may have written, in a message: short, and without what garbles a log.</summary>
    private static string Shown(string text)
    {
        var shown = string.Create(Math.Min(text.Length, MostShown), text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? '?' : from[i];
        });
        return text.Length > MostShown ? shown + "…" : shown;
    }
}
