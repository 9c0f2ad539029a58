using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Empo.UnitTests")]
