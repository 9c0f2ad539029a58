using System.Text.Json;
using Empo.Experiments.Execution;

namespace Empo.Stages.Judging;

/// <summary>
/// A judge whose model every rank has. The leader decides what is asked, since it has the verdicts that are known already; each pair goes
/// to all ranks, which share the forward passes.
/// </summary>
/// <param name="ranks">The group; this process leads it.</param>
/// <param name="judge">This rank's part of the judge.</param>
internal sealed class RankedJudge(IRankGroup ranks, ModelJudge judge) : IAnswerJudge
{
    private const string Pairs = "judge: pairs";

    public void Judge(IReadOnlyList<JudgedPair> pairs, Action<int, bool> tell, CancellationToken cancellation)
    {
        ranks.Broadcast(Write(pairs), Pairs);
        judge.Judge(pairs, tell, cancellation);
    }

    public void Dispose() => judge.Dispose();

    /// <summary>The leader asks no more.</summary>
    public static void End(IRankGroup ranks) => ranks.Broadcast([], Pairs);

    /// <summary>Judges with the leader, as another rank, until it asks no more.</summary>
    public static void Follow(IRankGroup ranks, Func<ModelJudge> open, CancellationToken cancellation)
    {
        ModelJudge? judge = null;
        try
        {
            while (ranks.Broadcast([], Pairs) is { Length: > 0 } pairs)
            {
                judge ??= open();
                judge.Judge(Read(pairs), (_, _) => { }, cancellation);
            }
        }
        finally
        {
            judge?.Dispose();
        }
    }

    private static byte[] Write(IReadOnlyList<JudgedPair> pairs)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var text in pairs.SelectMany(pair => new[] { pair.Question, pair.Reference, pair.Answer }))
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    private static IReadOnlyList<JudgedPair> Read(byte[] pairs)
    {
        using var json = JsonDocument.Parse(pairs);
        return [.. json.RootElement.EnumerateArray()
            .Select(text => text.GetString()!)
            .Chunk(3)
            .Select(pair => new JudgedPair(pair[0], pair[1], pair[2]))];
    }
}
