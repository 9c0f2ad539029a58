namespace Empo.Stages.Engines.Server;

/// <summary>A server's reply that cannot be used, though its status says that all is well; another attempt may bring a better one.</summary>
internal sealed class ServerReplyException(string message) : Exception(message);
