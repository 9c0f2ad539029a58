using Empo.Experiments.Graph;
using Empo.Experiments.Runs;

namespace Empo.UnitTests.Experiments;

public sealed class TimeLeftTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void What_is_left_takes_as_long_as_the_last_three_of_its_kind()
    {
        var experiment = _text.Read("dataset: d.yaml\nrounds: 6\n");
        NodeStatus Status(string stage, int round, double? seconds)
        {
            var status = GuardVerdictTests.Status(experiment, stage, round, []);
            return status with { Manifest = seconds is { } known ? status.Manifest! with { Seconds = known } : null };
        }

        NodeStatus[] statuses =
        [
            Status("rollout", 1, 100), Status("update", 1, 10), Status("rollout", 2, 20), Status("update", 2, 30), Status("rollout", 3, 30),
            Status("update", 3, null), Status("rollout", 4, 40), Status("update", 4, null), Status("rollout", 5, null),
            Status("guard", 5, null),
        ];

        Assert.Equal(30 + (2 * 20), TimeLeft.Of(statuses), 9);
        Assert.Equal(", about 1 min 10 s left", TimeLeft.Text(statuses));
        Assert.Equal("", TimeLeft.Text([.. statuses.Where(status => status.Manifest is not null)]));
    }
}
