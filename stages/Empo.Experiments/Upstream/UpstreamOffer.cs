namespace Empo.Experiments.Upstream;

/// <summary>What an upstream store had for an entry.</summary>
public enum UpstreamOffer
{
    /// <summary>Nothing that can be used.</summary>
    Nothing,

    /// <summary>The entry; it was not copied.</summary>
    Held,

    /// <summary>The entry, and it is in the local store now.</summary>
    Copied,
}
