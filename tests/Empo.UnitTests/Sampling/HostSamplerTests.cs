using CsCheck;
using Empo.Method;
using Empo.Stages.Sampling;

namespace Empo.UnitTests.Sampling;

public sealed class HostSamplerTests
{
    private static readonly float[] Quarter = [0, (float)Math.Log(3)];

    [Theory]
    [InlineData(0.2, 0, 0.25)]
    [InlineData(0.3, 1, 0.75)]
    public void The_example_of_its_comment(double uniform, int token, double probability)
    {
        var choice = new HostSampler(Plain(), 2).Choose(Quarter, uniform);

        Assert.Equal(token, choice.Token);
        Assert.Equal(Math.Log(probability), choice.LogProb, 1e-6);
        Assert.Equal(-(0.25 * Math.Log(0.25)) - (0.75 * Math.Log(0.75)), choice.Entropy, 1e-6);
        Assert.Equal(-Math.Log(2) - (0.5 * (Math.Log(0.25) + Math.Log(0.75))), choice.SelfCertainty, 1e-6);
        Assert.Equal(0, choice.KeptLogMass);
    }

    [Fact]
    public void A_hundred_thousand_draws_follow_the_softmax_at_the_temperature()
    {
        float[] logits = [0.3f, -1, 2, 0, 1.1f];
        var weights = logits.Select(logit => Math.Exp(logit / 1.7)).ToArray();
        var sampler = new HostSampler(Plain(temperature: 1.7), 5);
        var counts = new int[5];

        for (var i = 0; i < 100_000; i++)
        {
            counts[sampler.Choose(logits, CounterRandom.Uniform(3, 4, 5, (ulong)i)).Token]++;
        }

        Check.ChiSquared([.. weights.Select(weight => (int)Math.Round(100_000 * weight / weights.Sum()))], counts, 10);
    }

    [Fact]
    public void Towards_temperature_0_every_draw_is_the_most_likely_token()
    {
        float[] logits = [0.3f, -1, 2, 1.9f];
        var sampler = new HostSampler(Plain(temperature: 0.001), 4);

        var tokens = Enumerable.Range(0, 100).Select(i => sampler.Choose(logits, i / 100.0).Token);

        Assert.All(tokens, token => Assert.Equal(2, token));
    }

    [Fact]
    public void Greedy_takes_the_lowest_id_among_equals()
    {
        var choice = new HostSampler(Plain() with { Greedy = true }, 3).Choose([1, 2, 2], 0.99);

        Assert.Equal(1, choice.Token);
    }

    [Fact]
    public void Top_k_and_top_p_keep_the_likeliest_and_record_their_mass()
    {
        // Masses .5 .3 .15 .05: the k = 3 likeliest hold .95; .8 of that is .76, reached by two of them, .8 in all.
        float[] logits = [MathF.Log(0.05f), MathF.Log(0.5f), MathF.Log(0.15f), MathF.Log(0.3f)];
        var sampler = new HostSampler(Plain() with { TopK = 3, TopP = 0.8 }, 4);

        var choices = Enumerable.Range(0, 1000).Select(i => sampler.Choose(logits, (i + 0.5) / 1000)).ToList();

        Assert.Equal(625, choices.Count(choice => choice.Token == 1));
        Assert.Equal(375, choices.Count(choice => choice.Token == 3));
        Assert.All(choices, choice => Assert.Equal(Math.Log(0.8), choice.KeptLogMass, 1e-6));
        Assert.Equal(Math.Log(0.3), choices[^1].LogProb, 1e-6); // over the whole vocabulary, not over what was kept
    }

    [Fact]
    public void The_nucleus_is_never_empty()
    {
        var choice = new HostSampler(Plain() with { TopP = 1e-9 }, 2).Choose(Quarter, 0.999);

        Assert.Equal(1, choice.Token);
    }

    [Fact]
    public void A_token_without_mass_is_never_drawn()
    {
        var sampler = new HostSampler(Plain(), 3);

        var tokens = new[] { 0, 0.5, 1 - 1e-16 }.Select(uniform =>
            sampler.Choose([float.NegativeInfinity, 0, float.NegativeInfinity], uniform).Token
        );

        Assert.All(tokens, token => Assert.Equal(1, token));
    }

    [Fact]
    public void Entropy_lies_between_0_and_ln_V_and_self_certainty_is_not_negative() =>
        Gen.Select(Gen.Float[-30, 30].Array[2, 40], Gen.Double[0.1, 3], Gen.Double[0, 0.999])
            .Sample(
                (logits, temperature, uniform) =>
                {
                    var choice = new HostSampler(Plain(temperature), logits.Length).Choose(logits, uniform);
                    return choice.Entropy > -1e-5
                        && choice.Entropy < Math.Log(logits.Length) + 1e-5
                        && choice.SelfCertainty > -1e-4
                        && choice.LogProb <= 0;
                }
            );

    internal static Decoding Plain(double temperature = 1) =>
        new() { Temperature = temperature, TopP = 1, TopK = 0, MaxTokens = 16, StopTokens = [], Greedy = false };
}
