using Empo.Stages.Rows;

namespace Empo.Stages.Imports;

/// <summary>Finds the tokens of a response with their log-probabilities, or a substitute for the tokens.</summary>
/// <param name="columns">Where the recording keeps each value.</param>
/// <param name="encode">Encodes a text with the tokenizer of the experiment's model; null where the experiment names no model.</param>
/// <param name="odd">Collects remarks on odd responses that are used anyway.</param>
internal sealed class ImportedTokens(RecordingColumns columns, Func<string, IReadOnlyList<int>>? encode, OddRows odd)
{
    /// <summary>The ids, their kind, and one log-probability per token, or none.</summary>
    /// <exception cref="OddRowException">The row holds something else, or lists of unequal length.</exception>
    public (int[] Ids, TokenKind Kind, float[] LogProbs) Of(Row row, string text, int choice)
    {
        var recorded = columns.ResponseIds is { } path ? RecordingPath.At(RecordingPath.Values(row, path), choice) : null;
        if (recorded is { IsNull: false })
        {
            var ids = recorded.Integers()
                ?? throw new OddRowException(RowFault.WrongValue, $"'{columns.ResponseIds}' is not a list of token ids");
            return (ids, TokenKind.Recorded, LogProbs(row, choice, ids.Length));
        }

        // Without the recorded ids, log-probabilities cannot be assigned to our tokens. They are only checked.
        _ = LogProbs(row, choice, null);
        return encode is null ? (WordTokens.Of(text), TokenKind.Words, []) : ([.. encode(text)], TokenKind.Encoded, []);
    }

    private float[] LogProbs(Row row, int choice, int? tokens)
    {
        var value = columns.LogProbs is { } path ? RecordingPath.At(RecordingPath.Values(row, path), choice) : null;
        if (value is null or { IsNull: true })
        {
            return [];
        }

        if (value.Items?.Any(item => item.IsNull) == true)
        {
            return Without(row, "one of them is null");
        }

        var numbers = value.Numbers() ?? throw new OddRowException(RowFault.WrongValue, $"'{columns.LogProbs}' is not a list of numbers");
        if (tokens is { } count && numbers.Length != count)
        {
            throw new OddRowException(RowFault.WrongValue, $"it has {numbers.Length} log-probabilities for {count} tokens");
        }

        return Array.TrueForAll(numbers, double.IsFinite)
            ? [.. numbers.Select(number => (float)number)]
            : Without(row, "one of them is not finite");
    }

    private float[] Without(Row row, string why)
    {
        odd.Remark(RowRemark.NoLogProbs, row.Odd(why));
        return [];
    }
}
