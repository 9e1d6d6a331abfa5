using System.Security.Cryptography;
using System.Text;
using CsCheck;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Locking;
using InferenceKit.ControlPlane.Repository.Staging;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Tests.ControlPlane.Repository.Locking;

/// <summary>Makes digests and lock files for tests.</summary>
internal static class Pins
{
    /// <summary>The digest of a version that is one file.</summary>
    public static string DigestOf(string content) => DigestOf(Encoding.UTF8.GetBytes(content));

    /// <summary>The digest of a version that is one file.</summary>
    public static string DigestOf(byte[] content) =>
        ContentDigest.Of([new(ModelFile.DefaultName, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)))]);

    /// <summary>Some digest, another for each number.</summary>
    public static string Digest(int number) => DigestOf($"{number}");

    public static Gen<string> AnyOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    public static ModelLock Of(params IEnumerable<(string Model, string Version, string Digest)> pins) =>
        pins.Aggregate(ModelLock.Empty, (made, pin) => made.With(pin.Model, ModelVersion.Parse(pin.Version), pin.Digest));

    /// <summary>Writes a lock file as if an hour ago, so that it counts as settled.</summary>
    public static void Write(string path, params IEnumerable<(string Model, string Version, string Digest)> pins) =>
        Write(path, Encoding.UTF8.GetString(LockFileWriter.ToBytes(Of(pins))));

    /// <inheritdoc cref="Write(string, IEnumerable{ValueTuple{string, string, string}})"/>
    public static void Write(string path, string content)
    {
        File.WriteAllText(path + ".new", content);
        // Each another time, whatever the file system counts in.
        File.SetLastWriteTimeUtc(path + ".new", DateTime.UtcNow - TimeSpan.FromHours(1) + TimeSpan.FromSeconds(Interlocked.Increment(ref s_writes)));
        File.Move(path + ".new", path, overwrite: true);
    }

    private static int s_writes;
}
