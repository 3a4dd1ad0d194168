using Ndtms.Core.Persons;

namespace Ndtms.Application.Persons;

/// <summary>Models of linkage as files.</summary>
internal static class ModelFiles
{

    /// <summary>The file of a model that may be written.</summary>
    public static Output Output(string path, bool force = false) => Application.Output.Message(path, "  \"format\": ", force);

    /// <summary>Reads one.</summary>
    /// <exception cref="RequestException">There is none, or it is not one.</exception>
    /// <exception cref="EnvironmentException">The file cannot be read.</exception>
    public static LinkageModel Read(string path)
    {
        try
        {
            return LinkageModel.Read(File.ReadAllBytes(path));
        }
        catch (FormatException e)
        {
            throw new RequestException($"{path}: {e.Message}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RequestException($"There is no file {path}; give a model that 'persons train --out' has written.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"{path} cannot be read: {e.Message.TrimEnd('.')}. Check its rights.", e);
        }
    }
}
