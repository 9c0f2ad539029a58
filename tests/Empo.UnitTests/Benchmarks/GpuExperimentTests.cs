using Empo.Benchmarks.Gpu;
using Empo.Experiments.Resources;

namespace Empo.UnitTests.Benchmarks;

/// <summary>What the verb <c>gpu</c> reads from an experiment: the lines that our own code writes.</summary>
public sealed class GpuExperimentTests
{
    [Fact]
    public void The_rounds_numbers_are_read_and_a_mismatch_above_the_limit_is_said()
    {
        var rows = GpuExperiment
            .Rounds(
                """{"rounds": [{"mismatch_mean": 0.0007, "tokens_per_second": 1234.5}, {"mismatch_mean": 0.03, "tokens_per_second": 99}]}"""
            )
            .ToList();

        Assert.Equal("0.0007, 0.03 (above 0.02, at which EMPO4042 warns)", rows[0].Result);
        Assert.Equal("1,234, 99", rows[1].Result);
    }

    [Fact]
    public void A_round_without_the_number_is_said()
    {
        var rows = GpuExperiment.Rounds("""{"rounds": [{"round": 1}]}""");

        Assert.All(rows, row => Assert.Contains("none", row.Result, StringComparison.Ordinal));
    }

    [Fact]
    public void The_largest_estimate_of_each_stage_is_found_in_its_own_words()
    {
        static string Line(string stage, long bytes) =>
            new MemoryEstimate { Stage = stage, Parts = [new MemoryPart("weights", bytes)], Remedy = "" }.ToString();
        var (first, later) = (Line("rollout", 3L << 30), Line("rollout", 50 << 20));
        var log = $"10:00 {first}\n10:01 {Line("update", 5L << 30)}; 70 GB are available\n10:02 {later}\n";

        var row = GpuExperiment.Memory(log, peakMegabytes: 6144);

        Assert.Equal("rollout 3.0 GB, update 5.0 GB; 6.0 GB more than before (nvidia-smi)", row.Result);
        Assert.Equal("no line (less than a tenth of free memory); unknown, no nvidia-smi", GpuExperiment.Memory("", null).Result);
    }

    [Fact]
    public void A_row_is_one_line_of_a_table()
    {
        Assert.Equal("| what | a b \\| c |", new GpuRow("what", "a\r\n  b | c\n").ToString());
    }
}
