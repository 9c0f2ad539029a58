using Empo.Benchmarks.Estimates;

namespace Empo.UnitTests.Benchmarks;

/// <summary>The estimate table of docs/gpu.md, by hand and as the page has it.</summary>
public sealed class RoundEstimateTests
{
    private static readonly RoundRecipe Small = RoundRecipe.All.Single(recipe => recipe.Name == "qwen2.5-math-1.5b");
    private static readonly EnginePlan Before = EnginePlan.All.Single(plan => plan.Name == "before");
    private static readonly EnginePlan After = EnginePlan.All.Single(plan => plan.Name == "after");

    [Fact]
    public void Steps_and_launches_are_as_by_hand()
    {
        var (before, after) = (RoundEstimate.Of(Small, Before, CardRates.H100), RoundEstimate.Of(Small, After, CardRates.H100));

        Assert.Equal(16 * 3072, before.Steps); // 256 x 16 responses in chunks of 256 rows, each as long as its longest response
        Assert.Equal(49_152 * 28 * 41 * 5e-6, before.Launches, 6);
        Assert.Equal(16 * 640, after.Steps);
        Assert.Equal(10_240 * 28 * 17 * 5e-6, after.Launches, 6);
        Assert.Equal(Math.Max(after.Launches, Math.Max(after.Memory, after.Operations)), after.Sampling);
    }

    [Fact]
    public void Models_have_the_published_number_of_parameters()
    {
        Assert.Equal(1_543_714_304, Small.Model.ParameterCount);
        Assert.Equal(7_615_616_512, RoundRecipe.All.Single(recipe => recipe.Name == "qwen2.5-math-7b").Model.ParameterCount);
    }

    /// <summary>A faster card, a wider batch or a shorter response never makes a round longer.</summary>
    [Fact]
    public void More_of_anything_useful_is_never_slower()
    {
        foreach (var recipe in RoundRecipe.All)
        {
            foreach (var plan in EnginePlan.All)
            {
                var card = CardRates.H100;
                var usual = RoundEstimate.Of(recipe, plan, card);
                Assert.True(RoundEstimate.Of(recipe, plan, card with { BytesPerSecond = 2 * card.BytesPerSecond }).Total <= usual.Total);
                Assert.True(RoundEstimate.Of(recipe with { Rows = 2 * recipe.Rows }, plan, card).Total <= usual.Total);
                Assert.True(RoundEstimate.Of(recipe with { ResponseTokens = recipe.ResponseTokens / 2 }, plan, card).Total < usual.Total);
            }
        }
    }

    [Fact]
    public void The_page_has_the_table_as_it_is_computed()
    {
        using var table = new StringWriter { NewLine = "\n" };
        EstimateTable.Print(CardRates.H100, table);

        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "gpu.md")).ReplaceLineEndings("\n");

        Assert.Contains(table.ToString(), page, StringComparison.Ordinal);
    }
}
