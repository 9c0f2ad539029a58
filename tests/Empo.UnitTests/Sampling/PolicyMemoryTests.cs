using Empo.Stages.Checkpoints;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Sampling;

[Collection("torch")]
public sealed class PolicyMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PolicyMemory _memory = new(CPU);

    public PolicyMemoryTests() => Save(seed: 1);

    public void Dispose()
    {
        _memory.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_policy_is_read_once_for_its_digest()
    {
        var first = _memory.Get(new PolicySource(_folder.Path, "a"));

        Assert.Same(first, _memory.Get(new PolicySource(_folder.Path, "a")));
    }

    [Fact]
    public void Another_digest_is_read_from_disk()
    {
        var before = FirstWeight(_memory.Get(new PolicySource(_folder.Path, "a")));
        Save(seed: 2);

        var after = FirstWeight(_memory.Get(new PolicySource(_folder.Path, "b")));

        Assert.NotEqual(before, after);
    }

    [Fact]
    public void A_policy_that_was_put_serves_its_digest_without_a_folder()
    {
        var policy = LoadedPolicy.Load(_folder.Path, CPU);
        _memory.Put(new PolicySource("nowhere", "new"), policy);

        Assert.Same(policy, _memory.Get(new PolicySource("nowhere", "new")));
    }

    [Fact]
    public void A_policy_that_was_taken_is_remembered_no_more()
    {
        using var taken = _memory.Take(new PolicySource(_folder.Path, "a"));

        Assert.NotSame(taken, _memory.Get(new PolicySource(_folder.Path, "a")));
    }

    [Fact]
    public void A_tokenizer_with_more_tokens_than_the_model_is_a_coded_error()
    {
        WordLevelJson.Write(_folder.Path, WordLevelTokenizer.Create([.. Enumerable.Range(0, 30).Select(i => $"<{i}>")]));

        Assert.Equal("EMPO3012", Assert.Throws<UserError>(() => _memory.Get(new PolicySource(_folder.Path, "a"))).Code);
    }

    [Theory]
    [InlineData("cuda:x")]
    [InlineData("tpu")]
    [InlineData("cuda:999")]
    public void A_device_that_is_none_is_a_coded_error(string setting) =>
        Assert.Equal("EMPO6002", Assert.Throws<UserError>(() => DeviceChoice.Resolve(setting)).Code);

    private static float FirstWeight(LoadedPolicy policy) => policy.Decoder.model.embed_tokens.weight[0, 0].item<float>();

    private void Save(ulong seed)
    {
        var tokenizer = WordLevelTokenizer.Create(["a", "b"]);
        using var decoder = TinyDecoder.Create(seed: seed);
        CheckpointFolder.Save(decoder, _folder.Path, endOfText: tokenizer.EndOfText);
        WordLevelJson.Write(_folder.Path, tokenizer);
    }
}
