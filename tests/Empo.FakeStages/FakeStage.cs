using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;

namespace Empo.FakeStages;

/// <summary>A stage without a model: every output is a text that names the stage, its settings and its inputs.</summary>
internal static class FakeStage
{
    public static void Run(StageContext context, FaultFolder faults)
    {
        var request = context.Request;
        string? Fault(string kind) => faults.Find(request.Stage, request.Round, kind);
        faults.NoteStage(request.Stage, request.Round);
        Die(Fault("exit"), Fault("abort"));
        if (Fault("fresh") is { } fresh && (fresh == "always" || faults.Stages > 1))
        {
            throw new FreshProcessException("the fake stage wants a process of its own");
        }

        if (Fault("fail") is { } text)
        {
            throw new UserError("EMPO3099", text, "some/model.safetensors");
        }

        if (Fault("defect") is { } defect)
        {
            throw new InvalidOperationException(defect);
        }

        while (Fault("hold") is not null)
        {
            Wait(context, "0.05");
        }

        if (request.Stage == "rollout")
        {
            Sample(context, Fault("chunk"));
        }

        Write(context, unchangedPolicy: Fault("same") is not null);
        context.Metric("pass@1", 0.5);
        foreach (var parts in (Fault("metrics") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')))
        {
            context.Metric(parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture));
        }
    }

    private static void Die(string? exit, string? abort)
    {
        if (exit is not null)
        {
            Console.Error.WriteLine("the fake stage was told to die");
            Environment.Exit(int.Parse(exit, CultureInfo.InvariantCulture));
        }

        if (abort is not null)
        {
            Environment.FailFast("the fake stage was told to abort");
        }
    }

    private static void Wait(StageContext context, string? seconds)
    {
        if (seconds is not null)
        {
            context.Cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
            context.Cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Chunks as the real rollout keys them: policy, decoding, round and block; not the group size.</summary>
    private static void Sample(StageContext context, string? seconds)
    {
        var blocks = context.Settings.Get(Rollout.Samples) / context.Settings.Get(Rollout.SamplesPerChunk);
        for (var block = 0; block < blocks; block++)
        {
            var lines = new[]
            {
                $"policy {context.Input(InputRole.Policy).Digest}",
                $"temperature {context.Settings.Get(Rollout.Temperature)}",
                $"round {context.Round}",
                $"block {block}",
            };
            context.Chunks.GetOrCreate(lines, path => File.WriteAllLines(path, lines));
            context.Log.Progress("sampling", block + 1, blocks, "chunks");
            Wait(context, seconds);
        }
    }

    private static void Write(StageContext context, bool unchangedPolicy)
    {
        var content = string.Join('\n', context.Request.Fingerprint) + "\n";
        foreach (var name in context.Request.Outputs)
        {
            if (name == "policy" && unchangedPolicy)
            {
                context.PassThrough(name, context.Input(InputRole.Policy));
                continue;
            }

            var path = context.Output(name);
            File.WriteAllText(Path.HasExtension(name) ? path : Path.Combine(path, "model.safetensors"), $"{name}\n{content}");
        }
    }
}
