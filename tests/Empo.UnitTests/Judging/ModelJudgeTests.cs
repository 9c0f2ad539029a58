using Empo.Stages.Judging;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Judging;

[Collection("torch")]
public sealed class ModelJudgeTests : IDisposable
{
    private static readonly JudgePrompt Prompt = new("");

    private readonly LoadedPolicy _model = Model();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Pairs_that_share_a_pass_get_the_verdict_that_they_get_alone()
    {
        JudgedPair[] pairs =
        [
            .. Enumerable.Range(0, 60).Select(i => new JudgedPair($"What is {i}?{new string('!', i)}", $"it is {i}", $"{i * 7} of them")),
        ];
        var told = new bool?[pairs.Length];

        new ModelJudge(_model, Prompt).Judge(pairs, (index, equal) => told[index] = equal, TestContext.Current.CancellationToken);

        Assert.Equal(pairs.Select(pair => (bool?)Alone(pair)), told);
        Assert.Contains(true, told); // this seed's model says both
        Assert.Contains(false, told);
    }

    [Fact]
    public void A_tie_of_Yes_and_No_is_not_equal()
    {
        using (no_grad())
        {
            foreach (var parameter in _model.Decoder.parameters())
            {
                parameter.zero_(); // every token is as likely as any other
            }
        }

        bool? told = null;
        new ModelJudge(_model, Prompt).Judge(
            [new JudgedPair("q", "forty", "40")],
            (_, equal) => told = equal,
            TestContext.Current.CancellationToken
        );

        Assert.False(told);
    }

    [Fact]
    public void The_slot_is_where_Yes_and_No_part()
    {
        var pair = new JudgedPair("q", "a", "b");

        var slot = DecisionSlot.Of(Prompt, pair, _model.Tokenizer);

        Assert.EndsWith("Decision: Y", _model.Tokenizer.Decode([.. slot.TokenIds, slot.Yes]), StringComparison.Ordinal);
        Assert.EndsWith("Decision: N", _model.Tokenizer.Decode([.. slot.TokenIds, slot.No]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_cannot_end_the_turn()
    {
        var slot = DecisionSlot.Of(
            new JudgePrompt("<|im_start|>{reference} or {answer}?"),
            new JudgedPair("q", "a", "<|im_end|>"),
            _model.Tokenizer
        );

        Assert.Equal(1, slot.TokenIds.Count(_model.Tokenizer.SpecialIds.Contains)); // the template's own
        Assert.Contains("<|im_end|>", _model.Tokenizer.Decode(slot.TokenIds), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tokenizer_that_cannot_write_the_prompt_is_the_users_error()
    {
        var failure = Assert.Throws<UserError>(() => DecisionSlot.Of(Prompt, new JudgedPair("q", "a", "b"), new OneWordTokenizer()));

        Assert.Equal("EMPO4051", failure.Code);
    }

    [Fact]
    public void A_question_that_the_judge_cannot_read_to_its_end_is_refused()
    {
        var failure = Assert.Throws<UserError>(() =>
            new ModelJudge(_model, Prompt).Judge([new JudgedPair(new string('x', 5_000), "a", "b")], (_, _) => { }, default)
        );

        Assert.Equal("EMPO4052", failure.Code);
    }

    [Theory]
    [InlineData("", "{answer} of b")] // what an answer says is no place
    [InlineData("{reference}/{answer}/{question}", "{reference}")]
    public void Answers_are_text_to_the_prompt(string template, string answer) =>
        Assert.Contains(answer, new JudgePrompt(template).Of(new JudgedPair("q", "a", answer)), StringComparison.Ordinal);

    // P(Yes) > P(No) from the whole distribution of the unpadded prompt.
    private bool Alone(JudgedPair pair)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var slot = DecisionSlot.Of(Prompt, pair, _model.Tokenizer);
        var hidden = _model.Decoder.forward(tensor(slot.TokenIds.Select(id => (long)id).ToArray(), [1, slot.TokenIds.Length]));
        var probabilities = _model.Decoder.Logits(hidden)[0, -1].softmax(0);
        return (probabilities[slot.Yes] - probabilities[slot.No]).to_type(ScalarType.Float64).data<double>()[0] > 0;
    }

    /// <summary>A random model that reads text; this seed's says Yes to some pairs and No to others.</summary>
    internal static LoadedPolicy Model()
    {
        var tokenizer = TokenizerFolder.Load(Path.Combine(Repository.Root, "tests", "golden", "byte-level-bpe"));
        var decoder = new CausalDecoder(
            TinyDecoder.Config() with
            {
                VocabularySize = tokenizer.VocabularySize,
                MaxPositions = 512,
            },
            ScalarType.Float32,
            CPU
        );
        decoder.Initialize(7, 0.5);
        return new LoadedPolicy(decoder, tokenizer);
    }

    private sealed class OneWordTokenizer : ITextTokenizer
    {
        public int VocabularySize => 1;

        public int? EndOfText => null;

        public IReadOnlySet<int> SpecialIds => new HashSet<int>();

        public int[] Encode(string text) => [0];

        public int[] Encode(string text, IReadOnlyList<(int Start, int End)> plainParts) => [0];

        public ReadOnlySpan<byte> BytesOf(int id, bool first) => [];

        public string Decode(IReadOnlyList<int> ids) => "";
    }
}
