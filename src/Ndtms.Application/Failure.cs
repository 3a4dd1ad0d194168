using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Application;

/// <summary>A failure, as users are told of it.</summary>
public static class Failure
{
    /// <summary>The failure in a sentence that holds no value of the data.</summary>
    public static string InWords(Exception e) => PlainText.OfLines(e switch
    {
        RequestException or FactsException or CodeBookException or StorageException or EnvironmentException => e.Message,
        UnauthorizedAccessException => $"{e.Message} Check the rights, or choose another place.",
        IOException => $"{e.Message} Check the disk and the path.",
        OutOfMemoryException => "There is not enough memory.",
        // The message of an unforeseen error could hold a value of the data, so only its kind is shown.
        _ => $"The program failed unexpectedly ({e.GetType().Name}). Run it again with --verbose and report what it prints.",
    });
}
