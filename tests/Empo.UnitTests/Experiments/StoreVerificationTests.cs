using Empo.Experiments.Execution;
using Empo.Experiments.Storage;
using Empo.Experiments.Verification;

namespace Empo.UnitTests.Experiments;

/// <summary>Everything in a store that is not as it was written is found, whatever the disk does meanwhile.</summary>
public sealed class StoreVerificationTests : IDisposable
{
    private static readonly string[] Chunk = ["a chunk"];
    private static readonly string Same = "f" + StoreBench.Key[1..];

    private readonly StoreBench _bench = new();

    public StoreVerificationTests()
    {
        Run("score", ["scores.parquet", "groups.parquet"], context =>
        {
            StoreBench.WriteBoth(context);
            context.Chunks.GetOrCreate(Chunk, path => File.WriteAllText(path, "samples"));
        });
        var (maker, _) = Run("update", ["policy"], context =>
            File.WriteAllText(Path.Combine(context.Output("policy"), "model.safetensors"), "weights")
        );
        var policy = new StageInput
        {
            Role = "policy",
            Path = _bench.Store.PathOf(maker, maker.Output("policy")),
            Digest = maker.Output("policy").Digest,
        };
        Run("update", ["policy"], context => context.PassThrough("policy", policy), "again");
        VerdictStore.Open(Root, ["judge"]).Add([(new VerdictPair("q", "1", "one"), true)]);
    }

    private string Root => _bench.Store.Root;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_sound_store_has_no_findings()
    {
        var result = Verify();

        Assert.Empty(result.Findings);
        Assert.Equal(5, result.Entries);
        Assert.True(result.Bytes > 0);
    }

    [Theory]
    [InlineData("score/*/scores.parquet", "flip", "its content is not what was written")]
    [InlineData("score/*/scores.parquet", "delete", "it is missing")]
    [InlineData("score/*/scores.parquet", "link", "it is a link, and nothing that is written into a store is one")]
    [InlineData("score/*/manifest.json", "flip", "it is missing or cannot be understood, so nobody knows what the entry is")]
    [InlineData("score/*/notes.txt", "add", "no manifest names it")]
    [InlineData("update/*/policy/notes.txt", "add", "no manifest names it")]
    [InlineData("chunk/*/notes.txt", "add", "no manifest names it")]
    [InlineData("chunk/*/part.parquet", "flip", "its content, or the digest beside it, is not what was written")]
    [InlineData("chunk/*/part.sha256", "delete", "its content, or the digest beside it, is not what was written")]
    [InlineData("chunk/*/fingerprint.txt", "flip", "it is missing or not what the chunk was made from")]
    [InlineData("verdict/*/*.jsonl", "flip", "its content is not what was written")]
    [InlineData("verdict/*/rules.txt", "flip", "it is missing or not what the folder is named by")]
    [InlineData("verdict/*/notes.txt", "add", "its content is not what was written")]
    public void What_is_not_as_it_was_written_is_found(string where, string damage, string what)
    {
        var file = Find(where);
        Damage(file, damage);

        var finding = Assert.Single(Verify().Findings);

        // What is wrong between a chunk and the digest beside it is said of the chunk.
        Assert.Equal((file.Replace("part.sha256", "part.parquet", StringComparison.Ordinal), what), (finding.Path, finding.What));
    }

    [Fact]
    public void A_chunk_that_agrees_with_the_digest_beside_it_and_not_with_its_readers_is_found()
    {
        var part = Find("chunk/*/part.parquet");
        Directory.Delete(Path.GetDirectoryName(part)!, recursive: true);
        new ChunkStore(Root).GetOrCreate(Chunk, path => File.WriteAllText(path, "other samples"));

        Assert.Equal(new StoreFinding(part, "its content is not what score 1 refers to"), Assert.Single(Verify().Findings));
    }

