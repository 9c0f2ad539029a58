using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts;

/// <summary>
/// Everything that a chunk's bytes depend on, one line each. Group size and number of questions are not part of it: more samples or
/// questions add chunks and keep the existing ones.
/// </summary>
internal static class ChunkFingerprint
{
    /// <summary>Raise it whenever the bytes of a chunk change for the same lines.</summary>
    private const int Format = 1;

    public static IReadOnlyList<string> Of(SamplingPlan plan, IReadOnlyList<RolloutPrompt> prompts, int firstSample, int samples) =>
    [
        Line($"format={Format}"),
        $"purpose={plan.Purpose}",
        $"policy={plan.PolicyDigest}",
        .. Decoding(plan),
        Line($"samples={firstSample}..{firstSample + samples - 1}"),
        .. prompts.Select(prompt => $"question={prompt.QuestionId} prompt={DigestOf(prompt.TokenIds)}"),
    ];

    /// <summary>Greedy decoding draws no random number, so seed, round and temperature do not matter to it.</summary>
    private static string[] Decoding(SamplingPlan plan)
    {
        var decoding = plan.Decoding;
        var common = Line($"engine={plan.Engine} max_tokens={decoding.MaxTokens} stop=[{string.Join(' ', decoding.StopTokens)}]");
        return decoding.Greedy
            ? [common, "greedy"]
            :
            [
                common,
                Line($"seed={plan.Seed}"),
                Line($"round={plan.Round}"),
                Line($"temperature={decoding.Temperature:R} top_p={decoding.TopP:R} top_k={decoding.TopK}"),
            ];
    }

    private static string DigestOf(IReadOnlyList<int> ids)
    {
        var bytes = new byte[ids.Count * sizeof(int)];
        for (var i = 0; i < ids.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), ids[i]);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
