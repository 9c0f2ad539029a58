using System.Text.Json.Nodes;
using Empo.Files;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Inspection;

/// <summary>The configuration files of a model's folder; an absent one is an empty object.</summary>
internal sealed class FolderTexts
{
    public const string SpecialTokensName = "special_tokens_map.json";

    private readonly IReadOnlyList<AddedToken> _added;

    /// <exception cref="UserError">EMPO3080: a file was never fetched.</exception>
    /// <exception cref="System.Text.Json.JsonException">A file is not a JSON object.</exception>
    public FolderTexts(string folder)
    {
        Folder = folder;
        Config = Read(DecoderConfigFile.FileName);
        Generation = Read(GenerationConfigFile.FileName);
        TokenizerConfig = Read(TokenizerFolder.ConfigName);
        SpecialTokens = Read(SpecialTokensName);
        Tokenizer = Read(TokenizerFolder.FileName);
        _added = TokenizerFolder.AddedTokens(Tokenizer);
    }

    public string Folder { get; }

    public JsonObject Config { get; }

    public JsonObject Generation { get; }

    public JsonObject TokenizerConfig { get; }

    public JsonObject SpecialTokens { get; }

    public JsonObject Tokenizer { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>The text of a token in a file: a text, or an object with <c>content</c>; null where none is named.</summary>
    public static string? TextOf(JsonObject json, string key) => (json[key] is JsonObject token ? token["content"] : json[key])?.ToString();

    /// <summary>The id of a token's text, or null.</summary>
    public int? IdOf(string? text) => text is null ? null : TokenizerFolder.IdOf(text, Tokenizer, _added);

    /// <summary><c>&lt;|im_end|&gt; (151645)</c>, or the number alone where no added token has it.</summary>
    public string Shown(int id) =>
        _added.FirstOrDefault(token => token.Id == id) is { } token
            ? FormattableString.Invariant($"{token.Content} ({id})")
            : FormattableString.Invariant($"{id}");

    /// <summary>The same for several ids.</summary>
    public string Shown(IEnumerable<int> ids) => string.Join(", ", ids.Select(Shown));

    private JsonObject Read(string name) => File.Exists(PathOf(name)) ? JsonFile.Read(PathOf(name)) : [];
}
