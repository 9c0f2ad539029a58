using Empo.Experiments.Settings;

namespace Empo.Experiments.Execution;

/// <summary>Everything that one run of one stage may know. Nothing else can influence the result.</summary>
public sealed record StageRequest
{
    /// <summary>Stage name: <c>rollout</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Round 1..R; 0 for stages of the base policy; null for stages outside of rounds.</summary>
    public int? Round { get; init; }

    /// <summary>The content key, 64 hexadecimal digits.</summary>
    public required string Key { get; init; }

    /// <summary>Name of the experiment, for logs and titles; in no key.</summary>
    public required string Experiment { get; init; }

    /// <summary>The settings in this stage's key and no others.</summary>
    public required SettingSlice Settings { get; init; }

    public required IReadOnlyList<StageInput> Inputs { get; init; }

    /// <summary>Names of the outputs (files or folders) that the stage must write into its folder.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The lines that were hashed into <see cref="Key"/>.</summary>
    public required IReadOnlyList<string> Fingerprint { get; init; }

    /// <summary>Absolute path of the artifact store.</summary>
    public required string Store { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:n</c>; in no key.</summary>
    public required string Device { get; init; }

    /// <summary>Whether operations on a GPU must give the same bits on every repeat; in no key.</summary>
    public bool Deterministic { get; init; }

    /// <summary>Threads for libtorch; 0 chooses. In no key.</summary>
    public required int Threads { get; init; }
}
