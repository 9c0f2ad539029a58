using System.Buffers.Binary;
using System.Text.Json;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Files;

namespace Empo.Experiments.Graph;

/// <summary>
/// Checks, before anything runs, that the folders of the user's model and adapter exist and are complete. The error points to the line of
/// the experiment that names the folder, and says what to download and where to put it. The stage that opens the files checks their
/// content.
/// </summary>
public static class ModelFiles
{
    private const string Index = "model.safetensors.index.json";
    private const long MaxHeader = 100_000_000;

    /// <summary>
    /// The largest tokenizers take 35 MB. Without this limit, every reader of the folder would read a text file of a gigabyte whole.
    /// </summary>
    private const long MaxText = 64 << 20;

    /// <exception cref="UserError">
    /// EMPO3001: no model; EMPO3070: no adapter; EMPO3075: files of it are missing or cut short, all of them named; EMPO3080: files were
    /// never fetched.
    /// </exception>
    public static void Require(Experiment experiment)
    {
        if (experiment.Model is { } model)
        {
            if (!File.Exists(Path.Combine(model, "config.json")))
            {
                throw experiment.FailureAt(General.Model, "EMPO3001", Without(experiment, model));
            }

            RequireFetched(experiment, General.Model, model);
            var wrong = Wrong(model);
            if (wrong.Count > 0)
            {
                throw experiment.FailureAt(
                    General.Model,
                    "EMPO3075",
                    $"The model in {model} is not whole: {string.Join("; ", wrong)}. {WeightsRemedy(experiment, model)}"
                );
            }
        }

        foreach (
            var (setting, folder) in new (Setting, string?)[]
            {
                (General.Adapter, experiment.Adapter),
                (Judge.Model, experiment.JudgeModel),
                (RewardModel.Folder, experiment.RewardModel),
                (Update.KlReference, experiment.Reference),
            }
        )
        {
            if (folder is null || !Directory.Exists(folder))
            {
                continue;
            }

            if (TooLarge(folder) is { Count: > 0 } large)
            {
                throw experiment.FailureAt(
                    setting,
                    "EMPO3075",
                    $"The folder {folder} is not what it should be: {string.Join("; ", large)}. Download its files again, or "
                        + $"correct '{setting}'."
                );
            }

            RequireFetched(experiment, setting, folder);
        }

        RequireAdapter(experiment);
    }

    private static void RequireAdapter(Experiment experiment)
    {
        if (experiment.Adapter is not { } adapter)
        {
            return;
        }

        if (!File.Exists(Path.Combine(adapter, "adapter_config.json")))
        {
            throw experiment.FailureAt(
                General.Adapter,
                "EMPO3070",
                $"There is no adapter in {adapter}: adapter_config.json and adapter_model.safetensors are needed. Put it there, "
                    + "or correct 'adapter'."
            );
        }

        if (!File.Exists(Path.Combine(adapter, "adapter_model.safetensors")))
        {
            throw experiment.FailureAt(
                General.Adapter,
                "EMPO3070",
                File.Exists(Path.Combine(adapter, "adapter_model.bin"))
                    ? $"The adapter in {adapter} is in adapter_model.bin, which holds a program (a pickle) and is never opened. "
                        + "Load it in PEFT and save it again: save_pretrained writes adapter_model.safetensors."
                    : $"There is no adapter_model.safetensors in {adapter}. Fetch it, or correct 'adapter'."
            );
        }
    }

