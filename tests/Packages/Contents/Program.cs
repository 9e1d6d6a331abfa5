using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;

// Checks packages for missing content, and for content that must not be there.
if (args.Length < 1)
{
    Console.Error.WriteLine("usage: Contents FOLDER [TEXT THAT NO PACKAGE MAY CONTAIN]...");
    return 2;
}

var problems = new List<string>();
var packages = Directory.GetFiles(args[0], "*.nupkg").Order(StringComparer.Ordinal).ToArray();
if (packages.Length == 0) problems.Add($"There is no package in {args[0]}.");
foreach (var package in packages) Check(package);

foreach (var problem in problems) Console.WriteLine(problem);
Console.WriteLine($"{packages.Length} packages, {problems.Count} problems");
return problems.Count == 0 ? 0 : 1;

void Check(string path)
{
    var name = Path.GetFileName(path);
    void Expect(bool holds, string otherwise)
    {
        if (!holds) problems.Add($"{name}: {otherwise}");
    }

    using var package = ZipFile.OpenRead(path);
    var entries = package.Entries.ToDictionary(entry => entry.FullName, Read, StringComparer.Ordinal);
    var manifest = XDocument.Load(new MemoryStream(entries.Single(entry => entry.Key.EndsWith(".nuspec", StringComparison.Ordinal)).Value)).Root!;
    var data = manifest.Elements().Single().Elements().ToLookup(element => element.Name.LocalName);
    string Text(string element) => data[element].FirstOrDefault()?.Value ?? "";
    var id = Text("id");

    foreach (var element in new[] { "authors", "description", "tags", "releaseNotes", "copyright" }) Expect(Text(element).Length > 0, $"no {element}");
    Expect(Text("license") == "MIT", "the licence is not MIT");
    Expect(entries.ContainsKey(Text("icon")), "no icon");
    Expect(entries.ContainsKey(Text("readme")), "no readme");
    var repository = data["repository"].FirstOrDefault()?.Attribute("url")?.Value;
    Expect(repository is null || repository.StartsWith("https://github.com/", StringComparison.Ordinal), $"the repository is at {repository}");

    var dependencies = manifest.Descendants().Where(element => element.Name.LocalName == "dependency")
        .ToLookup(element => element.Attribute("id")!.Value, element => element.Attribute("version")!.Value);
    if (id == "InferenceKit.Testing") Expect(dependencies["InferenceKit"].All(version => version == $"[{Text("version")}]"), "needs not exactly its own version of InferenceKit");
    if (id == "InferenceKit")
        foreach (var file in new[] { "ConfigurationSchema.json", "buildTransitive/InferenceKit.targets", "lib/net10.0/InferenceKit.xml" })
            Expect(entries.ContainsKey(file), $"no {file}");

    var symbols = SymbolsOf(Path.ChangeExtension(path, ".snupkg"));
    // What a tool carries of other packages names the machines of others.
    foreach (var (file, bytes) in entries.Concat(symbols).Where(entry => !IsLibrary(entry.Key) || IsOurs(entry.Key)))
        foreach (var text in args.Skip(1))
            Expect(!Contains(bytes, text), $"{file} contains '{text}'");

    foreach (var (file, bytes) in entries.Where(entry => IsOurs(entry.Key) && entry.Key.EndsWith(".dll", StringComparison.Ordinal)))
    {
        using var image = new PEReader(new MemoryStream(bytes));
        var debug = image.ReadDebugDirectory();
        var identity = debug.Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        Expect(debug.Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible), $"{file} is not deterministic");
        Expect(image.ReadCodeViewDebugDirectoryData(identity).Path.StartsWith("/_/", StringComparison.Ordinal), $"{file} names a folder of this machine");
        // A tool carries assemblies of other packages, whose symbols lie there.
        if (Path.GetFileNameWithoutExtension(file) != id) continue;
        if (!symbols.TryGetValue(Path.ChangeExtension(file, ".pdb"), out var pdb))
        {
            Expect(false, $"{file} has no symbols");
            continue;
        }

        using var provider = MetadataReaderProvider.FromPortablePdbImage([.. pdb]);
        var reader = provider.GetMetadataReader();
        Expect(new BlobContentId(reader.DebugMetadataHeader!.Id).Guid == image.ReadCodeViewDebugDirectoryData(identity).Guid, $"{file} has another one's symbols");
        var sources = reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name)).ToArray();
        Expect(sources.Length > 0, $"{file} has symbols without sources");
        foreach (var source in sources) Expect(source.StartsWith("/_/", StringComparison.Ordinal), $"{file} was compiled from {source}");
    }
}

static bool IsLibrary(string file) => Path.GetExtension(file) is ".dll" or ".so" or ".dylib" or ".lib";

static bool IsOurs(string file) => Path.GetFileName(file).StartsWith("InferenceKit", StringComparison.Ordinal);

static Dictionary<string, byte[]> SymbolsOf(string path)
{
    if (!File.Exists(path)) return [];
    using var package = ZipFile.OpenRead(path);
    return package.Entries.ToDictionary(entry => entry.FullName, Read, StringComparer.Ordinal);
}

static byte[] Read(ZipArchiveEntry entry)
{
    using var from = entry.Open();
    using var to = new MemoryStream();
    from.CopyTo(to);
    return to.ToArray();
}

static bool Contains(byte[] bytes, string text) =>
    bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
