using System.Globalization;
using System.Text;
using Empo.Experiments.Execution;
using Empo.Experiments.Protocol;

// A stage program without models: every output is a text that names the stage, its settings and its inputs. What happens to it
// is asked for by files in the folder EMPO_FAKE: "<stage>.slow" (seconds), "<stage>.exit" (exit code), "<stage>.fail" (text).
if (args is not ["serve", "--pipe", var pipe, "--parent", var parent])
{
    return 1;
}

using var watch = new ParentWatch(int.Parse(parent, CultureInfo.InvariantCulture));
using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, signal => signal.Cancel = true);
var faults = Environment.GetEnvironmentVariable("EMPO_FAKE") ?? "";
var server = new StageServer { Programs = _ => Fake, Numerics = () => new Dictionary<string, string> { ["engine"] = "fake" } };
return server.Serve(pipe, watch.Gone);

void Fake(StageContext context)
{
    var request = context.Request;
    if (Fault(request.Stage, "exit") is { } code)
    {
        Console.Error.WriteLine("the fake stage was told to die");
        Environment.Exit(int.Parse(code, CultureInfo.InvariantCulture));
    }

    if (Fault(request.Stage, "fail") is { } text)
    {
        throw new StageFailure("EMPO3099", text, "some/model.safetensors");
    }

    if (Fault(request.Stage, "slow") is { } seconds)
    {
        context.Cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
        context.Cancellation.ThrowIfCancellationRequested();
    }

    var content = new StringBuilder(string.Join('\n', request.Fingerprint)).Append('\n').ToString();
    if (request.Stage == "rollout")
    {
        var samples = context.Settings.Integer("rollout.samples") / context.Settings.Integer("rollout.samples_per_chunk");
        for (var block = 0; block < samples; block++)
        {
            var lines = new[] { $"policy {context.Input("policy").Digest}", $"temperature {context.Settings.Text("rollout.temperature")}", $"round {request.Round}", $"block {block}" };
            context.Chunks.GetOrCreate(lines, path => File.WriteAllLines(path, lines));
            context.Log.Progress("sampling", block + 1, samples, "chunks");
        }
    }

    foreach (var name in request.Outputs)
    {
        var path = context.Output(name);
        File.WriteAllText(Path.HasExtension(name) ? path : Path.Combine(path, "model.safetensors"), $"{name}\n{content}");
    }

    context.Metric("pass@1", 0.5);
}

string? Fault(string stage, string kind) =>
    faults.Length > 0 && File.Exists(Path.Combine(faults, $"{stage}.{kind}")) ? File.ReadAllText(Path.Combine(faults, $"{stage}.{kind}")).Trim() : null;