    [Fact]
    public void A_policy_that_lies_in_an_entry_that_is_gone_is_found()
    {
        var user = Directory
            .EnumerateDirectories(Path.Combine(Root, "update"))
            .Single(folder => ManifestFile.Read(folder)!.Output("policy").At is not null);
        Directory.Delete(Path.GetFullPath(Path.Combine(ManifestFile.Read(user)!.Output("policy").At!, ".."), Root), recursive: true);

        var finding = Assert.Single(Verify().Findings);

        Assert.Equal(user, finding.Path);
        Assert.Contains("its policy is that of another entry, update/", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_memo_that_takes_a_file_for_what_it_is_not_is_found()
    {
        var file = Find("score/*/scores.parquet");
        var (bytes, written) = DigestMemo.Stamp(file);
        File.WriteAllText(Path.Combine(Root, DigestMemo.Name), $"{bytes}\t{written}\t{Same}\t{file}\n");

        Assert.Contains($"it takes {file} for what it is not", Assert.Single(Verify().Findings).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_the_disk_does_not_give_is_a_finding_and_the_rest_is_read()
    {
        Damage(Find("update/*/policy/model.safetensors"), "flip");

        var result = Verify(path =>
            path.EndsWith("scores.parquet", StringComparison.Ordinal)
                ? throw new IOException("Input/output error : 'scores.parquet'", 5)
                : Sha256Digest.OfFile(path)
        );

        Assert.Equal(
            ["it cannot be read: Input/output error : 'scores.parquet'", "its content is not what was written"],
            result.Findings.Select(finding => finding.What)
        );
    }

    [Fact]
    public void An_entry_of_a_newer_version_is_listed_and_the_rest_is_read()
    {
        OfANewerVersion(Find("score/*/manifest.json"));
        Damage(Find("update/*/policy/model.safetensors"), "flip");

        var findings = Verify().Findings;

        Assert.Contains("has format 99", findings[0].What, StringComparison.Ordinal);
        Assert.Equal("its content is not what was written", findings[1].What);
        Assert.Equal(2, findings.Count);
    }

    [Fact]
    public void Pruning_keeps_an_entry_of_a_newer_version_with_all_chunks()
    {
        OfANewerVersion(Find("score/*/manifest.json"));

        var pruning = StorePruning.Decide(Root, new HashSet<(string, string)>(), DateTime.MaxValue);

        Assert.Equal(2, pruning.Kept);
        Assert.Contains("has format 99", Assert.Single(pruning.Unreadable).Unreadable, StringComparison.Ordinal);
        Assert.All(pruning.Folders, folder => Assert.Equal("update", Path.GetFileName(Path.GetDirectoryName(folder))));
    }

    [Fact]
    public void A_cancelled_verification_ends()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => StoreVerification.Of(Root, cancellation.Token));
    }

    private StoreVerification Verify(Func<string, string>? digestOf = null) => StoreVerification.Of(Root, CancellationToken.None, digestOf);

    /// <summary>A stage whose key is that of its fingerprint, as a build has it.</summary>
    private (Manifest Manifest, bool Ran) Run(string stage, string[] outputs, Action<StageContext> program, params string[] lines)
    {
        string[] fingerprint = [$"stage {stage}", .. lines];
        return _bench.Run(
            _bench.Request(stage, Sha256Digest.OfLines(fingerprint)) with
            {
                Outputs = outputs,
                Fingerprint = fingerprint,
            },
            program
        );
    }

    /// <summary>The file of a pattern; one that is to be added lies in the first folder that has what its pattern says.</summary>
    private string Find(string pattern)
    {
        var parts = pattern.Split('/');
        var folders = Directory
            .EnumerateDirectories(Path.Combine(Root, parts[0]))
            .Order(StringComparer.Ordinal)
            .Select(folder => Path.Combine([folder, .. parts[2..^1]]))
            .Where(Directory.Exists);
        return folders
            .Select(folder =>
                parts[^1].Contains('*', StringComparison.Ordinal)
                    ? Directory.GetFiles(folder, parts[^1]).Single()
                    : Path.Combine(folder, parts[^1])
            )
            .First();
    }

    /// <summary>Stored files are read-only, which everybody but root has to undo first.</summary>
    private static void OfANewerVersion(string manifest)
    {
        File.SetAttributes(manifest, FileAttributes.Normal);
        File.WriteAllText(manifest, "{ \"format\": 99 }");
    }

    private static void Damage(string file, string damage)
    {
        if (damage == "add")
        {
            File.WriteAllText(file, "a note");
            return;
        }

        var bytes = File.ReadAllBytes(file);
        File.SetAttributes(file, FileAttributes.Normal);
        File.Delete(file);
        if (damage == "link")
        {
            File.CreateSymbolicLink(file, "elsewhere");
        }
        else if (damage == "flip")
        {
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
        }
    }
}
