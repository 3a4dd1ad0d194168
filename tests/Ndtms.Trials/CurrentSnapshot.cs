using System.Globalization;
using Dapper;
using Ndtms.Storage;

namespace Ndtms.Trials;

/// <summary>Everything that is held, by natural keys: what must be equal where two ways lead to the same data.</summary>
public static class CurrentSnapshot
{
    private static readonly string[] Children = ["modality", "top_interview", "sub_intervention", "time_in_treatment"];

    /// <summary>The rows of a database, ordered.</summary>
    public static string[] Of(Database database) => database.Read(connection =>
    {
        var lines = new List<string>();
        Add("client", "SELECT agncy, clientid, * FROM client");
        Add("episode", "SELECT agncy, clientid, episode.* FROM episode JOIN client ON client.id = episode.client");
        foreach (var child in Children)
        {
            Add(child, $"SELECT agncy, clientid, episodid, {child}.* FROM {child} JOIN episode ON episode.id = {child}.episode"
                + " JOIN client ON client.id = episode.client");
        }

        Add("refusal", "SELECT agency, client_hash FROM refusal");
        return lines.Order(StringComparer.Ordinal).ToArray();

        void Add(string table, string sql) => lines.AddRange(connection.Query(sql).Select(row => table + " " + string.Join('|',
            ((IDictionary<string, object>)row).Where(c => c.Key is not ("id" or "person" or "client" or "episode" or "submission_id")).Select(c => $"{c.Key}={Show(c.Value)}"))));
    });

    /// <summary>A value as SQLite has it, whatever the engine.</summary>
    private static object? Show(object? value) => value switch
    {
        DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool yes => yes ? 1 : 0,
        _ => value,
    };
}
