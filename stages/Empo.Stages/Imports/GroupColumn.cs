using System.Text.RegularExpressions;

namespace Empo.Stages.Imports;

/// <summary>
/// A column that may tell apart the questions of prompts with one text. Trainers put group ids, counters of samples and ids of rows into
/// columns of the same names, so the values decide what a column is.
/// </summary>
internal static partial class GroupColumn
{
    /// <summary>
    /// The name of each row's group, or null where the column names none: where its values stand in every row, where one stands in a single
    /// row each (an id of the row), or where it runs across the prompts (an index of the sample).
    /// </summary>
    /// <param name="rows">Step, prompt and the column's value of each row.</param>
    /// <param name="isGroupId">Whether the column is by its name an id of groups, as verl's <c>uid</c>: its groups may then hold several
    /// prompts (turns of an agent).</param>
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
    /// verl's <c>{sample}_{rollout}_{output}</c>, of which the first part names the question: every value is of that form and stands once
    /// in its step, several rows share a first part, and the first outputs of one sample have one prompt.
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
