using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>One rendering: what it has cost so far, the line in turn, and the date.</summary>
/// <param name="steps">What it may cost.</param>
/// <param name="date">What the template is told when it asks for the date; null refuses.</param>
internal sealed class TemplateRun(long steps, DateOnly? date)
{
    private long _spent;
    private int _depth;

    public DateOnly? Date => date;

    /// <summary>The line that is being rendered.</summary>
    public int Line { get; set; }

    /// <exception cref="TemplateException">The rendering has taken more steps than it may.</exception>
    public void Spend(long amount)
    {
        var isTooMuch = amount > steps - _spent; // the sum could exceed 64 bits
        _spent += isTooMuch ? 0 : amount;
        if (isTooMuch)
        {
            throw new TemplateException(
                TemplateFault.Limit,
                $"rendering takes more than {steps} steps; a step is a node, an item, or {TemplateLimits.CharactersPerStep} characters"
            );
        }
    }

    /// <summary>Pays for the making of a text of so many characters.</summary>
    public void SpendText(long characters) => Spend(1 + (characters / TemplateLimits.CharactersPerStep));

    /// <summary>A new text, paid for.</summary>
    public TextValue Text(PromptText text)
    {
        SpendText(text.Text.Length);
        return new TextValue(text);
    }

    /// <summary>A new list, paid for.</summary>
    public ListValue List(IReadOnlyList<TemplateValue> items, bool isTuple = false)
    {
        Spend(1 + items.Count);
        return new ListValue(items, isTuple);
    }

    /// <summary>Enters a nested part of the template; <see cref="Leave"/> ends it.</summary>
    /// <exception cref="TemplateException">Parts nest too deep, as in an endless recursion of a macro.</exception>
    public void Enter(int line)
    {
        Line = line;
        Spend(1);
        if (++_depth > TemplateLimits.Depth)
        {
            throw new TemplateException(TemplateFault.Limit, "blocks, expressions or macros nest too deep");
        }
    }

    public void Leave() => _depth--;
}
