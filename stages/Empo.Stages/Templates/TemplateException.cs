namespace Empo.Stages.Templates;

/// <summary>A template cannot be read or rendered.</summary>
/// <param name="fault">The kind of reason.</param>
/// <param name="message">What is wrong, without the line.</param>
/// <param name="line">Line in the source, from 1; 0 where it is the line that is being rendered.</param>
internal sealed class TemplateException(TemplateFault fault, string message, int line = 0) : Exception(message)
{
    public TemplateFault Fault { get; } = fault;

    public int Line { get; } = line;

    /// <summary>The same with a line.</summary>
    public TemplateException At(int line) => new(Fault, Message, line);
}
