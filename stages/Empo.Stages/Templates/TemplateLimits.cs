namespace Empo.Stages.Templates;

/// <summary>Bounds on what a template may cost, since a template is data from elsewhere.</summary>
internal static class TemplateLimits
{
    /// <summary>Nesting of blocks, expressions and macro calls while rendering. Published templates nest up to about 30.</summary>
    public const int Depth = 400;

    /// <summary>Recursion of the parser: a parenthesis counts three.</summary>
    public const int ParserDepth = 500;

    /// <summary>Nesting of lists and dictionaries in each other.</summary>
    public const int ValueDepth = 100;

    /// <summary>The longest <c>range</c>, as in Jinja2's sandbox.</summary>
    public const int Range = 100_000;

    /// <summary>
    /// Steps of one rendering: evaluated nodes, items of lists, and eight characters each. The costliest published template takes a few
    /// thousand for a short conversation.
    /// </summary>
    public const long Steps = 5_000_000;

    /// <summary>Further steps for each character of the conversation.</summary>
    public const long StepsPerCharacter = 50;

    /// <summary>Characters that cost one step.</summary>
    public const int CharactersPerStep = 8;
}
