namespace Empo.Stages.Checkpoints;

/// <summary>
/// The contents of <c>adapter_config.json</c>. The tensors determine which projections have an adapter (<see cref="AdapterTensors"/>).
/// </summary>
internal sealed record AdapterDescription
{
    /// <summary><c>r</c>.</summary>
    public required int Rank { get; init; }

    /// <summary><c>lora_alpha</c>.</summary>
    public required double Alpha { get; init; }

    /// <summary><c>use_rslora</c>.</summary>
    public required bool RankStabilized { get; init; }

    public required AdapterTargets Targets { get; init; }
}
