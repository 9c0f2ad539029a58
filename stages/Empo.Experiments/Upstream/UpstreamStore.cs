using System.Diagnostics;
using System.Globalization;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Upstream;

/// <summary>
/// A store that is only read, and is asked for what the local one lacks. It is asked once for each entry in a build. Nothing that it sends,
/// or fails to send, ends a build: the stage runs then. Not safe for concurrent use.
/// </summary>
public sealed class UpstreamStore : IDisposable
{
    /// <summary>The code of the warning that it gives nothing in this build any more.</summary>
    public const string LeftAlone = "EMPO4130";

    /// <summary>The code of the warning that an entry of it is wrong.</summary>
    public const string WrongEntry = "EMPO4131";

    private const string Remedy = $"Correct {UpstreamAddress.Property}, or leave it out";

    /// <summary>Bytes above which a copy is announced before it begins.</summary>
    private const long LongCopy = 64 << 20;

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _copied = new(StringComparer.Ordinal);
    private readonly IUpstreamFiles _files;
    private readonly ArtifactStore _store;
    private readonly UpstreamLimits _limits;
    private readonly Func<long?> _space;
    private IUpstreamLog? _log;
    private CancellationToken _cancellation;
    private bool _looksOnly;
    private bool _isLeftAlone;
    private bool _denied;
    private int _wrong;

    /// <param name="address">Where it is.</param>
    /// <param name="store">Absolute path of the local store.</param>
    /// <param name="limits">How long it may take.</param>
    /// <param name="space">Bytes that the local store may grow by; null where that is unknown.</param>
    public UpstreamStore(UpstreamAddress address, string store, UpstreamLimits limits, Func<long?> space)
        : this(address.Open(limits), address.Shown, new ArtifactStore(store), limits, space)
    {
    }

    internal UpstreamStore(IUpstreamFiles files, string shown, ArtifactStore store, UpstreamLimits limits, Func<long?> space) =>
        (_files, Shown, _store, _limits, _space) = (files, shown, store, limits, space);

    /// <summary>Its address for messages.</summary>
    public string Shown { get; }

    /// <summary>Entries that it was asked for.</summary>
    public int Asked => _asked.Count;

    /// <summary>Entries that were copied.</summary>
    public int Entries => _copied.Count;

    /// <summary>Bytes that were copied.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether an entry was copied in this build.</summary>
    public bool Gave(string stage, string key) => _copied.Contains($"{stage}/{key}");

    /// <summary>Says where its news goes from now on, and whether it is looked at only.</summary>
    public void Attach(IUpstreamLog log, bool looksOnly, CancellationToken cancellation) =>
        (_log, _looksOnly, _cancellation) = (log, looksOnly, cancellation);

    /// <summary>Asks for an entry and, unless it is looked at only, copies it into the local store.</summary>
    /// <param name="id">What messages call it.</param>
    /// <param name="fingerprint">The lines behind the key.</param>
    /// <param name="refuse">Why a manifest cannot be the stage's, or null.</param>
    /// <exception cref="OperationCanceledException">The build was cancelled; the local store has no part of the entry.</exception>
    public UpstreamOffer Ask(
        string id,
        string stage,
        string key,
        IReadOnlyList<string> fingerprint,
        Func<Manifest, string?> refuse
    )
    {
        if (_isLeftAlone || !_asked.Add($"{stage}/{key}"))
        {
            return UpstreamOffer.Nothing;
        }

        string? Refuse(Manifest manifest) =>
            manifest.Key != key || !manifest.Fingerprint.SequenceEqual(fingerprint)
                ? "the manifest is that of another key"
                : refuse(manifest);
        try
        {
            return Bring(id, stage, key, Refuse);
        }
        catch (UpstreamException failure)
        {
            Note(id, failure);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Where the disk is at fault, the stage will meet it too and name it.
            Leave($"{id} could not be copied ({exception.Message.ReplaceLineEndings(" ")})", "Look at the store's disk");
        }

        return UpstreamOffer.Nothing;
    }

    public void Dispose() => _files.Dispose();

    private UpstreamOffer Bring(string id, string stage, string key, Func<Manifest, string?> refuse)
    {
        var clock = Stopwatch.StartNew();
        var entry = new UpstreamEntry(
            _files,
            _store,
            _space,
            bytes => Announce(id, bytes),
            holder => Wait(id, holder),
            _cancellation
        );
        var folder = key[..ArtifactStore.NameDigits];
        if (_looksOnly)
        {
            return entry.Look(stage, folder) is { } found && refuse(found.Manifest) is null ? UpstreamOffer.Held : UpstreamOffer.Nothing;
        }

        if (!entry.Copy(stage, folder, refuse))
        {
            return UpstreamOffer.Nothing;
        }

        _copied.Add($"{stage}/{key}");
        Bytes += entry.Copied;
        _log?.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{id}: from upstream {Shown}, {entry.Copied} bytes in {clock.Elapsed.TotalSeconds:F1} s"
            ),
            shown: entry.Copied >= LongCopy
        );
        return UpstreamOffer.Copied;
    }

    private void Announce(string id, long bytes)
    {
        if (bytes >= LongCopy)
        {
            _log?.Line(string.Create(CultureInfo.InvariantCulture, $"{id}: copying {bytes >> 20} MB from upstream {Shown}"), shown: true);
        }
    }

    private void Wait(string id, string holder) =>
        _log?.Line($"{id}: waiting for {holder}, which makes the same artifact", shown: true);

    /// <summary>Says what went wrong, and decides what that means for the rest of the build.</summary>
    private void Note(string id, UpstreamException failure)
    {
        switch (failure.Problem)
        {
            case UpstreamProblem.Silent:
                Leave(failure.Message, Remedy);
                break;
            case UpstreamProblem.NoRoom:
                Leave(failure.Message, "Free space, or say with EmpoDiskSpace how much there is");
                break;
            case UpstreamProblem.Denied when _denied:
                break;
            case UpstreamProblem.Denied:
                _denied = true;
                _log?.Warning(
                    LeftAlone,
                    $"The upstream store refuses {id} ({failure.Message}); what it refuses is made here. Give the right to read, or "
                        + $"{UpstreamAddress.TokenVariable}; an object store refuses what it lacks where listing is not allowed."
                );
                break;
            case UpstreamProblem.Wrong:
                _log?.Warning(
                    WrongEntry,
                    $"The upstream store's entry for {id} is not used: {failure.Message}. It is made here instead. Check the upstream "
                        + "with -t:Verify where it was built."
                );
                _wrong++;
                if (_wrong == _limits.WrongEntries)
                {
                    Leave(string.Create(CultureInfo.InvariantCulture, $"{_wrong} of its entries were wrong"), Remedy);
                }

                break;
            case UpstreamProblem.Differs:
                _log?.Line($"{id}: not from upstream, because {failure.Message}", shown: false);
                break;
        }
    }

    private void Leave(string why, string remedy)
    {
        _isLeftAlone = true;
        _log?.Warning(
            LeftAlone,
            $"The upstream store is left alone for the rest of this build: {why}. What is missing is made here. {remedy}."
        );
    }
}
