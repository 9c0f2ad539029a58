namespace Empo.Stages.Requests;

/// <summary>The consequences of a refusal that names fields.</summary>
/// <param name="Next">The fields to send now.</param>
/// <param name="LeftOut">Fields that are no longer sent.</param>
/// <param name="Needed">A required field that is refused, or null.</param>
internal sealed record FieldRefusal(AcceptedFields Next, IReadOnlyList<RequestField> LeftOut, RequestField? Needed);
