using Empo.Experiments.Graph;
using Empo.Experiments.Storage;
using Empo.Experiments.Upstream;

namespace Empo.UnitTests.Upstream;

/// <summary>What an upstream store gives to a build whose own store lacks it.</summary>
public sealed class UpstreamStoreTests : IDisposable
{
    private readonly UpstreamBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_stage_comes_from_a_folder_or_a_server_with_its_bytes_and_the_upstream_stays_as_it_was(bool served)
    {
        using var server = RawServer.Of(_bench.Upstream);
        var before = State(_bench.Upstream);

        var statuses = _bench.Take(served ? server.Address : _bench.Upstream);

        Assert.All(statuses, status => Assert.Equal(StageState.UpToDate, status.State));
        Assert.Empty(_bench.Warnings);
        Assert.Equal(statuses.DistinctBy(status => status.Key).Count(), _bench.Lines.Count);
        Assert.Equal(before, State(_bench.Upstream));
        Assert.Equal(before.Keys, State(_bench.Local).Keys);
        _bench.RequireExact();
        Assert.Equal(statuses.Count, _bench.Present());
    }

    [Fact]
    public void What_is_here_is_not_asked_for_and_what_is_damaged_comes_again()
    {
        _bench.Take(_bench.Upstream);
        using var server = RawServer.Of(_bench.Upstream);
        _bench.Take(server.Address);
        Assert.Empty(server.Requests);

        foreach (var file in _bench.Files.Where(file => !file.EndsWith("fingerprint.txt", StringComparison.Ordinal)))
        {
            var path = Path.Combine(_bench.Local, file);
            File.SetAttributes(path, FileAttributes.Normal);
            File.WriteAllText(path, "damaged and longer than nothing");
            Assert.All(_bench.Take(server.Address), status => Assert.Equal(StageState.UpToDate, status.State));
            _bench.RequireExact();
        }

        Assert.Empty(_bench.Warnings);
    }

    [Fact]
    public void A_look_copies_nothing_and_says_what_a_build_would_copy()
    {
        var statuses = _bench.Take(_bench.Upstream, looksOnly: true);

        Assert.Equal("a build copies it from the upstream store", statuses[0].Reason);
        Assert.False(Directory.Exists(_bench.Local));
    }

    [Fact]
    public void Each_entry_is_asked_for_once_in_a_build()
    {
        using var server = new RawServer((_, stream) => RawServer.SendAsync(stream, null));
        using var store = Store(server.Address);

        _bench.Take(store);
        var first = server.Requests.Count;
        _bench.Take(store);

        Assert.InRange(first, 1, 3);
        Assert.Equal(first, server.Requests.Count);
        Assert.Empty(_bench.Warnings);
    }

    [Fact]
    public void Other_samples_under_a_key_stay_and_the_rollout_is_made_here()
    {
        _bench.Take(_bench.Upstream);
        var whole = _bench.Present();
        var rollout = Directory.GetDirectories(Path.Combine(_bench.Local, "rollout"));
        foreach (var folder in rollout.Concat(Directory.GetDirectories(Path.Combine(_bench.Local, "chunk"))))
        {
            UpstreamBench.Delete(folder);
        }

        _bench.MakeLocally("rollout", 1, "sampled here");
        UpstreamBench.Delete(Directory.GetDirectories(Path.Combine(_bench.Local, "rollout")).Single());
        _bench.Take(_bench.Upstream);

        Assert.True(_bench.Present() < whole);
        Assert.Empty(_bench.Warnings);
        Assert.Contains(_bench.Lines, line => line.Contains("this store has other samples", StringComparison.Ordinal));
        Assert.Contains("sampled here", File.ReadAllText(Directory.GetFiles(_bench.Local, "part.parquet", SearchOption.AllDirectories)[0]));
    }

