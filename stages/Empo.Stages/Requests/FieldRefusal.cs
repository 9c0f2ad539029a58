namespace Empo.Stages.Requests;

/// <summary>What follows from a refusal that names fields.</summary>
/// <param name="Next">What to send now.</param>
/// <param name="LeftOut">Fields that are no longer sent.</param>
/// <param name="Needed">A field that is refused and may not be left out, or null.</param>
internal sealed record FieldRefusal(AcceptedFields Next, IReadOnlyList<RequestField> LeftOut, RequestField? Needed);
