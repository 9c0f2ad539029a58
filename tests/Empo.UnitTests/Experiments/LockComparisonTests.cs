using Empo.Experiments.Reproduction;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>What a lock holds where the bytes need not be the same: on a machine of another numerics class.</summary>
public sealed class LockComparisonTests
{
    [Fact]
    public void An_input_that_is_gone_is_noticed_on_another_class()
    {
        var before = Stage("prepare", "k1", Digest, [File("dataset", "d"), File("data", "a"), File("data", "b")]);
        var now = Stage("prepare", "k2", Digest, [File("dataset", "d"), File("data", "a")]);

        Assert.Equal("inputs differ: a file behind 'data' is not read any more", Held(before, now).Difference);
        Assert.Equal((null, LockLevel.Bytes), Held(before, before));
    }

    [Theory]
    [InlineData(
        "canonical",
        "settings, inputs and code format are the locked ones, but scores.parquet has other bytes: only the numbers differ",
        LockLevel.Bytes
    )]
    [InlineData("judge", null, LockLevel.None)]
    public void Scores_of_another_class_are_held_by_bytes_unless_a_model_judges(string equivalence, string? difference, LockLevel level)
    {
        var before = Stage("score", "k", Digest, [], $"setting score.equivalence = {equivalence}");

        Assert.Equal((difference, level), Held(before, before with { Outputs = [Output("scores.parquet", "other")] }));
    }

    [Fact]
    public void Scores_by_a_reward_model_are_not_held_by_bytes_on_another_class()
    {
        var before = Stage("score", "k", Digest, [File("reward-model", "m")], "setting score.equivalence = canonical");

        Assert.Equal((null, LockLevel.None), Held(before, before with { Outputs = [Output("scores.parquet", "other")] }));
    }

    [Fact]
    public void Scores_of_the_same_class_are_held_by_bytes_even_where_a_model_judges()
    {
        var before = Stage("score", "k", Digest, [], "setting score.equivalence = judge") with { Numerics = Numerics("here") };

        Assert.NotNull(
            Held(before, before with { Outputs = [Output("scores.parquet", "other")], Numerics = Numerics("there") }).Difference
        );
    }

    [Theory]
    [InlineData("pass@1", 1, 0.5, LockLevel.Metrics)]
    [InlineData("majority_share", 1, 0.5, LockLevel.None)]
    [InlineData("majority_share", 2, 0.5, LockLevel.None)]
    [InlineData("majority_share", 3, 0.5, LockLevel.Metrics)]
    [InlineData("semantic_entropy", 3, 0.5, LockLevel.None)]
    public void What_was_not_measured_is_not_called_held(string metric, int seeds, double value, LockLevel level)
    {
        var before = Stage("evaluate 0", "k", Digest, []);
        var runs = Enumerable
            .Range(1, seeds)
            .ToDictionary(
                seed => $"{seed}",
                _ => (IReadOnlyDictionary<string, double>)new Dictionary<string, double> { [$"evaluate 0 {metric}"] = value }
            );

        Assert.Equal((null, level), Held(before, before with { Metrics = new Dictionary<string, double> { [metric] = value } }, runs));
    }

