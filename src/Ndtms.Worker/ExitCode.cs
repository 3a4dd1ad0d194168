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
