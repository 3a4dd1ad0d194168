namespace Ndtms.Worker;

/// <summary>What the program answers; of a batch, the worst.</summary>
public static class ExitCode
{
    /// <summary>All done.</summary>
    public const int Done = 0;

    /// <summary>Some data is bad: a file or something in it was rejected or held.</summary>
    public const int BadData = 1;

    /// <summary>The call is wrong: an option, a path, an area that does not exist.</summary>
    public const int WrongCall = 2;

    /// <summary>The machine failed: disk, rights, database.</summary>
    public const int MachineFailed = 3;
}

/// <summary>The call asks for what cannot be done; the message says what to do instead.</summary>
public sealed class WrongCallException(string message) : Exception(message);

/// <summary>The machine does not allow it: a file cannot be written, an address not listened on. The message says why and what to
/// do.</summary>
public sealed class MachineFailedException(string message, Exception? inner = null) : Exception(message, inner);
