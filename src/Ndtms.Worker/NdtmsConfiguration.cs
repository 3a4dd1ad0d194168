using Microsoft.Extensions.Configuration;

namespace Ndtms.Worker;

/// <summary>The program's settings, from environment variables that start with NDTMS_ (a colon written as two underscores), over a JSON
/// file.</summary>
internal static class NdtmsConfiguration
{
    /// <summary>The file that is read where none is named and this one is in the working directory.</summary>
    public const string FileName = "ndtms.json";

    /// <summary>Reads the settings.</summary>
    /// <param name="file">The JSON file; null: <see cref="FileName"/>, where there is one.</param>
    /// <exception cref="WrongCallException">The named file is missing, or a file is no JSON.</exception>
    public static IConfigurationRoot Build(string? file)
    {
        var path = Path.GetFullPath(file ?? FileName);
        if (file is not null && !File.Exists(path))
            throw new WrongCallException($"There is no file {file}; give an existing one with --config.");
        try
        {
            return new ConfigurationBuilder().AddJsonFile(path, optional: true, reloadOnChange: false).AddEnvironmentVariables("NDTMS_").Build();
        }
        catch (InvalidDataException e)
        {
            throw new WrongCallException($"{path} is no JSON that can be read: {(e.InnerException ?? e).Message}");
        }
    }
}
