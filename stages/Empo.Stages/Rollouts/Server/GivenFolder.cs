using Empo.Experiments.Catalog;
using Empo.Models;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// Tells the folder of weights that a server was given from the name of a model. After <c>/update_weights_from_disk</c>, SGLang calls its
/// model by that folder, in <c>id</c> and in <c>root</c> (tokenizer_manager.py: <c>served_model_name = obj.model_path</c>).
/// </summary>
internal static class GivenFolder
{
    /// <summary>Digits of a key in the name of an entry's folder.</summary>
    private const int NameDigits = 32;

    /// <summary>
    /// Whether a build gave a server this folder, or may have: a policy of any store, whether it still exists or not, or a model's folder
    /// of this machine, since a server sees both under the same path.
    /// </summary>
    /// <param name="name">What the server calls its model.</param>
    /// <param name="given">The folder that it was given last; null where that is not known.</param>
    public static bool Is(string name, string? given) =>
        name == given || IsInStore(name) || (Path.IsPathRooted(name) && File.Exists(Path.Combine(name, DecoderConfigFile.FileName)));

    /// <summary>Whether it is the path of a policy in a store: <c>/…/update/0123456789abcdef0123456789abcdef/policy</c>.</summary>
    public static bool IsInStore(string name) =>
        Path.IsPathRooted(name)
        && name.TrimEnd('/', '\\').Split('/', '\\') is [.., var stage, var key, var output]
        && output == StageTable.Policy.Name
        && key.Length == NameDigits
        && key.All(char.IsAsciiHexDigitLower)
        && StageTable.All.Any(definition => definition.Name == stage && definition.Outputs.Contains(StageTable.Policy));
}
