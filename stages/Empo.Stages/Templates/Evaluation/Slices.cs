using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary><c>[start:stop:step]</c> of lists and texts.</summary>
internal static class Slices
{
    /// <exception cref="TemplateException">The value has no slices, or a bound is no whole number.</exception>
    public static TemplateValue Of(TemplateValue value, TemplateValue? start, TemplateValue? stop, TemplateValue? step, TemplateRun run)
    {
        if (value is UndefinedValue undefined)
        {
            throw undefined.Error;
        }

        var stride = Bound(step) ?? 1;
        if (stride == 0)
        {
            throw new TemplateException(TemplateFault.Value, "the step of a slice is 0");
        }

        run.Spend(value.Size);
        switch (value)
        {
            case ListValue list:
                return run.List([.. Places(start, stop, stride, list.Items.Count).Select(at => list.Items[at])], list.IsTuple);
            case TextValue text:
                var starts = PythonText.Starts(text.Text);
                if (stride == 1)
                {
                    var (first, last) = Range(start, stop, starts.Count - 1);
                    return run.Text(text.Value.Slice(starts[first], starts[Math.Max(first, last)]));
                }

                var builder = new PromptTextBuilder();
                foreach (var at in Places(start, stop, stride, starts.Count - 1))
                {
                    builder.Append(text.Value, starts[at], starts[at + 1]);
                }

                return run.Text(builder.Build());
            default:
                throw new TemplateException(TemplateFault.Value, $"a {value.TypeName} has no slices");
        }
    }

    /// <summary>Start and stop within a length; negative ones count from the end.</summary>
    public static (int Start, int Stop) Range(TemplateValue? start, TemplateValue? stop, int length) =>
        (Within(Bound(start) ?? 0, length, 0, length), Within(Bound(stop) ?? length, length, 0, length));

    private static IEnumerable<int> Places(TemplateValue? start, TemplateValue? stop, long step, int length)
    {
        var (low, high) = step > 0 ? (0, length) : (-1, length - 1);
        long at = Bound(start) is { } first ? Within(first, length, low, high) : step > 0 ? low : high;
        long end = Bound(stop) is { } last ? Within(last, length, low, high) : step > 0 ? high : low;
        step = Math.Clamp(step, -length - 1L, length + 1L);
        for (; step > 0 ? at < end : at > end; at += step)
        {
            yield return (int)at;
        }
    }

    private static int Within(long bound, int length, int low, int high) =>
        (int)Math.Clamp(bound < 0 ? bound + length : bound, low, high);

    private static long? Bound(TemplateValue? value) => value switch
    {
        null or NoneValue => null,
        UndefinedValue undefined => throw undefined.Error,
        _ => ValueEquality.WholeOf(value)
            ?? throw new TemplateException(TemplateFault.Value, $"a bound of a slice is a {value.TypeName}, not a whole number"),
    };
}
