using System.Globalization;

namespace Empo.Stages.Generate;

/// <summary>The arguments of the verb <c>generate</c>.</summary>
internal sealed record GenerateOptions
{
    public const string Usage =
        "generate --model <folder> [--adapter <folder>] --prompt <text or @file.jsonl> [--samples n] [--temperature t] "
        + "[--max-tokens n] [--top-p p] [--top-k k] [--seed n] [--device d] [--json]";

    /// <summary>A model's folder, or an adapter's that names its base model.</summary>
    public required string Model { get; init; }

    /// <summary>Folder of an adapter to the model, or null.</summary>
    public string? Adapter { get; init; }

    /// <summary>Text as the model sees it, or <c>@</c> and a file with one JSON object a line.</summary>
    public required string Prompt { get; init; }

    public int Samples { get; init; } = 1;

    /// <summary>0 is greedy.</summary>
    public double Temperature { get; init; } = 1;

    public double TopP { get; init; } = 1;

    public int TopK { get; init; }

    public int MaxTokens { get; init; } = 256;

    public int Seed { get; init; } = 1;

    public string Device { get; init; } = "auto";

    public bool Json { get; init; }

    /// <exception cref="UserError">EMPO6020: an argument is unknown, missing, or has no such value.</exception>
    public static GenerateOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new GenerateOptions { Model = "", Prompt = "" };
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--json")
            {
                options = options with { Json = true };
                continue;
            }

            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw Wrong($"{arguments[i]} has no value");
            options = options.With(arguments[i], value);
            i++;
        }

        return options switch
        {
            { Model: "" } => throw Wrong("--model is missing"),
            { Prompt: "" } => throw Wrong("--prompt is missing"),
            _ => options,
        };
    }

    private GenerateOptions With(string name, string value) => name switch
    {
        "--model" => this with { Model = Path.GetFullPath(value) },
        "--adapter" => this with { Adapter = Path.GetFullPath(value) },
        "--prompt" => this with { Prompt = value },
        "--samples" => this with { Samples = Integer(name, value, 1, 4096) },
        "--temperature" => this with { Temperature = Number(name, value, 0, 100) },
        "--top-p" => this with { TopP = Number(name, value, 0.000001, 1) },
        "--top-k" => this with { TopK = Integer(name, value, 0, int.MaxValue) },
        "--max-tokens" => this with { MaxTokens = Integer(name, value, 1, 1_000_000) },
        "--seed" => this with { Seed = Integer(name, value, 0, int.MaxValue) },
        "--device" => this with { Device = value },
        _ => throw Wrong($"{name} is no argument"),
    };

    private static int Integer(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most
            ? number
            : throw Wrong($"{name} is '{value}', not an integer from {least} to {most}");

    private static double Number(string name, string value, double least, double most) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(FormattableString.Invariant($"{name} is '{value}', not a number from {least} to {most}"));

    private static UserError Wrong(string what) => new("EMPO6020", $"{what}. Use: {Usage}");
}
