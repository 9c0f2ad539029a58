using System.Globalization;

namespace Empo.Benchmarks.Estimates;

/// <summary>The table of docs/gpu.md.</summary>
internal static class EstimateTable
{
    public static void Print(CardRates card, TextWriter output)
    {
        output.WriteLine(
            $"| one round on one {card.Name} | | steps | launches, s | bytes, s | operations, s | sampling, s | update, s | round, s |"
        );
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var recipe in RoundRecipe.All)
        {
            foreach (var plan in EnginePlan.All)
            {
                var estimate = RoundEstimate.Of(recipe, plan, card);
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {recipe.Name} | {plan.Name} | {estimate.Steps:N0} | {estimate.Launches:F0} | {estimate.Memory:F0} | "
                            + $"{estimate.Operations:F0} | **{estimate.Sampling:F0}** | {estimate.Update:F0} | **{estimate.Total:F0}** |"
                    )
                );
            }
        }
    }
}
