namespace Ndtms.Application;

/// <summary>The request asks for something that cannot be done; the message says what to do instead.</summary>
public class RequestException(string message) : Exception(message);

/// <summary>What was asked for does not exist, or is outside the caller's scope: the two look alike.</summary>
public sealed class NotFoundException(string message) : RequestException(message);

/// <summary>The caller has no role or right for a use case.</summary>
public sealed class AccessDeniedException(string useCase) : RequestException($"You do not have permission to do this ({useCase}).")
{
    /// <summary>The use case, as access.csv names it.</summary>
    public string UseCase => useCase;
}

/// <summary>Something outside the program does not allow it: a file cannot be written, an address cannot be listened on. The message says
/// why and what to do.</summary>
public sealed class EnvironmentException(string message, Exception? inner = null) : Exception(message, inner);
