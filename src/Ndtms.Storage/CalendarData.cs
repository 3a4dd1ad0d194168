using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>What is kept for the calendar: agencies' own deadlines, which files came, and which notifications were sent.</summary>
public sealed class CalendarData(Database database)
{
    /// <summary>Every extension, by agency and month.</summary>
    public IReadOnlyList<Extension> Extensions() => database.Read(ExtensionsOf);

    internal static IReadOnlyList<Extension> ExtensionsOf(DbConnection connection) => connection
        .Query<(string Agency, string Month, DateOnly Closes, string Reason)>("SELECT agency, month, closes, reason FROM extension ORDER BY agency, month")
        .Select(e => new Extension(e.Agency, SubmissionCalendar.MonthEnd(Day.Parse(e.Month + "-01")), e.Closes, e.Reason)).ToList();

    /// <summary>Adds extensions and updates those known; one that is not among the rows stays, one with a blank <c>closes</c> is
    /// removed.</summary>
    /// <param name="fileName">The name of their file, for messages.</param>
    /// <param name="rows">The rows of <see cref="ExtensionForm"/>.</param>
    /// <param name="book">Bank holidays, on which the windows depend.</param>
    /// <param name="scope">The agencies that there are for the caller.</param>
    /// <param name="terms">What was agreed to.</param>
    /// <returns>What changes; not made where the terms do not allow it.</returns>
    /// <exception cref="CodeBookException">A row cannot be used; nothing was changed.</exception>
    public RowChanges LoadExtensions(string fileName, IReadOnlyList<ReferenceRow> rows, CodeBook book, Scope scope, LoadTerms terms)
    {
        if (rows.Count == 0)
            throw new CodeBookException($"{fileName} has no extension; nothing was changed.");
        return database.Write(connection =>
        {
            var current = ExtensionsOf(connection).ToDictionary(e => (e.Agency, e.Month));
            var given = Read(rows, new SubmissionCalendar(book.WorkingDays, []), code =>
                ReferenceData.Agency(connection, code) is { } agency && scope.Covers(code, agency.Partnership));
            var changes = new RowChanges(
                rows.Count,
                given.Count(g => g.Value is not null && !current.ContainsKey(g.Key)),
                given.Count(g => g.Value is { } extension && current.TryGetValue(g.Key, out var was) && was != extension),
                given.Count(g => g.Value is null && current.ContainsKey(g.Key))).Under(terms);
            if (!changes.Made)
                return changes;
            foreach (var ((agency, day), extension) in given)
            {
                var month = Month(day);
                connection.Execute("DELETE FROM extension WHERE agency = @agency AND month = @month", new { agency, month });
                if (extension is not null)
                {
                    connection.Execute(
                        "INSERT INTO extension (agency, month, closes, reason) VALUES (@agency, @month, @closes, @reason)",
                        new { agency, month, closes = extension.Closes, reason = extension.Reason });
                }
            }

            return changes;
        });
    }

    /// <summary>The extension of each row by agency and month; null: it is to be removed.</summary>
    private static Dictionary<(string Agency, DateOnly Month), Extension?> Read(
        IReadOnlyList<ReferenceRow> rows, SubmissionCalendar calendar, Func<string, bool> isRegistered)
    {
        var given = new Dictionary<(string Agency, DateOnly Month), Extension?>();
        foreach (var row in rows)
        {
            var agency = row.Required("agency").ToUpperInvariant();
            var month = row.Required("month");
            if (!DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
                || first.Year is < 1990 or > 2099)
            {
                throw row.Wrong("month", "the month reported on, as yyyy-mm");
            }

            if (!isRegistered(agency))
                throw row.Wrong("agency", "the code of a registered agency");
            var closes = row.Date("closes");
            if (closes <= calendar.WindowOf(first).Closes)
                throw row.Wrong("closes", $"a day after {Day.Show(calendar.WindowOf(first).Closes)}, when the window of {month} closes for all agencies");
            var end = SubmissionCalendar.MonthEnd(first);
            if (!given.TryAdd((agency, end), closes is { } day ? new Extension(agency, end, day, row.Required("reason")) : null))
                throw row.Wrong("month", "a month that appears only once for the agency");
        }

        return given;
    }

