using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Stages.Templates;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Prompts;

/// <summary>
/// The chat template of a model folder: <c>chat_template.jinja</c>, or else <c>chat_template</c> of <c>tokenizer_config.json</c>, or of
/// <c>chat_template.json</c> (a text, or a list of named ones of which <c>default</c> is taken).
/// </summary>
internal static class ChatTemplateFile
{
    public const string FileName = "chat_template.jinja";
    public const string JsonName = "chat_template.json";

    /// <summary>
    /// The largest known template takes 20 kB. A configuration file with the tokenizer's added tokens takes a few hundred kB.
    /// </summary>
    private const long MaxBytes = 8 << 20;

    /// <exception cref="UserError">EMPO2040: the folder has no template. EMPO4100, EMPO4101, EMPO4103: it cannot be read.</exception>
    public static ChatTemplate Read(string folder, TemplateRemedy? remedy = null)
    {
        var otherwise = (remedy ?? TemplateRemedy.OfPrompt).Otherwise;
        var (file, source) = Source(folder, otherwise) ?? throw new UserError(
            "EMPO2040",
            $"The model has no chat template: there is neither {FileName} nor a chat_template in {TokenizerFolder.ConfigName} or "
                + $"{JsonName}. {otherwise}",
            folder
        );
        try
        {
            return new ChatTemplate(source, SpecialTokenTexts.Of(folder));
        }
        catch (TemplateException exception)
        {
            throw TemplateFailure.Of(exception, file, of: remedy);
        }
    }

    /// <summary>The file with the template of a folder; the folder where there is none.</summary>
    public static string PathOf(string folder) =>
        new[] { FileName, TokenizerFolder.ConfigName, JsonName }
            .Select(name => Path.Combine(folder, name))
            .FirstOrDefault(path => File.Exists(path) && (path.EndsWith(FileName, StringComparison.Ordinal) || InJson(path) is not null))
        ?? folder;

    /// <summary>The template's text, whatever it says; null where the folder has no readable template.</summary>
    public static string? Find(string folder)
    {
        try
        {
            return Source(folder)?.Source;
        }
        catch (UserError)
        {
            return null; // the code that renders it reports the error
        }
    }

    /// <summary>The template; null where the folder has none that can be read.</summary>
    public static ChatTemplate? TryRead(string folder)
    {
        try
        {
            return Read(folder);
        }
        catch (UserError)
        {
            return null; // the code that renders it reports the error
        }
    }

    private static (string File, string Source)? Source(string folder, string otherwise = TemplateFailure.WithoutTemplate)
    {
        var file = Path.Combine(folder, FileName);
        if (File.Exists(file))
        {
            return (file, Text(file, otherwise));
        }

        foreach (var json in new[] { TokenizerFolder.ConfigName, JsonName }.Select(name => Path.Combine(folder, name)))
        {
            if (File.Exists(json) && InJson(json, otherwise) is { } source)
            {
                return (json, source);
            }
        }

        return null;
    }

    private static string Text(string file, string otherwise) =>
        new FileInfo(file).Length <= MaxBytes
            ? File.ReadAllText(file)
            : throw new UserError(
                "EMPO2040",
                $"The model's chat template cannot be read: the file is larger than {MaxBytes >> 20} MB, and no template is. Fetch "
                    + $"it again. {otherwise}",
                file
            );

    private static string? InJson(string file, string otherwise = TemplateFailure.WithoutTemplate)
    {
        try
        {
            return JsonNode.Parse(Text(file, otherwise))?["chat_template"] switch
            {
                JsonArray named => Default(named, file),
                var text => text?.GetValue<string>(),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new UserError(
                "EMPO2040",
                $"The model's chat template cannot be read: {exception.Message.TrimEnd('.')}. Fetch the file again, or fix it at "
                    + $"that place. {otherwise}",
                file,
                cause: exception
            );
        }
    }

    private static string? Default(JsonArray named, string file)
    {
        var template = named.FirstOrDefault(item => item?["name"]?.GetValue<string>() == "default")?["template"]?.GetValue<string>();
        return template is not null || named.Count == 0
            ? template
            : throw new UserError(
                "EMPO2040",
                "The model has several chat templates, none of which is named 'default': "
                    + $"{string.Join(", ", named.Select(item => $"'{item?["name"]}'"))}. Write the one that is meant into {FileName} "
                    + "beside this file.",
                file
            );
    }
}
