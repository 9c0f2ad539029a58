namespace Empo.Stages.Sampling;

/// <summary>
/// Which row of the batch holds which response. Rows form groups of equal size that share a prompt. A slot may be empty; its row is
/// computed and ignored. As responses end, a smaller layout is planned from their ends alone, so the same chunk is always computed by the
/// same operations.
/// </summary>
internal sealed record BatchLayout
{
    /// <summary>Fewer rows would be computed by other kernels, with other last bits.</summary>
    private const int MinRows = 8;

    /// <summary>Work of a row outside attention, in units of cached tokens (measured on the small model; it affects only speed).</summary>
    private const int RowCost = 75;

    /// <summary>A new arrangement must cost at most this share of the old one to be worth the copying.</summary>
    private const double WorthwhileShare = 0.8;

    /// <summary>S: rows of a group.</summary>
    public required int GroupSize { get; init; }

    /// <summary>Prompt of each group, G indexes.</summary>
    public required int[] Prompts { get; init; }

    /// <summary>Response in each row, G · S indexes, or -1.</summary>
    public required int[] Slots { get; init; }

    /// <summary>All samples of a prompt in one group; response index = prompt · samples + sample.</summary>
    public static BatchLayout Full(int prompts, int samples)
    {
        var size = Math.Max(samples, (MinRows + prompts - 1) / prompts);
        var slots = from prompt in Enumerable.Range(0, prompts)
                    from slot in Enumerable.Range(0, size)
                    select slot < samples ? (prompt * samples) + slot : -1;
        return new BatchLayout { GroupSize = size, Prompts = [.. Enumerable.Range(0, prompts)], Slots = [.. slots] };
    }

    /// <summary>The response in each row, or null.</summary>
    public ResponseBuilder?[] Rows(IReadOnlyList<ResponseBuilder> responses) =>
        [.. Slots.Select(slot => slot < 0 ? null : responses[slot])];

    /// <summary>
    /// A cheaper arrangement of the unfinished responses, or null where none is worth it. <paramref name="tokens"/> are cached per row,
    /// <paramref name="promptTokens"/> per group.
    /// </summary>
    public BatchLayout? Smaller(IReadOnlyList<ResponseBuilder> responses, int tokens, int promptTokens)
    {
        var growing = Slots
            .Where(slot => slot >= 0 && !responses[slot].Finished)
            .GroupBy(slot => responses[slot].Question)
            .Select(group => group.ToArray())
            .ToArray();
        if (Slots.Length <= MinRows || growing.Length == 0)
        {
            return null;
        }

        long Cost(long groups, int size) => (groups * size * (RowCost + tokens)) + (groups * promptTokens);
        var best = Enumerable.Range(1, growing.Max(group => group.Length)).MinBy(size => Cost(GroupsOf(growing, size), size));
        return Cost(GroupsOf(growing, best), best) <= WorthwhileShare * Cost(Prompts.Length, GroupSize)
            ? Arrange(growing, best, responses)
            : null;
    }

    /// <summary>For each new row, the old row that holds its response. An empty slot repeats the row before it.</summary>
    public long[] RowsFrom(BatchLayout old)
    {
        var rowOf = old
            .Slots.Select((slot, row) => (slot, row))
            .Where(pair => pair.slot >= 0)
            .ToDictionary(pair => pair.slot, pair => (long)pair.row);
        var rows = new long[Slots.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = Slots[i] >= 0 ? rowOf[Slots[i]] : i > 0 ? rows[i - 1] : 0;
        }

        return rows;
    }

    /// <summary>Number of groups needed at a group size of <paramref name="size"/>, filled up to <see cref="MinRows"/>.</summary>
    private static int GroupsOf(int[][] growing, int size) =>
        Math.Max(growing.Sum(group => (group.Length + size - 1) / size), (MinRows + size - 1) / size);

    private static BatchLayout Arrange(int[][] growing, int size, IReadOnlyList<ResponseBuilder> responses)
    {
        var pieces = growing.SelectMany(group => group.Chunk(size)).ToList();
        var slots = pieces.SelectMany(piece => piece.Concat(Enumerable.Repeat(-1, size - piece.Length))).ToList();
        var prompts = pieces.Select(piece => responses[piece[0]].Question).ToList();
        while (slots.Count < MinRows)
        {
            prompts.Add(prompts[^1]);
            slots.AddRange(Enumerable.Repeat(-1, size));
        }

        return new BatchLayout { GroupSize = size, Prompts = [.. prompts], Slots = [.. slots] };
    }
}
