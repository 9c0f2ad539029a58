namespace Empo.Models;

/// <summary>The types that <c>config.json</c> may declare for weights.</summary>
public enum FloatType
{
    Float32,
    BFloat16,
    Float16,
}
