using System.Text.RegularExpressions;

namespace Empo.Stages.Imports;

/// <summary>
/// A column that may distinguish questions whose prompts have the same text. Trainers put group ids, sample counters and row ids into
/// columns of the same names, so the values decide what a column is.
/// </summary>
internal static partial class GroupColumn
{
    /// <summary>
    /// The name of each row's group, or null where the column names no groups: where it divides the rows just as the prompts do, where each
    /// value occurs in a single row (an id of the row), where its values cut across the prompts (an index of the sample), or where a value
    /// covers several prompts although the column's name is not that of a group id.
    /// </summary>
    /// <param name="rows">Step, prompt and the column's value of each row.</param>
    /// <param name="isGroupId">Whether the column's name says that it is a group id, such as verl's <c>uid</c>. Its groups may then hold
    /// several prompts (turns of an agent).</param>
    public static IReadOnlyList<string?>? Names(IReadOnlyList<(string Step, string Prompt, string? Value)> rows, bool isGroupId)
    {
        if (isGroupId && Samples(rows) is { } samples)
        {
            return samples;
        }

        var given = rows.Where(row => row.Value is not null).ToArray();
        var values = given.GroupBy(row => (row.Step, row.Value)).ToArray();
        var ofPrompts = given.GroupBy(row => (row.Step, row.Prompt)).ToArray();
        var (finer, coarser) = (
            ofPrompts.Any(prompt => HasSeveral(prompt.Select(row => row.Value))),
            values.Any(value => HasSeveral(value.Select(row => row.Prompt)))
        );
        var single = values.All(value => value.Count() == 1);
        return given.Length == 0 || single || !(finer || coarser) || (coarser && (finer || !isGroupId))
            ? null
            : [.. rows.Select(row => row.Value)];
    }

    /// <summary>
    /// verl's <c>{sample}_{rollout}_{output}</c>, whose first part names the question. Null unless every value has that form and occurs
    /// once in its step, several rows share a first part, and the first outputs of one sample have the same prompt.
    /// </summary>
    public static IReadOnlyList<string?>? Samples(IReadOnlyList<(string Step, string Prompt, string? Value)> rows)
    {
        var matches = rows.Select(row => Triple().Match(row.Value ?? "")).ToArray();
        if (
            rows.Count == 0
            || !matches.All(match => match.Success)
            || rows.Select(row => (row.Step, row.Value)).Distinct().Count() < rows.Count
        )
        {
            return null;
        }

        var samples = rows.Zip(matches, (row, match) =>
                (row.Step, row.Prompt, Sample: match.Groups["sample"].Value, Output: match.Groups["output"].Value)
            )
            .ToArray();
        var groups = samples.GroupBy(row => (row.Step, row.Sample)).ToArray();
        return
            groups.Any(group => group.Count() > 1)
            && groups.All(group => !HasSeveral(group.Where(row => row.Output == "0").Select(row => row.Prompt)))
            ? [.. samples.Select(row => row.Sample)]
            : null;
    }

    private static bool HasSeveral<T>(IEnumerable<T> values) => values.Distinct().Skip(1).Any();

    [GeneratedRegex(@"^(?<sample>.+)_(?<rollout>\d+)_(?<output>\d+)$")]
    private static partial Regex Triple();
}
