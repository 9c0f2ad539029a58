using System.Text;
using System.Text.Json;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Imports;

/// <summary>
/// The scores and selection of one recorded response: a row of the exported <c>selection.parquet</c> and a line of <c>selection.jsonl</c>,
/// in the order of the recording.
/// </summary>
internal sealed record ExportRow
{
    /// <summary>Number of the row in the recording's file, from 0.</summary>
    public required int Row { get; init; }

    /// <summary>Index within the row's list of responses; 0 where a row is one response.</summary>
    public required int Choice { get; init; }

    public required string QuestionId { get; init; }

    public required int SampleIndex { get; init; }

    public required int Cluster { get; init; }

    /// <summary>Share of the question's responses in that cluster.</summary>
    public required double Probability { get; init; }

    public required double Reward { get; init; }

    /// <summary>Group-normalised advantage; 0 where the question was dropped.</summary>
    public required double Advantage { get; init; }

    public required bool Kept { get; init; }

    /// <summary><c>kept</c>, or why the question was dropped.</summary>
    public required string Reason { get; init; }

    public string? Answer { get; init; }

    public static ArtifactSchema<ExportRow> Schema { get; } = new("exported selection");

    public static ExportRow Of(ImportedResponse response, ScoreRow score, SelectionRow selection) => new()
    {
        Row = response.Row,
        Choice = response.Choice,
        QuestionId = response.QuestionId,
        SampleIndex = response.SampleIndex,
        Answer = score.Answer,
        Cluster = score.Cluster,
        Probability = score.Probability,
        Reward = score.Reward,
        Advantage = selection.Advantage,
        Kept = selection.Kept,
        Reason = selection.Reason,
    };

    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("row", Row);
            json.WriteNumber("choice", Choice);
            json.WriteString("question_id", QuestionId);
            json.WriteNumber("sample_index", SampleIndex);
            json.WriteString("answer", Answer);
            json.WriteNumber("cluster", Cluster);
            json.WriteNumber("probability", Probability);
            json.WriteNumber("reward", Reward);
            json.WriteNumber("advantage", Advantage);
            json.WriteBoolean("kept", Kept);
            json.WriteString("reason", Reason);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
