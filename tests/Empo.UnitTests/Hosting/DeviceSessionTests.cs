using Empo.Experiments.Catalog;
using Empo.Experiments.Protocol;

namespace Empo.UnitTests.Hosting;

/// <summary>Which stage starts which process, on a made-up card of 80 GB.</summary>
[Collection("torch")]
public sealed class DeviceSessionTests
{
    private static readonly string[] OnDevice = ["rollout", "reference", "update", "probe", "evaluate"];

    [Fact]
    public void Stages_that_fit_after_each_other_share_one_process()
    {
        var card = new MadeUpCard(80 * ServedRound.Gigabyte);
        using var round = Round(card, update: 68);

        Assert.All(ServedRound.Stages.Concat(ServedRound.Stages), stage => Assert.Equal(StageServer.Done, round.Send(stage)));

        Assert.Equal(1, round.Starts); // with a process for each of them it was five a round
        Assert.Equal(10, round.Ran.Count(ran => OnDevice.Contains(ran.Stage)));
        Assert.Equal(1, card.Asked); // before the first stage loaded anything
        Assert.DoesNotContain(round.Log, line => line.Contains("fresh process", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stage_without_room_after_others_gets_a_fresh_process_and_the_log_says_why()
    {
        var card = new MadeUpCard(80 * ServedRound.Gigabyte);
        using var round = Round(card, update: 69); // 85 % of 80 are 68

        Assert.All(ServedRound.Stages, stage => Assert.Equal(StageServer.Done, round.Send(stage)));

        Assert.Equal(2, round.Starts); // probe and evaluation follow the update in its process
        Assert.Equal(2, card.Asked);
        Assert.Equal(ServedRound.Stages, round.Ran.Select(ran => ran.Stage));
        Assert.Contains(
            "update: it needs about 69.0 GB of the card, and after other stages of one process 68.0 GB may be planned, 85 % of what was "
                + "free before them; it begins again in a fresh process",
            round.Log
        );
    }

    [Fact]
    public void A_stage_too_large_for_the_card_is_not_sent_from_process_to_process()
    {
        using var round = Round(new MadeUpCard(80 * ServedRound.Gigabyte), update: 200);

        Assert.Equal(StageServer.Done, round.Send(StageTable.Update.Name)); // the first one of its process

        Assert.Equal(1, round.Starts);
    }

    [Fact]
    public void Where_the_driver_is_silent_every_stage_on_the_card_has_a_process_to_itself()
    {
        using var round = Round(new MadeUpCard(null), update: 1);

        Assert.All(ServedRound.Stages, stage => Assert.Equal(StageServer.Done, round.Send(stage)));

        Assert.Equal(OnDevice.Length, round.Starts);
        Assert.Equal(ServedRound.Stages, round.Ran.Select(ran => ran.Stage));
    }

    [Fact]
    public void Running_out_of_memory_after_other_stages_is_tried_again_in_a_fresh_process()
    {
        using var round = Round(new MadeUpCard(80 * ServedRound.Gigabyte), update: 40);
        round.Exhausted["update"] = 1;

        Assert.All(ServedRound.Stages, stage => Assert.Equal(StageServer.Done, round.Send(stage)));

        Assert.Equal(2, round.Starts);
        Assert.Contains(round.Log, line => line.StartsWith("update: it ran out of memory on a card", StringComparison.Ordinal));
    }

    [Fact]
    public void Running_out_of_memory_in_a_fresh_process_is_an_error()
    {
        using var round = Round(new MadeUpCard(80 * ServedRound.Gigabyte), update: 40);
        round.Exhausted["update"] = 2;
        round.Send(StageTable.Rollout.Name);

        Assert.Equal(StageServer.Failed, round.Send(StageTable.Update.Name));

        Assert.Contains(round.Log, line => line.Contains("EMPO6030", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stage_without_a_model_has_no_device_in_its_manifest_whatever_ran_before_it()
    {
        using var first = Round(new MadeUpCard(80 * ServedRound.Gigabyte), update: 1);
        using var second = Round(new MadeUpCard(80 * ServedRound.Gigabyte), update: 1);

        first.Send(StageTable.Score.Name);
        second.Send(StageTable.Rollout.Name);
        second.Send(StageTable.Score.Name);

        Assert.Equal(("rollout", "cuda:0"), second.Ran[0]);
        Assert.Equal(first.Ran[0], second.Ran[1]);
    }

    private static ServedRound Round(MadeUpCard card, long update)
    {
        var round = new ServedRound(card);
        foreach (var stage in OnDevice)
        {
            round.Needs[stage] = stage == "update" ? update : 40;
        }

        return round;
    }
}
