using Empo.Benchmarks.Llama;
using Empo.Experiments.Properties;
using Empo.Models;
using Empo.Stages.Distribution;

namespace Empo.Benchmarks.Ranks;

/// <summary>
/// The share of the exchange in an update over ranks, for docs/distributed.md. It runs as each rank of an MPI job:
/// <c>mpirun -n 2 --bind-to none dotnet exec Empo.Benchmarks.dll exchange</c>.
/// </summary>
internal static class ExchangeTable
{
    /// <param name="turns">Updates of each row.</param>
    /// <param name="only">Name of one model; null for both.</param>
    /// <param name="output">Receives the table.</param>
    public static void Print(int turns, string? only, TextWriter output)
    {
        using var group = MpiGroup.Start();
        void Say(string line)
        {
            if (group.Rank == 0)
            {
                output.WriteLine(line);
            }
        }

        Say($"{group.Size} ranks, {group.Native.Version}; ms of a step of {RankedUpdate.Waves} micro-batches a rank, "
            + $"each of {RankedUpdate.MicroBatchTokens} padded tokens; medians, then minima");
        Say("| update | computing | exchange | share | computing | exchange | share |");
        Say("|---|---|---|---|---|---|---|");
        foreach (var (name, config) in Models().Where(model => only is null || model.Name == only))
        {
            foreach (var reduction in Enum.GetValues<Reduction>())
            {
                Say(RankedUpdate.Measure(group, config, reduction, turns).ToRow($"{name}, {reduction.ToString().ToLowerInvariant()}"));
            }
        }
    }

    private static IEnumerable<(string Name, DecoderConfig Config)> Models()
    {
        yield return ("0.45M", DemonstrationModel.Config);
        yield return ("25M", LlamaModels.All.First(model => model.Name == "25M").Config);
    }
}