    /// <summary>The extensions as a CSV file of <see cref="ExtensionForm"/>.</summary>
    public byte[] ExportExtensions()
    {
        var csv = new StringBuilder().AppendJoin(',', ExtensionForm.Form.Columns.Select(c => c.Name)).Append('\n');
        foreach (var e in Extensions())
            csv.AppendJoin(',', new[] { e.Agency, Month(e.Month), Day.Show(e.Closes), e.Reason }.Select(CsvText.Text)).Append('\n');
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    /// <summary>Every file that was accepted, held or rejected and says whose it is and for when, in the order of receipt.</summary>
    public IReadOnlyList<Arrival> Arrivals() => database.Read(ArrivalsOf);

    /// <summary>The files that were accepted, held or rejected and say whose they are and for when, in the order of receipt.</summary>
    /// <param name="scope">Of the agencies in it.</param>
    /// <param name="month">Any day of the first month that they may be for: files whose window ends earlier are left out.</param>
    public IReadOnlyList<Arrival> Arrivals(Scope scope, DateOnly month) =>
        database.Read(connection => ArrivalsOf(connection, scope, new DateOnly(month.Year, month.Month, 1)));

    /// <summary>The last day that any accepted file reaches; null: none was accepted.</summary>
    public DateOnly? AcceptedUntil() => database.Read(connection => connection.ExecuteScalar<DateOnly?>(
        "SELECT MAX(window_to) FROM submission WHERE state IN ('accepted', 'superseded') AND agency IS NOT NULL"));

    internal static IReadOnlyList<Arrival> ArrivalsOf(DbConnection connection) => ArrivalsOf(connection, Scope.England, DateOnly.MinValue);

    private static List<Arrival> ArrivalsOf(DbConnection connection, Scope scope, DateOnly from) => connection
        .Query<(string Agency, DateOnly To, DateOnly Received, string State)>(
            $"""
            SELECT agency, window_to, received, state FROM submission
            WHERE agency IS NOT NULL AND window_to >= @from AND state IN ('accepted', 'superseded', 'held', 'rejected') AND {scope.On("agency")}
            ORDER BY id
            """,
            new { from, scopeAgencies = scope.Agencies, scopePartnerships = scope.Partnerships })
        .Select(s => new Arrival(s.Agency, s.To, s.Received, s.State switch
        {
            "held" => Verdict.Held,
            "rejected" => Verdict.Rejected,
            _ => Verdict.Accepted,
        })).ToList();

    /// <summary>Notes that a notification is about to be sent.</summary>
    /// <returns>False: it was sent already, or is being sent.</returns>
    public bool Claim(Notification notification) => database.Write(connection => connection.Execute(
        $"""
        INSERT INTO notification (kind, recipient, month, deadline, days_before)
        SELECT @Kind, @Recipient, @month, @Deadline, @DaysBefore
        WHERE NOT EXISTS (SELECT 1 FROM notification {Where})
        """, Key(notification))) == 1;

    /// <summary>Notes that a claimed notification was sent.</summary>
    public void MarkSent(Notification notification, DateTimeOffset at) =>
        Change("UPDATE notification SET sent_at = @at", notification, at);

    /// <summary>Notes that a claimed notification could not be sent, so that the next run tries again.</summary>
    public void Release(Notification notification) => Change("DELETE FROM notification", notification);

    /// <summary>Whether a claimed notification was sent; false: a process sends it, or ended while it did.</summary>
    public bool IsSent(Notification notification) => database.Read(connection => connection.ExecuteScalar<long>(
        $"SELECT COUNT(*) FROM notification {Where} AND sent_at IS NOT NULL", Key(notification))) == 1;

    private const string Where =
        "WHERE kind = @Kind AND recipient = @Recipient AND month = @month AND deadline = @Deadline AND days_before = @DaysBefore";

    private void Change(string sql, Notification notification, DateTimeOffset? at = null) => database.Write(connection =>
    {
        var key = Key(notification);
        key.Add("at", at);
        return connection.Execute($"{sql} {Where} AND sent_at IS NULL", key);
    });

    private static DynamicParameters Key(Notification n) => new(new { n.Kind, n.Recipient, month = Month(n.Month), n.Deadline, n.DaysBefore });

    private static string Month(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

/// <summary>A notification by what makes it the same one.</summary>
/// <param name="Kind"><c>reminder</c> or <c>late</c>.</param>
/// <param name="Recipient">Code of an agency, or of a late list of a region.</param>
/// <param name="Month">A day of the month reported on.</param>
/// <param name="Deadline">The deadline that it is about.</param>
/// <param name="DaysBefore">Of a reminder: how many working days before the deadline it is for; of a late list 0.</param>
public sealed record Notification(string Kind, string Recipient, DateOnly Month, DateOnly Deadline, int DaysBefore);
