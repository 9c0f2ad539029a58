using Empo.Models;

namespace Empo.Stages.Modeling;

/// <summary>
/// The configuration of LoRA: which projections of every layer learn a low-rank addition, its rank and its weight.
/// Source: Hu et al. 2021 (arXiv 2106.09685), section 4.1; no dropout, so that sampling and training compute the same function.
/// </summary>
internal sealed record LoraConfig
{
    /// <summary>r: the rank of each addition.</summary>
    public required int Rank { get; init; }

    /// <summary>The addition is multiplied by alpha / r.</summary>
    public required double Alpha { get; init; }

    /// <summary>Some of <see cref="LayerProjection.Names"/>, in their order.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>
    /// Full names (<c>model.layers.0.self_attn.q_proj</c>) of the adapted projections, where these are not all of <see cref="Targets"/> in
    /// every layer; null where they are. Adapters from other tools may leave layers out.
    /// </summary>
    public IReadOnlyList<string>? Modules { get; init; }

    /// <summary>alpha / √r instead of alpha / r (Kalajdzievski 2023, arXiv 2312.03732); adapters from other tools may ask for it.</summary>
    public bool RankStabilized { get; init; }

    /// <summary>Whether a projection of this full name is adapted.</summary>
    public bool Adapts(string module) => Modules?.Contains(module) ?? Targets.Contains(module[(module.LastIndexOf('.') + 1)..]);

    /// <summary>The factor by which the product B A is multiplied.</summary>
    public double Scale => Alpha / (RankStabilized ? Math.Sqrt(Rank) : Rank);
}
