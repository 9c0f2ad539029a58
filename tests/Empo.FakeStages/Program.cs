using System.Globalization;
using System.Runtime.InteropServices;
using Empo.Experiments.Protocol;
using Empo.FakeStages;

if (args is ["chunk", var store, var folder])
{
    return ChunkWriter.Run(store, folder);
}

if (args is ["check", ..])
{
    return 0;
}

// Takes the place of the real stage program: the same verb, the same protocol, no models.
if (args is ["inspect", ..])
{
    return 0; // -t:Check asks it about models, and here are none
}

if (args is not ["serve", "--pipe", var pipe, "--parent", var parent])
{
    return 1;
}

using var watch = new ParentWatch(int.Parse(parent, CultureInfo.InvariantCulture));
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
var faults = new FaultFolder(Environment.GetEnvironmentVariable("EMPO_FAKE") ?? "");
faults.NoteProcess(Environment.ProcessId);
var server = new StageServer
{
    Programs = _ => context => FakeStage.Run(context, faults),
    Numerics = () => new Dictionary<string, string> { ["engine"] = "fake" },
    Provenance = new Dictionary<string, string> { ["commit"] = "0123abc", ["Fake.Package"] = "1.2.3" },
};
return server.Serve(pipe, watch.Gone);
