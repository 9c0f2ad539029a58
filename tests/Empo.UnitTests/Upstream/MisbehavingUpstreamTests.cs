using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Empo.Experiments.Storage;
using Empo.Experiments.Upstream;

namespace Empo.UnitTests.Upstream;

/// <summary>
/// Whatever an upstream sends for whatever file, the local store ends either without the entry or with exactly its bytes, the build
/// learns of it by a warning, and a sound upstream gives everything afterwards.
/// </summary>
public sealed partial class MisbehavingUpstreamTests : IDisposable
{
    private const string Head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";

    private const string Policy = "\"name\": \"policy\",\n      \"digest\": \"";
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly byte[] Html = "<!doctype html><title>Sign in</title>"u8.ToArray();

    private readonly UpstreamBench _bench = new();

    public static TheoryData<string> Misdeeds => new(All.Keys);

    /// <summary>What a server does instead of sending a file.</summary>
    private static Dictionary<string, Func<RawServer, string, byte[], Stream, Task>> All { get; } = new(StringComparer.Ordinal)
    {
        ["400"] = (_, _, _, stream) => StatusAsync(stream, "400 Bad Request"),
        ["401"] = (_, _, _, stream) => StatusAsync(stream, "401 Unauthorized"),
        ["403"] = (_, _, _, stream) => StatusAsync(stream, "403 Forbidden"),
        ["404"] = (_, _, _, stream) => StatusAsync(stream, "404 Not Found"),
        ["429"] = (_, _, _, stream) => StatusAsync(stream, "429 Too Many Requests"),
        ["500"] = (_, _, _, stream) => StatusAsync(stream, "500 Internal Server Error"),
        ["503"] = (_, _, _, stream) => StatusAsync(stream, "503 Service Unavailable"),
        ["204"] = (_, _, _, stream) => StatusAsync(stream, "204 No Content"),
        ["206"] = (_, _, content, stream) => RawServer.WriteAsync(
            stream, $"HTTP/1.1 206 Partial Content\r\nContent-Length: {content.Length}\r\n\r\n", content),
        ["redirect loop"] = (_, path, _, stream) => RawServer.WriteAsync(
            stream, $"HTTP/1.1 302 Found\r\nLocation: {path}\r\nContent-Length: 0\r\n\r\n", []),
        ["redirect to a file"] = (_, _, _, stream) => RawServer.WriteAsync(
            stream, "HTTP/1.1 301 Moved\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", []),
        ["html"] = (_, _, _, stream) => RawServer.SendAsync(stream, Html),
        ["empty"] = (_, _, _, stream) => RawServer.SendAsync(stream, []),
        ["truncated"] = (_, _, content, stream) => RawServer.WriteAsync(
            stream, $"{Head}Content-Length: {content.Length}\r\n\r\n", content[..(content.Length / 2)]),
        ["short"] = (_, _, content, stream) => RawServer.SendAsync(stream, content[..(content.Length / 2)]),
        ["too long"] = (_, _, content, stream) => RawServer.SendAsync(stream, [.. content, 0]),
        ["too long, chunked"] = (_, _, content, stream) => ChunkedAsync(stream, [.. content, 0], ends: true),
        ["chunked, closed midway"] = (_, _, content, stream) => ChunkedAsync(stream, content, ends: false),
        ["without a length, closed midway"] = (_, _, content, stream) => RawServer.WriteAsync(
            stream, $"{Head}\r\n", content[..(content.Length / 2)]),
        ["without end"] = async (server, _, _, stream) =>
        {
            await RawServer.WriteAsync(stream, $"{Head}\r\n", []);
            while (!server.Ended.IsCancellationRequested)
            {
                await stream.WriteAsync(new byte[1 << 16], server.Ended);
            }
        },
        ["flipped"] = (_, _, content, stream) => RawServer.SendAsync(stream, Flipped(content)),
        ["gzip"] = (_, _, content, stream) => RawServer.WriteAsync(
            stream, $"{Head}Content-Encoding: gzip\r\nContent-Length: {Zipped(content).Length}\r\n\r\n", Zipped(content)),
        ["gzip without saying so"] = (_, _, content, stream) => RawServer.SendAsync(stream, Zipped(content)),
        ["closed at once"] = (_, _, _, _) => Task.CompletedTask,
        ["no http"] = (_, _, _, stream) => RawServer.WriteAsync(stream, "220 ftp ready\r\n", []),
        ["a head without end"] = (_, _, _, stream) => RawServer.WriteAsync(
            stream, $"{Head}X: {new string('x', 200_000)}\r\n\r\n", []),
        ["silent"] = (server, _, _, _) => Task.Delay(Timeout.Infinite, server.Ended),
        ["stalled"] = async (server, _, content, stream) =>
        {
            await RawServer.WriteAsync(stream, $"{Head}Content-Length: {content.Length}\r\n\r\n", content[..(content.Length / 2)]);
            await Task.Delay(Timeout.Infinite, server.Ended);
        },
    };

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Misdeeds))]
    public void A_server_that_misbehaves_at_any_file_spoils_nothing(string misdeed)
    {
        var whole = _bench.Pipeline.Nodes.Count;
        foreach (var file in Sample())
        {
            using (var server = Misbehaving(All[misdeed], file))
            {
                _bench.Take(server.Address, Limits(misdeed));
            }

            _bench.RequireExact();
            Assert.True(_bench.Present() < whole, $"{misdeed} at {file} went unnoticed");
            var isAbsence = misdeed == "404" && file.EndsWith("manifest.json", StringComparison.Ordinal);
            Assert.Equal(isAbsence, _bench.Warnings.Count == 0);
            Assert.All(_bench.Warnings, warning => Assert.Matches("^EMPO413[01] ", warning));
            _bench.Take(_bench.Upstream);
            Assert.Equal(whole, _bench.Present());
            _bench.RequireExact();
            _bench.Forget();
        }
    }

    [Fact]
    public void A_failure_that_passes_costs_nothing()
    {
        var failed = new HashSet<string>();
        using var server = new RawServer((path, stream) => failed.Add(path)
            ? StatusAsync(stream, "503 Service Unavailable")
            : RawServer.SendAsync(stream, RawServer.FileOf(_bench.Upstream, path)));

        _bench.Take(server.Address);

        Assert.Equal(_bench.Pipeline.Nodes.Count, _bench.Present());
        Assert.Empty(_bench.Warnings);
    }

    [Fact]
    public void A_server_that_is_down_is_said_once()
    {
        var address = Gone();
        using var store = _bench.Store(address, new UpstreamLimits { Pauses = [] });

        _bench.Take(store);
        _bench.Take(store);

        Assert.Contains("left alone for the rest of this build", Assert.Single(_bench.Warnings), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_bench.Local));
    }

    [Fact]
    public void A_folder_that_is_missing_is_said_once()
    {
        _bench.Take(Path.Combine(_bench.Upstream, "not mounted"));

        Assert.Contains("there is no such folder", Assert.Single(_bench.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void An_upstream_whose_entries_are_wrong_is_left_alone_after_three()
    {
        using var server = new RawServer((_, stream) => RawServer.SendAsync(stream, Html));
        using var store = _bench.Store(server.Address, new UpstreamLimits());
        store.Attach(_bench, looksOnly: false, CancellationToken.None);
        var lines = new[] { "stage score" };
        foreach (var number in Enumerable.Range(0, 9))
        {
            store.Ask($"score {number}", "score", Sha256Digest.OfLines([$"{number}"]), lines, _ => null);
        }

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(["EMPO4131", "EMPO4131", "EMPO4131", "EMPO4130"], _bench.Warnings.Select(warning => warning[..8]));
    }

    [Theory]
    [InlineData("\"path\": \"model.safetensors\"", "\"path\": \"../model.safetensors\"")]
    [InlineData("\"path\": \"model.safetensors\"", "\"path\": \"/tmp/model.safetensors\"")]
    [InlineData("\"path\": \"model.safetensors\"", "\"path\": \"./model.safetensors\"")]
    [InlineData("\"path\": \"model.safetensors\"", "\"path\": \"a//model.safetensors\"")]
    [InlineData("\"path\": \"model.safetensors\"", "\"path\": \"a\\\\..\\\\model.safetensors\"")]
    [InlineData("\"path\": \"model.safetensors\"", "\"path\": \"\"")]
    [InlineData("\"path\": \"model.safetensors\"", "\"path\": \"EMPTY.txt\"")]
    [InlineData("\"path\": \"model.safetensors\"", "\"path\": \"empty.txt/x\"")]
    [InlineData("\"name\": \"policy\"", "\"name\": \"manifest.json\"")]
    [InlineData("\"name\": \"policy\"", "\"name\": \"..\"")]
    [InlineData("\"bytes\": ", "\"bytes\": -")]
    [InlineData("\"bytes\": ", "\"bytes\": 9")]
    [InlineData("\"bytes\": ", "\"bytes\": 9223372036854775807, \"was\": ")]
    [InlineData("\"written\": ", "\"written\": -")]
    [InlineData("\"written\": ", "\"written\": 9223372036854775807, \"was\": ")]
    [InlineData("\"digest\": \"", "\"digest\": \"" + Zeros + "\", \"was\": \"")]
    [InlineData("\"sha256\": \"", "\"sha256\": \"" + Zeros + "\", \"was\": \"")]
    [InlineData(Policy, Policy + Zeros + "\", \"was\": \"")]
    [InlineData("\"stage\": \"pretrain\"", "\"stage\": \"score\"")]
    [InlineData("\"format\": 2", "\"format\": 9")]
    [InlineData("\"stage pretrain\"", "\"stage pretrain\", \"setting pretrain.epochs = 9\"")]
    [InlineData("\"files\": [", "\"at\": \"pretrain/0123456789abcdef0123456789abcdef/policy\", \"files\": [")]
    [InlineData("\"files\": [", "\"input\": \"policy\", \"files\": [")]
    public void A_manifest_that_is_sealed_and_lies_is_not_used(string was, string now)
    {
        var file = _bench.Files.First(file => Pretrained().IsMatch(file));
        var outside = Directory.GetFileSystemEntries(Path.GetDirectoryName(_bench.Local)!);
        Rewrite(Path.Combine(_bench.Upstream, file), was, now);

        _bench.Take(_bench.Upstream);

        Assert.Equal(0, _bench.Present());
        Assert.Single(_bench.Warnings);
        _bench.RequireExact();
        Assert.Equal(outside, Directory.GetFileSystemEntries(Path.GetDirectoryName(_bench.Local)!).Except([_bench.Local]));
    }

    [Fact]
    public void Links_in_an_upstream_folder_are_not_followed_to_files()
    {
        var file = Path.Combine(_bench.Upstream, _bench.Files.First(file => file.EndsWith("model.safetensors", StringComparison.Ordinal)));
        var elsewhere = file + ".elsewhere";
        File.Move(file, elsewhere);
        File.CreateSymbolicLink(file, elsewhere);

        _bench.Take(_bench.Upstream);

        Assert.Contains("is a link", Assert.Single(_bench.Warnings), StringComparison.Ordinal);
        Assert.Equal(0, _bench.Present());
    }

    /// <summary>One file of each kind that a client asks for, at the beginning and in the middle of a run.</summary>
    private IEnumerable<string> Sample()
    {
        var files = _bench.Files.Where(file => new FileInfo(Path.Combine(_bench.Upstream, file)).Length > 1).ToList();
        yield return files.First(file => Pretrained().IsMatch(file));
        yield return files.First(file => file.Contains("größe", StringComparison.Ordinal));
        yield return files.First(file => file.EndsWith("fingerprint.txt", StringComparison.Ordinal));
        yield return files.First(file => file.EndsWith("part.parquet", StringComparison.Ordinal));
        yield return files.First(file => Reported().IsMatch(file));
    }

    private RawServer Misbehaving(Func<RawServer, string, byte[], Stream, Task> misdeed, string file)
    {
        RawServer? server = null;
        server = new RawServer((path, stream) =>
        {
            var content = RawServer.FileOf(_bench.Upstream, path);
            return content is not null && Uri.UnescapeDataString(path).EndsWith("/" + file, StringComparison.Ordinal)
                ? misdeed(server!, path, content, stream)
                : RawServer.SendAsync(stream, content);
        });
        return server;
    }

    /// <summary>Short waits where nothing comes anyway.</summary>
    private static UpstreamLimits Limits(string misdeed)
    {
        var patient = new UpstreamLimits { Pauses = [TimeSpan.Zero] };
        return misdeed is "silent" or "stalled"
            ? patient with { Answer = TimeSpan.FromSeconds(0.5), Stall = TimeSpan.FromSeconds(0.5) }
            : patient;
    }

    /// <summary>The address of a server that has ended.</summary>
    private string Gone()
    {
        using var server = RawServer.Of(_bench.Upstream);
        return server.Address;
    }

    private static void Rewrite(string manifest, string was, string now)
    {
        File.SetAttributes(manifest, FileAttributes.Normal);
        var text = File.ReadAllText(manifest);
        var place = text.IndexOf(was, StringComparison.Ordinal);
        Assert.True(place >= 0, was);
        var unsealed = Seal().Replace(string.Concat(text.AsSpan(0, place), now, text.AsSpan(place + was.Length)), "");
        var seal = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(unsealed)));
        File.WriteAllText(manifest, $"{unsealed[..^2]},\n  \"seal\": \"{seal}\"\n}}");
    }

    private static Task StatusAsync(Stream stream, string status) =>
        RawServer.WriteAsync(stream, $"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", []);

    private static async Task ChunkedAsync(Stream stream, byte[] content, bool ends)
    {
        await RawServer.WriteAsync(stream, $"{Head}Transfer-Encoding: chunked\r\n\r\n{content.Length:x}\r\n", content);
        await RawServer.WriteAsync(stream, ends ? "\r\n0\r\n\r\n" : "\r\n", []);
    }

    private static byte[] Flipped(byte[] content)
    {
        var other = content.ToArray();
        other[other.Length / 2] ^= 1;
        return other;
    }

    private static byte[] Zipped(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.NoCompression))
        {
            zip.Write(content);
        }

        return zipped.ToArray();
    }

    [GeneratedRegex("^pretrain/[0-9a-f]+/manifest.json$")]
    private static partial Regex Pretrained();

    [GeneratedRegex("^report/[0-9a-f]+/manifest.json$")]
    private static partial Regex Reported();

    [GeneratedRegex(",\n  \"seal\": \"[0-9a-f]{64}\"")]
    private static partial Regex Seal();
}
