namespace Empo.Experiments.Upstream;

/// <summary>Why an upstream store gives nothing, and so what a build does with it from then on.</summary>
public enum UpstreamProblem
{
    /// <summary>It does not answer, or refuses everything: it is left alone for the rest of the build.</summary>
    Silent,

    /// <summary>It refuses one file. Object stores answer like this for a missing one where listing is not allowed.</summary>
    Denied,

    /// <summary>What it sent is not what a store holds. After a few of these it is left alone.</summary>
    Wrong,

    /// <summary>The local store has no room for an entry: the upstream is left alone too.</summary>
    NoRoom,

    /// <summary>Its entry is sound, but refers to content that the local store has otherwise. Nobody did wrong.</summary>
    Differs,
}