    /// <summary>
    /// The message where there is no <c>config.json</c>: perhaps the folder holds an adapter, or is the folder above the model.
    /// </summary>
    private static string Without(Experiment experiment, string model)
    {
        if (File.Exists(Path.Combine(model, "adapter_config.json")))
        {
            return $"{model} holds an adapter and no model. Name its base model as 'model' and this folder as 'adapter', or merge "
                + "the two first (verb merge of the stage program).";
        }

        // A folder above the model, or a hub's cache with its snapshots.
        var inside = new[] { model, Path.Combine(model, "snapshots") }
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "config.json")));
        return inside is null
            ? $"There is no model in {model}. {Remedy(experiment, model)}"
            : $"There is no model in {model} itself, but one in {inside}: name that folder as 'model'.";
    }

    /// <summary>
    /// Checks small files, and weights by their first bytes. A folder that was cloned without Git LFS has every file name, but the files
    /// are pointers.
    /// </summary>
    private static void RequireFetched(Experiment experiment, Setting setting, string folder)
    {
        var pointers = new DirectoryInfo(folder)
            .EnumerateFiles()
            .Where(file => file.Extension is ".json" or ".jinja" or ".safetensors")
            .Select(file => (file.Name, StandIn: FileStandIn.Of(file.FullName)))
            .Where(file => file.StandIn is not null)
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .ToList();
        if (pointers.Count > 0)
        {
            var others = string.Join(", ", pointers.Skip(1).Select(file => file.Name));
            throw experiment.FailureAt(
                setting,
                "EMPO3080",
                $"In {folder} {pointers[0].Name} {pointers[0].StandIn}"
                    + (pointers.Count == 1 ? "" : FormattableString.Invariant($" The same holds for {pointers.Count - 1} more: {others}."))
            );
        }
    }

    /// <summary>
    /// The remedy for missing weights. Where the model has its weights only in a pickle, fetching it again would bring the same files.
    /// </summary>
    private static string WeightsRemedy(Experiment experiment, string model)
    {
        var hasWeights = Directory.EnumerateFiles(model, "*.safetensors").Any();
        var pickle = Directory.EnumerateFiles(model, "*.bin").Select(Path.GetFileName).Order(StringComparer.Ordinal).FirstOrDefault();
        return !hasWeights && pickle is not null
            ? $"Its weights are in {pickle}, which holds a program (a pickle) and is never opened: save the model with "
                + "transformers once more, save_pretrained writes model.safetensors."
            : Remedy(experiment, model);
    }

    private static string Remedy(Experiment experiment, string folder) => experiment.Get(General.ModelSource) is { Length: > 0 } source
        ? $"Download {source} into that folder (hf download {source} --local-dir {folder}), or correct 'model'."
        : "Put config.json, the safetensors and the tokenizer's files there, or correct 'model'.";

    private static List<string> TooLarge(string folder) =>
        [
            .. new DirectoryInfo(folder)
                .EnumerateFiles()
                .Where(file => file.Extension is ".json" or ".jinja" && file.Length > MaxText)
                .Select(file =>
                    string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"{file.Name} has {file.Length} bytes, more than any such file"
                    )
                ),
        ];

    private static List<string> Wrong(string model)
    {
        var wrong = TooLarge(model);
        if (wrong.Count > 0)
        {
            return wrong;
        }

        if (!File.Exists(Path.Combine(model, "tokenizer.json")))
        {
            var older = new[] { "vocab.json", "tokenizer.model" }.FirstOrDefault(name => File.Exists(Path.Combine(model, name)));
            wrong.Add(
                older is null
                    ? "tokenizer.json is missing"
                    : $"tokenizer.json is missing, and {older} of the older format is not read (transformers' AutoTokenizer reads it, "
                        + "and its save_pretrained writes tokenizer.json)"
            );
        }

        foreach (var name in WeightNames(model, wrong))
        {
            var path = Path.Combine(model, name);
            if (!File.Exists(path))
            {
                wrong.Add($"{name} is missing");
            }
            else if (Promised(path) is { } promised && promised > new FileInfo(path).Length)
            {
                wrong.Add(
                    string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"{name} has {new FileInfo(path).Length} bytes of {promised}"
                    )
                );
            }
        }

        return wrong;
    }

    private static IEnumerable<string> WeightNames(string model, List<string> wrong)
    {
        if (File.Exists(Path.Combine(model, "model.safetensors")) || !File.Exists(Path.Combine(model, Index)))
        {
            return ["model.safetensors"];
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(model, Index)));
            string[] names =
            [
                .. json
                    .RootElement.GetProperty("weight_map")
                    .EnumerateObject()
                    .Select(entry => entry.Value.GetString() ?? "")
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];
            var outside = names.Where(name => name.Length == 0 || name != Path.GetFileName(name)).ToList();
            wrong.AddRange(outside.Select(name => $"{Index} names '{name}', which is not a file of the folder"));
            return names.Except(outside);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            wrong.Add($"{Index} cannot be read");
            return [];
        }
    }

    /// <summary>
    /// The length that the header of a safetensors file promises; null where the header is not valid. The stage that opens the file reports
    /// that.
    /// </summary>
    private static long? Promised(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> prefix = stackalloc byte[8];
        if (
            stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8
            || BinaryPrimitives.ReadInt64LittleEndian(prefix) is not (> 0 and <= MaxHeader)
            || BinaryPrimitives.ReadInt64LittleEndian(prefix) is var length && length > stream.Length - 8
        )
        {
            return null;
        }

        try
        {
            var header = new byte[length];
            stream.ReadExactly(header);
            using var json = JsonDocument.Parse(header);
            return 8
                + length
                + json.RootElement.EnumerateObject()
                    .Where(entry => entry.Name != "__metadata__")
                    .Max(entry => entry.Value.GetProperty("data_offsets")[1].GetInt64());
        }
        catch (Exception error)
            when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException
            )
        {
            return null;
        }
    }
}
