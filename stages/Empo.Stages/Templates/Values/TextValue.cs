using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Values;

/// <summary>A text that knows which of its characters come from the conversation.</summary>
internal sealed class TextValue(PromptText value) : TemplateValue
{
    public static TextValue Empty { get; } = new(PromptText.Empty);

    public PromptText Value => value;

    /// <summary>Its characters.</summary>
    public string Text => value.Text;

    public override string TypeName => "str";

    public override bool IsTrue => value.Text.Length > 0;

    public override long Size => 1 + (value.Text.Length / TemplateLimits.CharactersPerStep);

    /// <summary>A text of the template's own.</summary>
    public static TextValue OfMarkup(string text) => new(PromptText.OfMarkup(text));
}
