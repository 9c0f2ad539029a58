using System.Globalization;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Values put into a text: <c>%</c> with <c>%s</c> and <c>%d</c>, and <c>str.format</c> with <c>{}</c>.</summary>
internal static class TextFormat
{
    /// <exception cref="TemplateException">Another format, or another number of values.</exception>
    public static PromptText Percent(PromptText format, TemplateValue values, TemplateRun run)
    {
        var items = values is ListValue { IsTuple: true } tuple ? tuple.Items : [values];
        var (builder, next) = (new PromptTextBuilder(), 0);
        for (var i = 0; i < format.Text.Length; i++)
        {
            if (format.Text[i] != '%')
            {
                builder.Append(format, i, i + 1);
                continue;
            }

            var kind = ++i < format.Text.Length ? format.Text[i] : ' ';
            if (kind == '%')
            {
                builder.Append(format, i, i + 1);
                continue;
            }

            var value = next < items.Count
                ? items[next++]
                : throw new TemplateException(TemplateFault.Value, "a format has more places than values");
            builder.Append(kind switch
            {
                's' => TextForm.Of(value, run),
                'd' or 'i' when ValueEquality.NumberOf(value) is { } number => PromptText.OfMarkup(
                    ((long)number).ToString(CultureInfo.InvariantCulture)
                ),
                'd' or 'i' => throw new TemplateException(TemplateFault.Value, $"%d is given a {value.TypeName}"),
                _ => throw new TemplateException(TemplateFault.Unsupported, $"the format '%{kind}'"),
            });
        }

        return next == items.Count || values is DictionaryValue
            ? builder.Build()
            : throw new TemplateException(TemplateFault.Value, "a format has fewer places than values");
    }

    /// <summary>As <c>str.format</c>: <c>{}</c>, <c>{0}</c>, <c>{name}</c>.</summary>
    /// <exception cref="TemplateException">Another format, or a value that is missing.</exception>
    public static PromptText Braces(PromptText format, Arguments arguments, TemplateRun run)
    {
        var (builder, next) = (new PromptTextBuilder(), 0);
        for (var i = 0; i < format.Text.Length; i++)
        {
            var character = format.Text[i];
            if (character is '{' or '}' && i + 1 < format.Text.Length && format.Text[i + 1] == character)
            {
                builder.Append(format, i, ++i);
                continue;
            }

            if (character != '{')
            {
                builder.Append(format, i, i + 1);
                continue;
            }

            var end = format.Text.IndexOf('}', i);
            var field = end < 0 ? "?" : format.Text[(i + 1)..end];
            builder.Append(TextForm.Of(Field(field, arguments, ref next), run));
            i = end;
        }

        return builder.Build();
    }

    private static TemplateValue Field(string field, Arguments arguments, ref int next)
    {
        var index = field.Length == 0 ? next++ : int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : -1;
        if (index >= 0)
        {
            return index < arguments.Positional.Count
                ? arguments.Positional[index]
                : throw new TemplateException(TemplateFault.Value, "a format has more places than values");
        }

        return field.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
            ? arguments.Named.FirstOrDefault(named => named.Name == field).Value
                ?? throw new TemplateException(TemplateFault.Value, $"a format lacks the value '{field}'")
            : throw new TemplateException(TemplateFault.Unsupported, $"the format '{{{field}}}'");
    }
}
