using System.Globalization;
using Empo.Benchmarks;
using Empo.Stages.Hosting;

NativeHeap.KeepFreedMemory();
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
return BenchmarkVerbs.Run(args);
