using Ndtms.Application;
using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Worker;

/// <summary>A failure, as it is told.</summary>
internal static class Failure
{
    /// <summary>The failure in a sentence that gives no value of the data away.</summary>
    public static string InWords(Exception e) => e switch
    {
        RequestException or CodeBookException or StorageException or EnvironmentException => e.Message,
        UnauthorizedAccessException => $"{e.Message} Check the rights, or choose another place.",
        IOException => $"{e.Message} Check the disk and the path.",
        OutOfMemoryException => "There is not enough memory.",
        // The message of an unforeseen error could hold a value of the data, so only its kind is told.
        _ => $"The program failed unexpectedly ({e.GetType().Name}). Run it again with --verbose and report what it prints.",
    };
}
