using System.Text.Json;
using Ndtms.Application.Jobs;
using Ndtms.Storage;

namespace Ndtms.Trials;

/// <summary>The settings file of a service.</summary>
public static class SettingsFile
{
    /// <summary>Writes that of a service in which no job runs but those that are given.</summary>
    /// <param name="folder">The service's folder.</param>
    /// <param name="schedule">The times of jobs, by name.</param>
    /// <param name="settings">Other settings.</param>
    /// <returns>The file.</returns>
    public static string Write(string folder, Dictionary<string, string> schedule, Dictionary<string, string>? settings = null)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Service:Url"] = "http://127.0.0.1:0",
            ["Storage:Database"] = Path.Combine(folder, "ndtms.db"),
            ["Logs:Level"] = "debug",
        };
        foreach (var job in JobBook.All)
            all[$"Schedule:{job.Name}:Cron"] = schedule.GetValueOrDefault(job.Name, "-");
        foreach (var (key, value) in settings ?? [])
            all[key] = value;
        // A service does not create a database that its settings name.
        if (!all.ContainsKey("Storage:Engine"))
            Database.Open(all["Storage:Database"]);
        var path = Path.Combine(folder, "ndtms.json");
        File.WriteAllText(path, JsonSerializer.Serialize(all));
        return path;
    }
}
