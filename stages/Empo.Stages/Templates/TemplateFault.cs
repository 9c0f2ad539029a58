namespace Empo.Stages.Templates;

/// <summary>Why a template cannot be read or rendered.</summary>
internal enum TemplateFault
{
    /// <summary>The source is no Jinja.</summary>
    Syntax,

    /// <summary>It is Jinja that is not implemented here, or that the sandbox forbids.</summary>
    Unsupported,

    /// <summary>The template itself refuses the conversation (<c>raise_exception</c>).</summary>
    Refused,

    /// <summary>It takes too many steps, writes too much, or nests too deep.</summary>
    Limit,

    /// <summary>It asks for today's date.</summary>
    Date,

    /// <summary>An operation is not defined for its values.</summary>
    Value,
}
