using System.Globalization;
using Empo.Stages;
using Empo.Stages.Hosting;
using Empo.Stages.Verbs;

// A build waits for `serve`, and the parser would cost it 30 ms to start; every other call goes through the table of verbs.
return args is ["serve", "--pipe", { Length: > 0 } pipe, "--parent", var parent]
    && int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
    ? StageHost.Serve(pipe, process)
    : VerbHost.Run(VerbTable.Create(), args, Console.Out, Console.Error);
