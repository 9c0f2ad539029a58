using System.Text.Json.Nodes;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>Manifests and summaries that nobody of ours wrote: a miss, never another exception and no way out of the store.</summary>
public sealed class HostileManifestTests : IDisposable
{
    private const string Key32 = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // What becomes a path.
    [InlineData("\"stage\":\"update\"", "\"stage\":\"../../x\"")]
    [InlineData("\"stage\":\"update\"", "\"stage\":\"unknown\"")]
    [InlineData("\"stage\":\"update\"", "\"stage\":null")]
    [InlineData("\"key\":\"0123", "\"key\":\"\",\"was\":\"0123")]
    [InlineData("\"key\":\"0123", "\"key\":\"../3")]
    [InlineData("\"name\":\"policy\"", "\"name\":\"..\"")]
    [InlineData("\"name\":\"policy\"", "\"name\":\"\"")]
    [InlineData("\"name\":\"policy\"", "\"name\":\"a/b\"")]
    [InlineData("\"name\":\"policy\"", "\"name\":\"a\\u0000\"")]
    [InlineData("\"name\":\"policy\"", "\"name\":null")]
    [InlineData("\"path\":\"model.safetensors\"", "\"path\":null")]
    [InlineData("\"path\":\"model.safetensors\"", "\"path\":\"a/../../b\"")]
    [InlineData("\"path\":\"model.safetensors\"", "\"path\":\"/etc/passwd\"")]
    [InlineData("\"path\":\"model.safetensors\"", "\"path\":\"a\\u0000\"")]
    [InlineData("\"at\":\"update/" + Key32, "\"at\":\"../../../" + Key32)]
    [InlineData("\"at\":\"update/" + Key32, "\"at\":\"/home/me")]
    [InlineData("\"at\":\"update/" + Key32, "\"at\":\"update/..")]
    [InlineData("\"at\":\"update/" + Key32, "\"at\":\"elsewhere/" + Key32)]
    [InlineData("\"at\":\"update/" + Key32, "\"at\":\"update")]
    [InlineData("\"path\":\"", "\"path\":\"..\",\"was\":\"", true)]
    [InlineData("\"path\":\"", "\"path\":\"ff\",\"was\":\"", true)]
    // What is looked up or cut.
    [InlineData("\"sha256\":\"", "\"sha256\":\"ff\",\"was\":\"")]
    [InlineData("\"digest\":\"", "\"digest\":\"\",\"was\":\"")]
    [InlineData("\"loss\":null", "\"loss\":null,\"loss\":1")]
    [InlineData("\"device\":\"cpu\"", "\"device\":\"cpu\",\"device\":\"cpu\"")]
    [InlineData("\"device\":\"cpu\"", "\"device\":null")]
    [InlineData("\"commit\":", "\"commit\":\"a\",\"commit\":")]
    [InlineData("\"name\":\"update.parquet\"", "\"name\":\"policy\"")]
    [InlineData("\"experiment\":", "\"experiment\":null,\"was\":")]
    [InlineData("\"finished\":", "\"finished\":null,\"was\":")]
    [InlineData("[\"stage update\"", "[null,\"stage update\"")]
    [InlineData("\"role\":\"policy\"", "\"role\":null")]
    public void A_manifest_that_nobody_of_ours_wrote_is_a_miss(string was, string now, bool last = false)
    {
        var sound = Unsealed();
        Assert.NotNull(Read(sound));
        var place = last ? sound.LastIndexOf(was, StringComparison.Ordinal) : sound.IndexOf(was, StringComparison.Ordinal);
        Assert.True(place >= 0);

        Assert.Null(Read(string.Concat(sound.AsSpan(0, place), now, sound.AsSpan(place + was.Length))));
    }

    [Theory]
    [InlineData("{ \"stages\": [{ \"name\": \"score\", \"key\": \"01\" }] }")]
    [InlineData("{ \"stages\": [{ \"name\": \"score\", \"key\": null }] }")]
    [InlineData("{ \"stages\": [{ \"name\": \"../x\", \"key\": \"" + StoreBench.Key + "\" }] }")]
    [InlineData("{ \"stages\": [{ \"name\": \"score\", \"round\": 0.5, \"key\": \"" + StoreBench.Key + "\" }] }")]
    [InlineData(
        "{ \"stages\": [{ \"name\": \"score\", \"key\": \""
            + StoreBench.Key
            + "\" }, { \"name\": \"score\", \"key\": \""
            + StoreBench.Key
            + "\" }] }"
    )]
    [InlineData("{ \"stages\": ")]
    public void A_summary_that_nobody_of_ours_wrote_names_nothing(string text)
    {
        File.WriteAllText(_folder.File("summary.json"), text);

        Assert.Null(BuildSummary.TryReadKeys(_folder.File("summary.json")));
        Assert.Empty(BuildSummary.PreviousKeys(_folder.File("summary.json")));
    }

    [Fact]
    public void A_key_that_is_none_is_a_miss() => Assert.Null(new ArtifactStore(_folder.Path).Find("score", "01"));

    /// <summary>The first format had no seal, so anybody can write it.</summary>
    private string Unsealed()
    {
        ManifestFile.Write(_folder.Path, ManifestFileTests.Example(1));
        var json = JsonNode.Parse(File.ReadAllText(_folder.File(ManifestFile.Name)))!.AsObject();
        json["format"] = 1;
        json.Remove("seal");
        return json.ToJsonString();
    }

    private Manifest? Read(string text)
    {
        File.WriteAllText(_folder.File(ManifestFile.Name), text);
        return ManifestFile.Read(_folder.Path);
    }
}
