using Ndtms.Application.Accounts;
using Ndtms.Application.Housekeeping;
using Ndtms.Application.Notifications;
using Ndtms.Application.Submissions;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Application.Jobs;

/// <summary>What jobs are told by the installation's settings.</summary>
public sealed record JobSettings
{
    /// <summary>Opens the database again: reference data may have been loaded, or the database have come back.</summary>
    public required Func<Workspace> Open { get; init; }

    /// <summary>The database.</summary>
    public required StorageOptions Storage { get; init; }

    /// <summary>Where the calendar's days begin and end.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>How often a failing job is tried.</summary>
    public required int Tries { get; init; }

    /// <summary>Where agencies drop files, and where these go.</summary>
    public required InboxFolders Inbox { get; init; }

    /// <summary>For how long nothing must have been written to a dropped file without a marker.</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>Where figures and workbooks go.</summary>
    public required string ReportsFolder { get; init; }

    /// <summary>Which numbers are exact and which are rounded in them.</summary>
    public required Edition Edition { get; init; }

    /// <summary>Whether a PDF copy is made beside each workbook of figures.</summary>
    public bool Pdf { get; init; }

    /// <summary>Opens the outbox of messages.</summary>
    public required Func<IOutbox> Outbox { get; init; }

    /// <summary>The portal's address, for links in messages.</summary>
    public Uri Portal { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>Messages to people with accounts.</summary>
    public AccountMail Mail => new(Outbox, Portal);

    /// <summary>Where the late lists of regions without an address go.</summary>
    public required string NotifyFolder { get; init; }

    /// <summary>How many working days before a deadline reminders are sent.</summary>
    public required IReadOnlyCollection<int> RemindBefore { get; init; }

    /// <summary>How many months stored files of submissions that were never loaded are kept; 0: permanently.</summary>
    public required int RawFilesMonths { get; init; }

    /// <summary>How many months issues are kept; 0: permanently.</summary>
    public required int IssuesMonths { get; init; }

    /// <summary>How the embedded database is backed up; null: it is not.</summary>
    public required BackupPlan? Backup { get; init; }
}
