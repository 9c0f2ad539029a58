namespace Empo.Stages.Artifacts;

/// <summary>One indicator of one round: a row of <c>indicators.parquet</c>, which holds all rounds up to its own round.</summary>
internal sealed record IndicatorRow
{
    public required int Round { get; init; }

    /// <summary>Name as in the limits of <c>guard:</c>.</summary>
    public required string Indicator { get; init; }

    public required double Value { get; init; }

    public static ArtifactSchema<IndicatorRow> Schema { get; } = new("indicators");
}
