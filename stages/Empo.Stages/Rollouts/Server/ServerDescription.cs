namespace Empo.Stages.Rollouts.Server;

/// <summary>All that a server says of itself.</summary>
/// <param name="Identity">What is in keys.</param>
/// <param name="Facts">What is compared with what it is asked for.</param>
internal sealed record ServerDescription(ServerIdentity Identity, ServerFacts Facts);
