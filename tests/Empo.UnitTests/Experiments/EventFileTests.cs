using System.Buffers.Binary;
using Empo.Experiments.Curves;
using Empo.Experiments.Graph;
using Empo.Experiments.Runs;
using Empo.Experiments.Settings;
using Tensorboard;

namespace Empo.UnitTests.Experiments;

/// <summary>Curves for TensorBoard, read back by the classes that TorchSharp has from TensorFlow's message definitions.</summary>
public sealed class EventFileTests : IDisposable
{
    private readonly ExperimentText _text = new();
    private readonly TemporaryFolder _artifacts = new();

    public void Dispose()
    {
        _text.Dispose();
        _artifacts.Dispose();
    }

    /// <summary>Check values of CRC-32C from RFC 3720, B.4.</summary>
    [Theory]
    [InlineData("", 0u)]
    [InlineData("313233343536373839", 0xE3069283u)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AAu)]
    public void The_checksum_is_castagnolis(string data, uint expected) =>
        Assert.Equal(expected, TensorBoardEvents.Checksum(Convert.FromHexString(data)));

    [Fact]
    public void Points_come_back_with_their_step_time_and_value()
    {
        CurvePoint[] points =
        [
            new("score/reward", 1, 0.25, 1_700_000_000),
            new("evaluate/pass@1", 300, -1e-7, 1_700_000_001.5),
            new("größe/ü", 0, 1e30, 0),
        ];
        Write(points);

        var events = Read(EventFileOfRun());

        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal(SessionLog.Types.SessionStatus.Start, events[1].SessionLog.Status);
        Assert.Equal(
            points.Select(point => (point.Tag, (long)point.Round, (float)point.Value, point.Time)),
            events.Skip(2).Select(e => (e.Summary.Value.Single().Tag, e.Step, e.Summary.Value.Single().SimpleValue, e.WallTime))
        );
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_continued_and_one_of_another_run_is_replaced()
    {
        var points = Enumerable.Range(0, 4).Select(round => new CurvePoint("score/reward", round, round, 10 + round)).ToArray();
        Write(points);
        var (file, whole) = (EventFileOfRun(), File.ReadAllBytes(EventFileOfRun()));
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);

            Write(points);

            Assert.Equal(file, EventFileOfRun());
            Assert.Equal(whole, File.ReadAllBytes(file));
        }

        Write([.. points, new CurvePoint("score/reward", 4, 4, 14)]);
        Assert.Equal(file, EventFileOfRun());
        Assert.Equal(whole, File.ReadAllBytes(file)[..whole.Length]);

        Write(points[..2]);
        Assert.True(string.CompareOrdinal(file, EventFileOfRun()) < 0);
        Assert.Equal(2 + 2, Read(EventFileOfRun()).Count);
    }

    [Fact]
    public void A_run_without_points_gets_no_file()
    {
        Write([]);

        Assert.False(Directory.Exists(Path.Combine(_artifacts.Path, "run")));
    }

    [Fact]
    public void A_round_has_its_metrics_its_speed_and_the_bounds_of_its_limits()
    {
        var experiment = _text.Read("dataset: d.yaml\nrounds: 2\nguard: {no_answer: {warn: 0.1, stop: 0.2}}\n");
        NodeStatus[] statuses =
        [
            Finished(experiment, "rollout", 1, new() { ["response_length"] = 12, ["tokens_reused"] = 5 }),
            Finished(experiment, "update", 1, new() { ["loss"] = double.NaN, ["tokens_trained"] = 300 }),
            Finished(experiment, "guard", 1, new() { ["no_answer"] = 0.05, ["questions"] = 1000 }),
            Finished(experiment, "update", 2, new() { ["loss"] = 0.5 }) with { Manifest = null, State = StageState.Stale },
            Finished(experiment, "guard", 2, new() { ["no_answer"] = 0.5, ["questions"] = 1000 }),
        ];

        var points = RunCurves.Of(experiment, statuses);

        Assert.Equal(
            [
                ("rollout/response_length", 12), ("rollout/seconds", 2), ("update/tokens_trained", 300), ("update/seconds", 2),
                ("update/tokens_per_second", 150), ("guard/no_answer", 0.05), ("guard/seconds", 2),
                ("guard/limits/no_answer_warn", 0.15), ("guard/limits/no_answer_stop", 0.25),
            ],
            points.Select(point => (point.Tag, Math.Round(point.Value, 9)))
        );
        Assert.All(points, point => Assert.Equal((1, 1_767_225_600), (point.Round, point.Time)));
    }

    private static NodeStatus Finished(Experiment experiment, string stage, int round, Dictionary<string, double> metrics)
    {
        var status = GuardVerdictTests.Status(experiment, stage, round, metrics);
        return status with { Manifest = status.Manifest! with { Seconds = 2, Finished = "2026-01-01T00:00:00Z" } };
    }

    private void Write(IReadOnlyList<CurvePoint> points) => EventFile.Write(new RunFolder(_artifacts.Path, "run"), points);

    private string EventFileOfRun() => Assert.Single(Directory.GetFiles(Path.Combine(_artifacts.Path, "run", "tensorboard")));

    /// <summary>Takes a file apart into records whose lengths add up, and their messages.</summary>
    private static List<Event> Read(string file)
    {
        var events = new List<Event>();
        var content = File.ReadAllBytes(file).AsSpan();
        while (content.Length > 0)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(content);
            events.Add(Event.Parser.ParseFrom(content.Slice(12, length).ToArray()));
            Assert.Equal(Masked(content[..8]), BinaryPrimitives.ReadUInt32LittleEndian(content[8..]));
            Assert.Equal(Masked(content.Slice(12, length)), BinaryPrimitives.ReadUInt32LittleEndian(content[(12 + length)..]));
            content = content[(16 + length)..];
        }

        return events;
    }

    /// <summary>TFRecord's mask by its definition: ((crc &gt;&gt; 15) | (crc &lt;&lt; 17)) + 0xa282ead8.</summary>
    private static uint Masked(ReadOnlySpan<byte> data) =>
        TensorBoardEvents.Checksum(data) is var crc ? ((crc >> 15) | (crc << 17)) + 0xa282ead8 : 0;
}
