using System.Data.Common;
using Dapper;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Records;

namespace Ndtms.Storage;

/// <summary>The tables that analysts' own tools read (the views <c>analyst_*</c>): persons by keyed hash, journeys, areas and figures.</summary>
public sealed class AnalystTables(Database database, Secrets secrets)
{
    /// <summary>Puts the persons, journeys and figures of a cut in the place of those that were there, in one transaction.</summary>
    /// <param name="caseload">The current data, prepared.</param>
    /// <param name="figures">All figures of the cut, computed from these data with a publication key.</param>
    /// <param name="areas">The areas of the run.</param>
    /// <param name="dataHash">SHA-256 of the current data.</param>
    /// <param name="moment">When it was read.</param>
    /// <param name="by">Who refreshes, and when.</param>
    /// <returns>How many journeys there are, over all levels, and how many figures.</returns>
    /// <exception cref="SubmissionStateException">Current data have changed since that moment: a client may have refused.</exception>
    public (long Journeys, long Figures) Refresh(
        Caseload caseload, Figures figures, Areas areas, string dataHash, DataMoment moment, Actor by) => database.WriteAlone(WriteLock.OfAllData, connection =>
    {
        moment.ThrowIfPast(connection);
        foreach (var table in (string[])["journey_client", "journey", "analyst_person", "analyst_area", "current_value", "analyst_refresh"])
            connection.Execute($"DELETE FROM {table}");
        connection.Execute(
            """
            INSERT INTO analyst_refresh (id, cut, refreshed_at, refreshed_by, data_hash, basis)
            VALUES (1, @Cut, @At, @Who, @dataHash, @Basis)
            """, new { figures.Cut, by.At, by.Who, dataHash, caseload.Basis });
        InsertAreas(connection, areas);
        InsertPersons(connection);
        return (InsertJourneys(connection, caseload, figures.Cut), FigureRows.Insert(connection, null, figures));
    });

    /// <summary>Deletes every journey that an episode of a client who refuses belongs to, and all figures: the client may be alone in some. The
    /// client's row takes the person's hash with it.</summary>
    /// <param name="connection">Within the transaction of the refusal.</param>
    /// <param name="submission">The submission whose refusals are in <c>refusal_load</c>.</param>
    internal static void Forget(DbConnection connection, long submission)
    {
        var refused = new { submission, digits = Secrets.ShownDigits };
        connection.Execute(
            """
            DELETE FROM journey WHERE id IN (
                SELECT journey FROM journey_client WHERE client_hash IN (
                    SELECT SUBSTRING(client_hash, 1, @digits) FROM refusal_load WHERE submission_id = @submission))
            """, refused);
        connection.Execute(
            """
            DELETE FROM journey_client WHERE client_hash IN (
                SELECT SUBSTRING(client_hash, 1, @digits) FROM refusal_load WHERE submission_id = @submission)
            """, refused);
        connection.Execute("DELETE FROM current_value");
    }

    private static void InsertAreas(DbConnection connection, Areas areas)
    {
        using var insert = new BulkInsert(connection, "analyst_area", ["code", "name", "region", "region_name"]);
        foreach (var partnership in areas.Partnerships)
        {
            insert.Add(partnership.Code).Add(partnership.Name).Add(partnership.Region)
                .Add(areas.Region(partnership.Region)?.Name ?? partnership.Region).Insert();
        }
    }

    private void InsertPersons(DbConnection connection)
    {
        var clients = connection.Query<(long Id, string First, string Second, DateOnly Born, string Sex)>(
            "SELECT id, finitial, sinitial, dob, sex FROM client ORDER BY id").ToList();
        using var insert = new BulkInsert(connection, "analyst_person", ["client", "person_hash"]);
        foreach (var (id, first, second, born, sex) in clients)
            insert.Add(id).Add(secrets.PersonHash(new Attributors(first[0], second[0], born, sex))[..Secrets.ShownDigits]).Insert();
    }

    private long InsertJourneys(DbConnection connection, Caseload caseload, DateOnly cut)
    {
        var persons = new Dictionary<int, string>();
        var clients = new Dictionary<CurrentClient, string>(ReferenceEqualityComparer.Instance);
        // One bulk insert at a time on a connection: whose journeys they are is kept until all are in.
        var behind = new List<(string Client, long Journey)>();
        long id = 0;
        using (var insert = new BulkInsert(connection, "journey",
        [
            "id", "area_level", "area_code", "person_hash", "journey_start", "treatment_start", "journey_end", "exit_group", "substance_group",
            "sex", "age_at_start", "age", "populations", "episode_count", "days_in_treatment", "is_effective",
        ]))
        {
            foreach (var journey in JourneyRun.At(caseload, cut))
            {
                if (!persons.TryGetValue(journey.Person, out var person))
                    persons.Add(journey.Person, person = secrets.ShownPersonHash(journey.Episodes[0].Client));
                insert.Add(++id).Add(journey.Level.Name()).Add(journey.Area).Add(person).Add(journey.Start).Add(journey.TreatmentStart)
                    .Add(journey.End).Add(journey.Exit).Add(journey.SubstanceGroup).Add(journey.Sex).Add(journey.AgeAtStart).Add(journey.Age)
                    .Add($",{string.Join(',', journey.Populations.Select(p => p.Name()))},").Add(journey.Episodes.Count).Add(journey.Days)
                    .Add(journey.Effective);
                insert.Insert();
                foreach (var client in journey.Episodes.Select(e => e.Client).Distinct<CurrentClient>(ReferenceEqualityComparer.Instance))
                {
                    if (!clients.TryGetValue(client, out var hash))
                        clients.Add(client, hash = secrets.ClientHash(client.Agency, client.ClientId)[..Secrets.ShownDigits]);
                    behind.Add((hash, id));
                }
            }
        }

        using var links = new BulkInsert(connection, "journey_client", ["client_hash", "journey"]);
        foreach (var (client, journey) in behind)
            links.Add(client).Add(journey).Insert();
        return id;
    }
}
