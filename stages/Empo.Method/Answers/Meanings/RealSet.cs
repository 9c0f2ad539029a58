using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Meanings;

/// <summary>
/// A finite union of points and intervals of the real line, kept as sorted segments that do not touch: each set has one form, regardless of
/// its spelling. Ends are compared with 20 digits.
/// </summary>
internal sealed class RealSet
{
    private readonly IReadOnlyList<Segment> segments;

    private RealSet(IEnumerable<Segment> parts) =>
        segments = Merge([
            .. parts.OrderBy(part => part.Low.Value.High).ThenBy(part => part.Low.Value.Low).ThenByDescending(part => part.HasLow),
        ]);

    /// <summary>All real numbers.</summary>
    public static RealSet Line => new RealSet([]).Complement();

    /// <summary>Whether the set is the whole line.</summary>
    public bool IsLine => segments is [{ Low.IsInfinite: true, High.IsInfinite: true }];

    /// <summary>The set that a meaning describes, or null where it is not a set or its ends are not numbers.</summary>
    public static RealSet? Of(Meaning meaning) => meaning.Collection switch
    {
        null => EndOf(meaning) is { IsInfinite: false } point ? new RealSet([new Segment(point, true, point, true)]) : null,
        "set" or "cup" => OfAll(meaning.Items),
        { Length: 3 } brackets when meaning.Items.Count == 2 && brackets[1] == ',' => OfInterval(meaning, brackets),
        _ => null,
    };

    /// <summary>The union of many sets, sorted once.</summary>
    public static RealSet UnionOf(IEnumerable<RealSet> sets) => new(sets.SelectMany(set => set.segments));

    public RealSet Union(RealSet other) => new(segments.Concat(other.segments));

    public RealSet Intersection(RealSet other) => Complement().Union(other.Complement()).Complement();

    public RealSet Difference(RealSet other) => Intersection(other.Complement());

    /// <summary>The complement on the real line.</summary>
    public RealSet Complement()
    {
        List<Segment> gaps = [];
        End low = End.Negative;
        bool hasLow = false;
        foreach (Segment segment in segments)
        {
            if (Compare(low, segment.Low) < 0 || (hasLow && !segment.HasLow && !low.IsInfinite))
            {
                gaps.Add(new Segment(low, hasLow, segment.Low, !segment.HasLow && !segment.Low.IsInfinite));
            }

            (low, hasLow) = (segment.High, !segment.HasHigh && !segment.High.IsInfinite);
        }

        if (segments.Count == 0 || !segments[^1].High.IsInfinite)
        {
            gaps.Add(new Segment(low, hasLow, End.Positive, false));
        }

        return new RealSet(gaps);
    }

    /// <summary>Points as a set, one interval as itself, anything else as a union in order.</summary>
    public Meaning ToMeaning()
    {
        if (segments.All(segment => segment.IsPoint))
        {
            return MeaningBuilder.SetOf([.. segments.Select(segment => segment.Low.Meaning)]);
        }

        Meaning[] parts = [.. segments.Select(PartOf)];
        return parts.Length == 1
            ? parts[0]
            : new Meaning
            {
                Form = string.Join(" cup ", parts.Select(part => part.Form)),
                Collection = "cup",
                Items = parts,
            };
    }

    /// <summary>The union of the sets that meanings describe, or null where one of them is not a set.</summary>
    public static RealSet? OfAll(IReadOnlyList<Meaning> items)
    {
        RealSet?[] sets = [.. items.Select(Of)];
        return sets.Any(set => set is null) ? null : new RealSet(sets.SelectMany(set => set!.segments));
    }

    private static RealSet? OfInterval(Meaning meaning, string brackets)
    {
        if (EndOf(meaning.Items[0]) is not { } low || EndOf(meaning.Items[1]) is not { } high || Compare(low, high) > 0)
        {
            return null;
        }

        return new RealSet([new Segment(low, brackets[0] == '[' && !low.IsInfinite, high, brackets[2] == ']' && !high.IsInfinite)]);
    }

    private static End? EndOf(Meaning meaning) =>
        meaning switch
        {
            { Form: "∞" } => End.Positive,
            { Form: "-∞" } => End.Negative,
            { Collection: null, Value: { IsReal: true } value } when double.IsFinite(value.Real.High) && double.IsFinite(value.Real.Low) =>
                new End(value.Real, meaning),
            _ => null,
        };

    private static Meaning PartOf(Segment segment)
    {
        if (segment.IsPoint)
        {
            return segment.Low.Meaning with { Form = $"{{{segment.Low.Meaning.Form}}}" };
        }

        char open = segment.HasLow ? '[' : '(';
        char close = segment.HasHigh ? ']' : ')';
        return new Meaning
        {
            Form = $"{open}{segment.Low.Meaning.Form}, {segment.High.Meaning.Form}{close}",
            Collection = $"{open},{close}",
            Items = [segment.Low.Meaning, segment.High.Meaning],
        };
    }

    private static List<Segment> Merge(List<Segment> ordered)
    {
        List<Segment> merged = [];
        foreach (Segment segment in ordered.Where(part => Compare(part.Low, part.High) < 0 || part.IsPoint))
        {
            if (merged.Count == 0 || !merged[^1].Touches(segment))
            {
                merged.Add(segment);
                continue;
            }

            merged[^1] = merged[^1].Joined(segment);
        }

        return merged;
    }

    private static int Compare(End left, End right)
    {
        if (left.IsInfinite || right.IsInfinite)
        {
            return left.Value.High.CompareTo(right.Value.High);
        }

        LongDouble difference = left.Value - right.Value;
        return Math.Abs(difference.High) <= 1e-20 * Math.Max(1e-30, Math.Abs(left.Value.High)) ? 0 : difference.Sign;
    }

    private sealed record End(LongDouble Value, Meaning Meaning)
    {
        public static readonly End Positive = new(new LongDouble(double.PositiveInfinity, 0), new Meaning { Form = "∞" });
        public static readonly End Negative = new(new LongDouble(double.NegativeInfinity, 0), new Meaning { Form = "-∞" });

        public bool IsInfinite => double.IsInfinity(Value.High);
    }

    private sealed record Segment(End Low, bool HasLow, End High, bool HasHigh)
    {
        public bool IsPoint => HasLow && HasHigh && Compare(Low, High) == 0;

        public bool Touches(Segment next) =>
            Compare(next.Low, High) is var order && (order < 0 || (order == 0 && (HasHigh || next.HasLow)));

        public Segment Joined(Segment next)
        {
            int order = Compare(High, next.High);
            Segment longer = this with { HasLow = HasLow || (next.HasLow && Compare(Low, next.Low) == 0) };
            return order < 0
                ? longer with
                {
                    High = next.High,
                    HasHigh = next.HasHigh,
                }
                : longer with
                {
                    HasHigh = HasHigh || (order == 0 && next.HasHigh),
                };
        }
    }
}
