using System.Globalization;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>kill -9 of everything at any instant: the next builds come to the same bytes.</summary>
public sealed class PowerCutTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    /// <summary>More by EMPO_KILLS, for a run by hand; docs/results.md tells of one.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("EMPO_KILLS") ?? "6", CultureInfo.InvariantCulture);

    [Fact]
    public void Outputs_are_byte_identical_after_kills_at_random_instants()
    {
        var folder = PipelineFolder.WithTinyExperiment("killed");
        var random = new Random(1);

        for (var kill = 0; kill < Kills; kill++)
        {
            var build = folder.Start();
            Thread.Sleep(random.Next(500, 3500));
            build.KillTree();
            if (kill % 3 == 2)
            {
                // Begin anew now and then, so that early stages are hit as well.
                folder.Build("-t:Clean", "-p:EmpoCleanStore=true");
            }
        }

        folder.Build().Succeeded();

        Assert.Equal(tiny.Outputs, folder.Outputs());
        // The name of a dead lock holder may stay where its stage was finished already; the next one who locks writes over it.
        var left = folder.Leftovers().Where(path => !path.EndsWith(".holder", StringComparison.Ordinal)).ToList();
        Assert.True(left.Count == 0, string.Join('\n', left));
    }
}
