using Empo.Experiments.Execution;
using Empo.Experiments.Storage;
using Empo.Files;

namespace Empo.UnitTests.Experiments;

/// <summary>One stage from lock to rename.</summary>
public sealed class StageRunnerTests
{
    [Fact]
    public void A_finished_stage_is_a_read_only_entry_with_a_manifest_and_is_not_run_again()
    {
        using var bench = new StoreBench();

        var (manifest, ran) = bench.Run(context =>
        {
            StoreBench.WriteBoth(context);
            context.Metric("reward", 0.5);
        });
        var again = bench.Run(_ => Assert.Fail("It must not run."));

        Assert.True(ran);
        Assert.False(again.Ran);
        Assert.Equal(0.5, manifest.Metrics["reward"]);
        Assert.Equal(Sha256Digest.OfFile(Path.Combine(bench.Folder, "scores.parquet")), manifest.Output("scores.parquet").Digest);
        Assert.True(File.GetAttributes(Path.Combine(bench.Folder, "scores.parquet")).HasFlag(FileAttributes.ReadOnly));
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(bench.Folder)!));
    }

    [Fact]
    public void A_stage_that_fails_leaves_nothing()
    {
        using var bench = new StoreBench();

        Assert.Throws<UserError>(() => bench.Run(context =>
        {
            File.WriteAllText(context.Output("scores.parquet"), "half");
            throw new UserError("EMPO3001", "no");
        }));

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(bench.Folder)!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_input_that_another_run_removes_is_told_from_a_failure(bool before)
    {
        using var bench = new StoreBench();
        var (made, _) = bench.Run(bench.Request("update"), context =>
            File.WriteAllText(Path.Combine(context.Output("policy"), "config.json"), "{}")
        );
        var request = bench.Request() with
        {
            Inputs =
            [
                new StageInput
                {
                    Role = "policy",
                    Path = bench.Store.PathOf(made, made.Output("policy")),
                    Digest = made.Output("policy").Digest,
                    Stage = "update",
                    Round = 1,
                },
            ],
        };
        void Remove() =>
            ManifestFile.Write(
                bench.Store.FolderOf("update", made.Key),
                made with
                {
                    Outputs = [.. made.Outputs.Select(output => output with { Evicted = true })],
                }
            );
        if (before)
        {
            Remove();
        }

        Assert.Throws<InputRemovedException>(() => bench.Run(request, _ =>
        {
            Assert.False(before, "It must not run.");
            Remove();
            throw new UserError("EMPO3001", "There is no config.json.");
        }));
        Assert.True(bench.Store.Find("update", made.Key)!.Output("policy").Evicted);
    }

    [Fact]
    public void A_stage_that_forgets_an_output_is_a_defect_and_leaves_nothing()
    {
        using var bench = new StoreBench();

        var defect = Assert.Throws<InvalidOperationException>(() =>
            bench.Run(context => File.WriteAllText(context.Output("scores.parquet"), "x"))
        );

        Assert.Contains("groups.parquet", defect.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(bench.Folder)!));
    }

    [Fact]
    public void What_a_killed_process_left_is_removed()
    {
        using var bench = new StoreBench();
        // The process lives, but does not hold the entry's lock: its id was given anew.
        var left = $"{bench.Folder}.tmp-{HostIdentity.Current}-{Environment.ProcessId}-0a1b2c3d";
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "scores.parquet"), "half");

        bench.Run(StoreBench.WriteBoth);

        Assert.Single(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(bench.Folder)!));
    }

    [Fact]
    public void A_full_disk_is_the_users_error()
    {
        using var bench = new StoreBench();

        var failure = Assert.Throws<UserError>(() => bench.Run(_ => throw new IOException("No space left on device : '/x'", 28)));

        Assert.Equal(("EMPO4001", bench.Store.Root), (failure.Code, failure.File));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(bench.Folder)!));
    }

    [Fact]
    public void An_evicted_output_counts_as_present_until_it_is_needed()
    {
        using var bench = new StoreBench();
        var (manifest, _) = bench.Run(StoreBench.WriteBoth);
        ManifestFile.Write(bench.Folder, manifest with { Outputs = [manifest.Outputs[0] with { Evicted = true }, manifest.Outputs[1]] });
        File.Delete(Path.Combine(bench.Folder, "scores.parquet"));

        Assert.False(bench.Run(StoreBench.WriteBoth).Ran);
        Assert.False(bench.Run(StoreBench.WriteBoth, "groups.parquet").Ran);
        Assert.True(bench.Run(StoreBench.WriteBoth, "scores.parquet").Ran);
        Assert.False(bench.Store.Find("score", StoreBench.Key)!.Output("scores.parquet").Evicted);
    }

    [Fact]
    public void An_output_that_is_an_input_unchanged_is_not_copied_and_shares_its_eviction()
    {
        using var bench = new StoreBench();
        var key = "f" + StoreBench.Key[1..];
        var (maker, _) = bench.Run(bench.Request("update"), context =>
            File.WriteAllText(Path.Combine(context.Output("policy"), "model.safetensors"), "weights")
        );
        var policy = bench.Store.PathOf(maker, maker.Output("policy"));

        var (manifest, _) = bench.Run(bench.Request("update", key), context => context.PassThrough(
                "policy",
                new StageInput
                {
                    Role = "policy",
                    Path = policy,
                    Digest = maker.Output("policy").Digest,
                }
            ));

        Assert.Equal(maker.Output("policy").Digest, manifest.Output("policy").Digest);
        Assert.Equal(policy, bench.Store.PathOf(manifest, manifest.Output("policy")));
        Assert.Null(bench.Store.Damage(bench.Store.Find("update", key)!));
        ManifestFile.Write(
            bench.Store.FolderOf("update", StoreBench.Key),
            maker with
            {
                Outputs = [maker.Outputs[0] with { Evicted = true }],
            }
        );
        Assert.True(bench.Store.Find("update", key)!.Output("policy").Evicted);
    }

    [Fact]
    public void A_users_folder_that_leaves_unchanged_is_named_by_its_role_and_read_by_the_next_stage()
    {
        using var bench = new StoreBench();
        using var model = new TemporaryFolder();
        var policy = new StageInput { Role = "policy", Path = model.Path, Digest = StoreBench.Key };

        var (manifest, _) = bench.Run(bench.Request("update"), context => context.PassThrough("policy", policy));
        var next = bench.Run(bench.Request() with { Inputs = [policy with { Stage = "update", Round = 1 }] }, StoreBench.WriteBoth);

        var output = bench.Store.Find("update", StoreBench.Key)!.Output("policy");
        Assert.Equal((StoreBench.Key, "policy", null, 0), (output.Digest, output.Input, output.At, output.Files.Count));
        Assert.Null(bench.Store.Damage(manifest));
        Assert.True(next.Ran);
    }
}
