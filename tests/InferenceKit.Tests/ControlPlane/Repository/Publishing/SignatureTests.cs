using System.Diagnostics;
using System.Security.Cryptography;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InferenceKit.Tests.ControlPlane.Repository.Publishing;

/// <summary>Detached signatures, required or not, by keys that come and go.</summary>
public sealed class SignatureTests : IDisposable
{
    private readonly PublishingRig _rig = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public async Task A_signature_by_one_of_the_keys_is_good_whichever_form_the_key_has()
    {
        await _rig.PublishAsync(2, key: _key);
        Assert.Equal(4, await _rig.AnswerAsync(Require(_key.ExportSubjectPublicKeyInfoPem())));
        Assert.Equal(4, await _rig.AnswerAsync(Require(Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo()))));
        // Rotation: the old key and the new one, in either order.
        Assert.Equal(4, await _rig.AnswerAsync(Require(Pem(_other), Pem(_key))));
        Assert.Equal(4, await _rig.AnswerAsync(Require(Pem(_key), Pem(_other))));
    }

    [Fact]
    public async Task A_signature_by_no_key_is_refused_and_the_keys_tried_are_named()
    {
        await _rig.PublishAsync(2, key: _other);
        Assert.Contains("by none of the keys in Trust:Keys ('key0')", await _rig.RefusalAsync(Require(Pem(_key))), StringComparison.Ordinal);
        // Also where none is required: somebody meant it to be checked.
        Assert.Contains("by none of the keys", await _rig.RefusalAsync(o => o.Trust.Keys["ci"] = Pem(_key)), StringComparison.Ordinal);
        // Without keys there is nothing to check it with.
        Assert.Equal(4, await _rig.AnswerAsync());
    }

    [Fact]
    public async Task Where_a_signature_is_required_nothing_unsigned_is_loaded()
    {
        var published = await _rig.PublishAsync(2, key: _key);
        File.Delete(Path.Combine(published.Path, "manifest.json.sig"));
        Assert.Contains("it has no manifest.json.sig", await _rig.RefusalAsync(Require(Pem(_key))), StringComparison.Ordinal);
        Assert.Equal(4, await _rig.AnswerAsync(o => o.Trust.Keys["ci"] = Pem(_key)));
        File.Delete(Path.Combine(published.Path, "manifest.json"));
        Assert.Contains("it has no manifest.json", await _rig.RefusalAsync(Require(Pem(_key))), StringComparison.Ordinal);
        Assert.Equal(4, await _rig.AnswerAsync());
    }

    [Fact]
    public async Task A_signature_without_its_manifest_is_refused()
    {
        var published = await _rig.PublishAsync(2, key: _key);
        File.Delete(Path.Combine(published.Path, "manifest.json"));
        Assert.Contains("manifest.json.sig without a manifest.json", await _rig.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_version_is_good_in_its_own_place_only()
    {
        var published = await _rig.PublishAsync(2, "2", _key);
        Directory.Move(published.Path, Path.Combine(_rig.Root, "m", "9"));
        Assert.Contains("the manifest is of version 2, and this is version 9", await _rig.RefusalAsync(Require(Pem(_key))), StringComparison.Ordinal);
        Directory.Move(Path.Combine(_rig.Root, "m", "9"), Path.Combine(_rig.Root, "m", "0002"));
        Assert.Equal(4, await _rig.AnswerAsync(Require(Pem(_key))));
        Directory.Move(Path.Combine(_rig.Root, "m"), Path.Combine(_rig.Root, "n"));
        var services = new ServiceCollection();
        services.AddInference(o =>
        {
            (o.Repository.Path, o.Repository.SettleTime) = (_rig.Root, TimeSpan.Zero);
            Require(Pem(_key))(o);
        }).AddModel("n");
        await using var host = services.BuildServiceProvider();
        var refused = await Assert.ThrowsAsync<InferenceException>(() => host.StartInferenceAsync(TestContext.Current.CancellationToken));
        Assert.Contains("the manifest is of model 'm', and this is 'n'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_manifest_that_does_not_say_what_it_is_of_is_refused()
    {
        var published = await _rig.PublishAsync(2);
        var path = Path.Combine(published.Path, "manifest.json");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace("\"version\": \"1\",", "", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(4, await _rig.AnswerAsync());
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path + ".sig", _key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence), TestContext.Current.CancellationToken);
        Assert.Contains("does not say which model and version", await _rig.RefusalAsync(Require(Pem(_key))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("not base64!")]
    [InlineData("aGVsbG8=")]
    public async Task What_is_no_signature_is_refused_as_such(string content)
    {
        var published = await _rig.PublishAsync(2, key: _key);
        await File.WriteAllTextAsync(Path.Combine(published.Path, "manifest.json.sig"), content, TestContext.Current.CancellationToken);
        Assert.Contains("manifest.json.sig is", await _rig.RefusalAsync(Require(Pem(_key))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Required_without_a_key_or_a_policy_nothing_can_be_loaded_but_what_comes_with_the_code()
    {
        await _rig.PublishAsync(2, key: _key);
        Assert.Contains("neither a key in Trust:Keys nor a trust policy", await _rig.RefusalAsync(o => o.Trust.RequireSignature = true), StringComparison.Ordinal);
        var policy = new Verifier(_key);
        Assert.Equal(4, await _rig.AnswerAsync(o => o.Trust.RequireSignature = true, policy));
        Assert.Contains("the signature is wrong", await _rig.RefusalAsync(o => o.Trust.RequireSignature = true, new Verifier(_other)), StringComparison.Ordinal);
        var services = new ServiceCollection();
        services.AddInference(o => o.Trust.RequireSignature = true).AddModel("m", OnnxModels.RowSum(2));
        await using var host = services.BuildServiceProvider();
        await host.StartInferenceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, await PublishingRig.AskAsync(host));
    }

    [Fact]
    public void Keys_that_are_none_are_found_at_the_start_by_name_and_not_repeated()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        foreach (var wrong in new[] { "", "nonsense", p384.ExportSubjectPublicKeyInfoPem(), rsa.ExportSubjectPublicKeyInfoPem(), _key.ExportPkcs8PrivateKeyPem(), _key.ExportECPrivateKeyPem() })
        {
            using var host = _rig.Host(configure: o => (o.Trust.Keys["good"], o.Trust.Keys["bad"]) = (Pem(_key), wrong));
            var error = Assert.ThrowsAny<OptionsValidationException>(() => host.GetRequiredService<InferenceKit.Configuration.ISettingsSource>().Current);
            Assert.Contains("Trust:Keys:bad", Assert.Single(error.Failures), StringComparison.Ordinal);
            if (wrong.Length > 60) Assert.DoesNotContain(wrong[40..60], error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task OpenSSL_makes_and_verifies_the_same_signatures()
    {
        Assert.SkipUnless(Run("version"), "There is no openssl to try it with.");
        Assert.True(Run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", _rig["private.pem"]));
        Assert.True(Run("ec", "-in", _rig["private.pem"], "-pubout", "-out", _rig["public.pem"]));
        var published = await _rig.PublishAsync(2);
        var manifest = Path.Combine(published.Path, "manifest.json");
        Assert.True(Run("dgst", "-sha256", "-sign", _rig["private.pem"], "-out", manifest + ".sig", manifest));
        var pem = await File.ReadAllTextAsync(_rig["public.pem"], TestContext.Current.CancellationToken);
        Assert.Equal(4, await _rig.AnswerAsync(Require(pem)));
        Assert.True(Run("base64", "-in", manifest + ".sig", "-out", _rig["base64"]));
        File.Copy(_rig["base64"], manifest + ".sig", overwrite: true);
        Assert.Equal(4, await _rig.AnswerAsync(Require(pem)));

        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(_rig["private.pem"], TestContext.Current.CancellationToken));
        var ours = Path.Combine((await _rig.PublishAsync(3, key: key)).Path, "manifest.json");
        Assert.True(Run("dgst", "-sha256", "-verify", _rig["public.pem"], "-signature", ours + ".sig", ours));
    }

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
        _rig.Dispose();
    }

    private static string Pem(ECDsa key) => key.ExportSubjectPublicKeyInfoPem();

    private static Action<InferenceOptions> Require(params string[] keys) => o =>
    {
        o.Trust.RequireSignature = true;
        for (var i = 0; i < keys.Length; i++) o.Trust.Keys[$"key{i}"] = keys[i];
    };

    private static bool Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private sealed class Verifier(ECDsa key) : IModelTrustPolicy
    {
        public ValueTask<string?> FindProblemAsync(ModelCandidate candidate, CancellationToken cancellationToken) => new(
            key.VerifyData(candidate.Manifest!.Value.Span, candidate.Signature!.Value.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                ? null
                : "the signature is wrong");
    }
}