    [Fact]
    public void Agreement_that_no_locked_seed_leads_to_expect_is_a_difference()
    {
        var before = Stage("evaluate 0", "k", Digest, []);
        var runs = new[] { 0.5, 0.52, 0.48 }
            .Index()
            .ToDictionary(
                run => $"{run.Index}",
                run => (IReadOnlyDictionary<string, double>)new Dictionary<string, double> { ["evaluate 0 majority_share"] = run.Item }
            );

        Assert.StartsWith(
            "majority_share is 0.9900, outside of",
            Held(before, before with { Metrics = new Dictionary<string, double> { ["majority_share"] = 0.99 } }, runs).Difference,
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// Rollouts that were batched in another way have other last bits, and so has whatever is computed from them, on the very machine of
    /// the lock.
    /// </summary>
    [Fact]
    public void What_reads_the_result_of_another_class_is_of_another_class()
    {
        static Manifest Here(Manifest manifest, bool continuous) =>
            manifest with
            {
                Numerics = continuous
                    ? new Dictionary<string, string> { ["processor"] = "there", ["batching"] = "continuous" }
                    : Numerics("there"),
            };
        var rollout = Stage("rollout", "k", Digest, []);
        var score = Stage("score", "k", Digest, [new InputRecord("rollouts", "a", "rollout", 1)]);
        LockComparison Locked() => new(new ExperimentLock
        {
            Experiment = "e",
            Numerics = Numerics("there"),
            Settings = new Dictionary<string, string>(),
            Formats = new Dictionary<string, string> { ["rollout"] = "1", ["score"] = "1" },
            Files = new Dictionary<string, string>(),
            Stages =
            [
                new LockedStage("rollout 1", "k", new Dictionary<string, string> { ["scores.parquet"] = Digest }),
                new LockedStage("score 1", "k", new Dictionary<string, string> { ["scores.parquet"] = Digest }),
            ],
            Runs = new Dictionary<string, IReadOnlyDictionary<string, double>>(),
        });
        var (same, other) = (Locked(), Locked());

        Assert.Equal((null, LockLevel.Bytes), same.Of("rollout 1", Here(rollout, continuous: false)));
        Assert.Equal("its inputs differ", same.Of("score 1", Here(score with { Key = "other" }, continuous: false)).Difference);
        Assert.Equal((null, LockLevel.None), other.Of("rollout 1", Here(rollout with { Outputs = [] }, continuous: true)));
        Assert.Equal((null, LockLevel.None), other.Of("score 1", Here(score with { Key = "other" }, continuous: false)));
    }

    private const string Digest = "digest";

    /// <summary>A manifest of a machine "here" held against the lock that a machine "there" made of another one.</summary>
    private static (string? Difference, LockLevel Level) Held(
        Manifest before,
        Manifest now,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>? runs = null
    ) =>
        new LockComparison(
            new ExperimentLock
            {
                Experiment = "e",
                Numerics = Numerics("there"),
                Settings = StageSettings(before),
                Formats = new Dictionary<string, string> { [before.Stage] = "1" },
                Files = before
                    .Inputs.Index()
                    .ToDictionary(input => $"{before.Stage} {input.Item.Role} {input.Index}", input => input.Item.Digest),
                Stages =
                [
                    new LockedStage(before.Stage, before.Key, before.Outputs.ToDictionary(output => output.Name, output => output.Digest)),
                ],
                Runs = runs ?? new Dictionary<string, IReadOnlyDictionary<string, double>>(),
            }
        ).Of(before.Stage, now);

    private static Dictionary<string, string> StageSettings(Manifest manifest) =>
        manifest
            .Fingerprint.Where(line => line.StartsWith("setting ", StringComparison.Ordinal))
            .Select(line => line["setting ".Length..].Split(" = "))
            .ToDictionary(parts => parts[0], parts => parts[1]);

    private static Dictionary<string, string> Numerics(string processor) => new() { ["processor"] = processor };

    private static InputRecord File(string role, string digest) => new(role, digest, null, null);

    private static OutputRecord Output(string name, string digest) => new() { Name = name, Digest = digest, Files = [] };

    private static Manifest Stage(string stage, string key, string digest, IReadOnlyList<InputRecord> inputs, params string[] lines) =>
        new()
        {
            Stage = stage,
            Round = null,
            Key = key,
            Experiment = "e",
            Fingerprint = [$"stage {stage}", "format 1", .. lines],
            Inputs = inputs,
            Outputs = [Output("scores.parquet", digest)],
            Chunks = [],
            Metrics = new Dictionary<string, double>(),
            Numerics = Numerics("here"),
            Seconds = 0,
            Finished = "",
        };
}
