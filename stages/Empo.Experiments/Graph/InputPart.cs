namespace Empo.Experiments.Graph;

/// <summary>
/// The part of an input's content that enters the key: a stage that reads only a tokenizer must not rerun for new weights.
/// </summary>
public enum InputPart
{
    Everything,

    /// <summary>Of a model folder, the files that turn text into tokens.</summary>
    TokenizerFiles,

    /// <summary>Of a folder, the adapter in it.</summary>
    Adapter,

    /// <summary>Of a YAML file, its data: comments and layout do not count.</summary>
    YamlContent,

    /// <summary>
    /// Of a dataset manifest, all data except how many questions it makes: pre-training draws from the same generator whatever the numbers
    /// are.
    /// </summary>
    GeneratorContent,
}
