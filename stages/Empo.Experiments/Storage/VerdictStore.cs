using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Empo.Experiments.Storage;

/// <summary>
/// The part of the store for verdicts on pairs of answers, which are costly to find: <c>verdict/&lt;rules&gt;/&lt;digest&gt;.jsonl</c>. A
/// folder belongs to one set of rules (who judged, with which weights and prompt), a segment to one batch of verdicts. A segment is named
/// by its bytes and committed by a rename. So a killed stage keeps every batch before the last, and rounds and experiments share their
/// verdicts.
/// </summary>
public sealed class VerdictStore
{
    /// <summary>Version of the segments. Raise it whenever they are written in another way.</summary>
    private const int Format = 1;

    /// <summary>More segments than this are merged into one.</summary>
    private const int MaxSegments = 64;

    internal const string RulesName = "rules.txt";
    private const string Ending = ".jsonl";

    private static readonly JsonSerializerOptions Layout = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly string _folder;
    private readonly Dictionary<VerdictPair, bool> _known = [];

    private VerdictStore(string folder) => _folder = folder;

    /// <summary>Number of pairs with a verdict.</summary>
    public int Count => _known.Count;

    /// <summary>
    /// All verdicts under these rules. A segment whose bytes are not the ones that were written is removed and counts as never made.
    /// </summary>
    /// <param name="store">Absolute path of the store.</param>
    /// <param name="rules">What a verdict depends on besides the pair, line by line. Other lines mean other verdicts.</param>
    public static VerdictStore Open(string store, IReadOnlyList<string> rules)
    {
        string[] lines = [string.Create(CultureInfo.InvariantCulture, $"format {Format}"), .. rules];
        var name = Sha256Digest.OfLines(lines)[..32];
        var verdicts = new VerdictStore(Path.Combine(store, "verdict", name));
        if (StoreFolder.IsLink(verdicts._folder))
        {
            // Files there that are not segments would be taken for damaged segments and deleted.
            StoreFolder.DeleteLink(verdicts._folder);
        }

        SharedFolder.Create(verdicts._folder);
        verdicts.RemoveLeftovers();
        verdicts.Commit(RulesName, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        var segments = verdicts.Segments();
        foreach (var segment in segments)
        {
            verdicts.Load(segment);
        }

        if (segments.Length > MaxSegments)
        {
            verdicts.Merge(segments, Path.Combine(store, "lock", $"verdict-{name}"));
        }

        return verdicts;
    }

    /// <summary>The verdict on a pair, or null where there is none.</summary>
    public bool? Find(VerdictPair pair) => _known.TryGetValue(pair, out var equal) ? equal : null;

    /// <summary>Adds verdicts as one segment. Pairs that are known keep their verdict.</summary>
    public void Add(IEnumerable<(VerdictPair Pair, bool Equal)> verdicts)
    {
        var added = verdicts.Where(verdict => _known.TryAdd(verdict.Pair, verdict.Equal)).Select(verdict => verdict.Pair).ToList();
        if (added.Count > 0)
        {
            Write(added);
        }
    }

    private string[] Segments() => [.. Directory.GetFiles(_folder, "*" + Ending).Order(StringComparer.Ordinal)];

    private void Load(string segment)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(segment);
        }
        catch (FileNotFoundException)
        {
            return; // Another build merged it in the meantime.
        }

        if (NameOf(bytes) != Path.GetFileName(segment))
        {
            StoreFolder.DeleteFile(segment);
            return;
        }

        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var verdict = JsonSerializer.Deserialize<StoredVerdict>(line, Layout)!;
            _known.TryAdd(verdict.Pair, verdict.Equal);
        }
    }

    /// <summary>
    /// Writes the merged segment before it deletes the old ones, so that a reader in between finds each verdict at least once.
    /// </summary>
    private void Merge(string[] segments, string lockFile)
    {
        using var held = EntryLock.TryAcquire(lockFile);
        if (held is null)
        {
            return;
        }

        var merged = Write(_known.Keys);
        foreach (var segment in segments.Where(segment => Path.GetFileName(segment) != merged))
        {
            StoreFolder.DeleteFile(segment);
        }
    }

    private string Write(IEnumerable<VerdictPair> pairs)
    {
        var lines = pairs
            .OrderBy(pair => pair.Context, StringComparer.Ordinal)
            .ThenBy(pair => pair.First, StringComparer.Ordinal)
            .ThenBy(pair => pair.Second, StringComparer.Ordinal)
            .Select(pair =>
                JsonSerializer.Serialize(new StoredVerdict(pair.Context, pair.First, pair.Second, _known[pair]), Layout) + "\n"
            );
        var bytes = Encoding.UTF8.GetBytes(string.Concat(lines));
        var name = NameOf(bytes);
        Commit(name, bytes);
        return name;
    }

    private void Commit(string name, byte[] bytes)
    {
        var final = Path.Combine(_folder, name);
        if (File.Exists(final))
        {
            return;
        }

        var temporary = TemporaryName.ForMaking(final);
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.SetAttributes(temporary, File.GetAttributes(temporary) | FileAttributes.ReadOnly);
            File.Move(temporary, final);
        }
        catch (IOException)
        {
            StoreFolder.DeleteFile(temporary);
            if (!File.Exists(final))
            {
                throw;
            }

            // Another build committed the same bytes.
        }
    }

    private void RemoveLeftovers()
    {
        foreach (var left in Directory.GetFiles(_folder).Where(file => TemporaryName.IsAbandoned(file)))
        {
            StoreFolder.DeleteFile(left);
        }
    }

    private static string NameOf(byte[] bytes) => NameOf(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>The name of a segment whose bytes have this digest.</summary>
    internal static string NameOf(string digest) => digest[..32] + Ending;

    /// <summary>Whether a folder is named by the rules in it.</summary>
    internal static bool IsNamedByRules(string folder) =>
        File.Exists(Path.Combine(folder, RulesName))
        && File.ReadAllText(Path.Combine(folder, RulesName)) is [.., '\n'] rules
        && Sha256Digest.OfLines([rules[..^1]]).StartsWith(Path.GetFileName(folder), StringComparison.Ordinal);
}