    [Fact]
    public void What_was_removed_there_counts_as_present_here_too()
    {
        var entry = Directory.GetDirectories(Path.Combine(_bench.Upstream, "pretrain")).Single();
        var manifest = ManifestFile.Read(entry)!;
        ManifestFile.Write(
            entry,
            manifest with
            {
                Outputs = [.. manifest.Outputs.Select(output => output with { Evicted = output.Name == "policy" })],
            }
        );
        UpstreamBench.Delete(Path.Combine(entry, "policy"));

        Assert.All(_bench.Take(_bench.Upstream), status => Assert.Equal(StageState.UpToDate, status.State));

        Assert.Empty(_bench.Warnings);
        Assert.False(Directory.Exists(Path.Combine(_bench.Local, Path.GetRelativePath(_bench.Upstream, entry), "policy")));
        _bench.RequireExact();
    }

    [Fact]
    public void An_entry_for_which_there_is_no_room_is_not_begun()
    {
        using var store = Store(_bench.Upstream, () => 1000);

        _bench.Take(store);

        Assert.StartsWith("EMPO4130", Assert.Single(_bench.Warnings), StringComparison.Ordinal);
        Assert.Contains("has room for", _bench.Warnings[0], StringComparison.Ordinal);
        _bench.RequireExact();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(24)]
    public void A_copy_that_ends_anywhere_leaves_whole_entries_and_the_next_build_goes_on(int files)
    {
        using var cancel = new CancellationTokenSource();
        var asked = 0;
        using var server = new RawServer(async (path, stream) =>
        {
            if (++asked > files)
            {
                await RawServer.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n", [1, 2]);
                await cancel.CancelAsync();
            }
            else
            {
                await RawServer.SendAsync(stream, RawServer.FileOf(_bench.Upstream, path));
            }
        });
        using (var store = Store(server.Address))
        {
            Assert.ThrowsAny<OperationCanceledException>(() => _bench.Take(store, cancellation: cancel.Token));
        }

        _bench.RequireExact();
        Assert.All(_bench.Take(_bench.Upstream), status => Assert.Equal(StageState.UpToDate, status.State));
        _bench.RequireExact();
    }

    [Fact]
    public void Credentials_go_to_the_server_and_nowhere_else()
    {
        using var other = RawServer.Of(_bench.Upstream);
        using var server = new RawServer((path, stream) => RawServer.WriteAsync(
            stream,
            $"HTTP/1.1 302 Found\r\nLocation: {other.Address.Replace("/a store", path, StringComparison.Ordinal)}\r\n"
                + "Content-Length: 0\r\n\r\n",
            []
        ));
        var address = server.Address.Replace("http://", "http://bot:s%20ecret@", StringComparison.Ordinal) + "?sig=signature";

        _bench.Take(address);
        var statuses = _bench.Take(address, token: "bearer-token");

        Assert.All(statuses, status => Assert.Equal(StageState.UpToDate, status.State));
        var basic = Convert.ToBase64String("bot:s ecret"u8);
        Assert.Contains($"Basic {basic}", server.Requests.First(), StringComparison.Ordinal);
        Assert.Contains("?sig=signature", server.Requests.First(), StringComparison.Ordinal);
        Assert.All(other.Requests, request => Assert.DoesNotContain("Authorization", request, StringComparison.OrdinalIgnoreCase));
        string[] secrets = ["ecret", "signature", "bearer-token", basic];
        Assert.All(
            _bench.Lines.Concat(_bench.Warnings),
            line => Assert.All(secrets, secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal))
        );
        Assert.Contains(server.Address, _bench.Lines[0], StringComparison.Ordinal);
    }

    private UpstreamStore Store(string address, Func<long?>? space = null) => _bench.Store(address, new UpstreamLimits(), space);

    private static SortedDictionary<string, (long, long, FileAttributes)> State(string store) =>
        new(
            new DirectoryInfo(store)
                .EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => file.DirectoryName != Path.Combine(store, "lock"))
                .ToDictionary(
                    file => Path.GetRelativePath(store, file.FullName),
                    file => (file.Length, file.LastWriteTimeUtc.Ticks, file.Attributes)
                ),
            StringComparer.Ordinal
        );
}
