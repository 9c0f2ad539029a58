using Empo.Stages.Sampling;

namespace Empo.UnitTests.Sampling;

public sealed class BatchLayoutTests
{
    [Theory]
    [InlineData(1, 1, 8)]
    [InlineData(3, 1, 9)]
    [InlineData(2, 16, 32)]
    public void A_layout_never_starts_with_fewer_than_8_rows(int prompts, int samples, int rows)
    {
        var layout = BatchLayout.Full(prompts, samples);

        Assert.Equal(rows, layout.Slots.Length);
        Assert.Equal(Enumerable.Range(0, prompts * samples), layout.Slots.Where(slot => slot >= 0));
    }

    [Theory]
    [InlineData(0.03)]
    [InlineData(0.2)]
    [InlineData(0.6)]
    public void A_smaller_layout_keeps_every_growing_response_beside_its_prompt(double share)
    {
        const int Prompts = 12, Samples = 8;
        var layout = BatchLayout.Full(Prompts, Samples);
        var responses = Responses(Prompts, Samples, share);
        var growing = Enumerable.Range(0, responses.Length).Where(i => !responses[i].Finished).ToList();

        var smaller = layout.Smaller(responses, tokens: 10, promptTokens: 14);

        Assert.NotNull(smaller);
        Assert.Equal(growing, smaller.Slots.Where(slot => slot >= 0).Order());
        Assert.InRange(smaller.Slots.Length, 8, (Prompts * Samples) - 1);
        Assert.Equal(smaller.Prompts.Length * smaller.GroupSize, smaller.Slots.Length);
        for (var row = 0; row < smaller.Slots.Length; row++)
        {
            Assert.True(smaller.Slots[row] < 0 || responses[smaller.Slots[row]].Question == smaller.Prompts[row / smaller.GroupSize]);
            Assert.True(smaller.Slots[row] < 0 || layout.Slots[smaller.RowsFrom(layout)[row]] == smaller.Slots[row]);
        }
    }

    [Fact]
    public void Little_to_save_changes_nothing()
    {
        var layout = BatchLayout.Full(12, 8);

        Assert.Null(layout.Smaller(Responses(12, 8, growing: 0.95), 10, 14));
    }

    private static ResponseBuilder[] Responses(int prompts, int samples, double growing)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, prompts * samples).Select(i =>
        {
            var response = new ResponseBuilder(i / samples, i % samples, 0, random.NextDouble() < growing ? 50 : 1, added: null);
            response.Add(new TokenChoice(1, 0, 0, 0, 0), HostSamplerTests.Plain());
            return response;
        })];
    }
}
