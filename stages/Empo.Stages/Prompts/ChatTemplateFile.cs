using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Prompts;

/// <summary>
/// The chat template of a model folder: <c>chat_template.jinja</c>, or else <c>chat_template</c> of <c>tokenizer_config.json</c> (a text,
/// or a list of named ones of which <c>default</c> is taken).
/// </summary>
internal static class ChatTemplateFile
{
    public const string FileName = "chat_template.jinja";

    /// <summary>
    /// The largest known template takes 10 kB. A configuration file with the tokenizer's added tokens takes a few hundred kB.
    /// </summary>
    private const long MaxBytes = 8 << 20;

    private const string Remedy =
        "Set prompt.chat to none and write the prompt yourself in prompt.template, with {question} where the question goes; "
        + "special tokens written there count.";

    /// <exception cref="UserError">EMPO2040: the folder has no template. EMPO2041: the template is not a known one.</exception>
    public static ChatTemplate Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        var source = File.Exists(file) ? Text(file) : InConfig(file = Path.Combine(folder, TokenizerFolder.ConfigName));
        try
        {
            return ChatTemplateReader.Read(
                source
                    ?? throw new UserError(
                        "EMPO2040",
                        $"The model has no chat template: there is neither {FileName} nor a chat_template in "
                            + $"{TokenizerFolder.ConfigName}. {Remedy}",
                        folder
                    )
            );
        }
        catch (FormatException exception)
        {
            throw new UserError(
                "EMPO2041",
                "The model's chat template is not one of ChatML's that are rendered here (Qwen2, Qwen2.5, Qwen3): it has "
                    + $"{exception.Message.ReplaceLineEndings(" ")}. {Remedy}",
                file,
                cause: exception
            );
        }
    }

    /// <summary>The template's text, known or not; null where the folder has no readable template.</summary>
    public static string? Find(string folder)
    {
        try
        {
            var file = Path.Combine(folder, FileName);
            return File.Exists(file) ? Text(file) : InConfig(Path.Combine(folder, TokenizerFolder.ConfigName));
        }
        catch (UserError)
        {
            return null; // the code that renders it reports the error
        }
    }

    private static string Text(string file) =>
        new FileInfo(file).Length <= MaxBytes
            ? File.ReadAllText(file)
            : throw new UserError(
                "EMPO2040",
                $"The model's chat template cannot be read: the file is larger than {MaxBytes >> 20} MB, and no template is. Fetch "
                    + $"it again. {Remedy}",
                file
            );

    private static string? InConfig(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(Text(file))?["chat_template"] switch
            {
                JsonArray named => named
                    .FirstOrDefault(item => item?["name"]?.GetValue<string>() == "default")
                    ?["template"]?.GetValue<string>(),
                var text => text?.GetValue<string>(),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new UserError(
                "EMPO2040",
                $"The model's chat template cannot be read: {exception.Message.TrimEnd('.')}. Fetch the file again, or fix it at "
                    + $"that place. {Remedy}",
                file,
                cause: exception
            );
        }
    }
}
