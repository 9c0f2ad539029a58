using System.Globalization;
using Empo.Stages.Templates;

namespace Empo.Stages.Prompts;

/// <summary>The errors of chat templates, with their codes and remedies.</summary>
internal static class TemplateFailure
{
    /// <summary>The remedy that holds for every template.</summary>
    public const string WithoutTemplate =
        "Set prompt.chat to none and write the prompt yourself in prompt.template, with {question} where the question goes; "
        + "special tokens written there count.";

    /// <summary>The code of a refusal by the template itself.</summary>
    public const string Refusal = "EMPO4102";

    /// <param name="exception">What the template's reader or renderer says.</param>
    /// <param name="file">The file that holds the template.</param>
    /// <param name="remedy">What helps in this case; null for what helps in general.</param>
    /// <param name="of">What helps in general; null for prompts.</param>
    public static UserError Of(TemplateException exception, string file, string? remedy = null, TemplateRemedy? of = null)
    {
        var (otherwise, day) = of ?? TemplateRemedy.OfPrompt;
        var place = string.Create(CultureInfo.InvariantCulture, $"line {exception.Line} of the template");
        var what = $"{exception.Message.ReplaceLineEndings(" ")} ({place})";
        var (code, message, general) = exception.Fault switch
        {
            TemplateFault.Syntax => (
                "EMPO4100",
                $"The model's chat template is no Jinja that can be read: {what}.",
                $"Fetch the file again, or correct that line. {otherwise}"
            ),
            TemplateFault.Unsupported => (
                "EMPO4101",
                $"The model's chat template uses what is not rendered here: {what}.",
                $"Write that line in another way. {otherwise}"
            ),
            TemplateFault.Refused => (Refusal, $"The model's chat template refuses a conversation: {what}.", otherwise),
            TemplateFault.Limit => ("EMPO4103", $"The model's chat template costs too much: {what}.", otherwise),
            TemplateFault.Date => (
                "EMPO4104",
                $"The model's chat template writes the date into the prompt: {what}.",
                $"Set {day} to the day that the model is to be told, such as 2025-01-31. The clock is not asked, since prompts must "
                    + "not change from day to day."
            ),
            TemplateFault.Value => (
                "EMPO4105",
                $"The model's chat template cannot be rendered: {what}.",
                $"Correct that line if the template was edited. {otherwise}"
            ),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        // In JSON the whole template is one line.
        var line = file.EndsWith(ChatTemplateFile.FileName, StringComparison.Ordinal) ? exception.Line : 0;
        return new UserError(code, $"{message} {remedy ?? general}", file, line, cause: exception);
    }
}
