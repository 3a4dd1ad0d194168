using System.Data.Common;
using Dapper;
using Ndtms.Core.Validation;

namespace Ndtms.Storage;

/// <summary>What is being done with a submission that is checked.</summary>
public enum CheckStep
{
    /// <summary>Its rows are read and judged.</summary>
    Checking,

    /// <summary>It is compared with the current data, and what was found is stored.</summary>
    Comparing,

    /// <summary>It is loaded.</summary>
    Loading,
}

/// <summary>The last news of a submission that is being checked. A check of a moment gives none.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Rows">Rows checked.</param>
/// <param name="About">Rows that the file has; 0: not known yet.</param>
/// <param name="At">When that was so.</param>
public sealed record CheckNews(CheckStep Step, int Rows, int About, DateTimeOffset At);

/// <summary>Writes how far a check is, once a second at most, while the check itself goes on: it waits for nobody who writes.</summary>
internal sealed class SubmissionProgress : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Action<CheckStep, CheckProgress> _write;
    private readonly ITimer _timer;
    private News? _news;
    private int _isWriting;

    /// <param name="write">Writes the news.</param>
    public SubmissionProgress(Action<CheckStep, CheckProgress> write)
    {
        _write = write;
        _timer = TimeProvider.System.CreateTimer(_ => Write(), null, First, Every);
    }

    /// <summary>Rows are done.</summary>
    public void Tell(CheckProgress progress) => Tell(CheckStep.Checking, progress);

    /// <summary>A step begins.</summary>
    public void Tell(CheckStep step, CheckProgress progress) => Volatile.Write(ref _news, new News(step, progress));

    public void Dispose() => _timer.Dispose();

    /// <summary>Keeps the news of a submission.</summary>
    public static void Keep(DbConnection connection, long submission, CheckStep step, CheckProgress progress, DateTimeOffset at)
    {
        var news = new { submission, step = SubmissionTables.Name(step), progress.Rows, progress.Of, at };
        if (connection.Execute(
            "UPDATE submission_progress SET step = @step, rows_done = @Rows, rows_about = @Of, at = @at WHERE submission_id = @submission", news) == 0)
        {
            connection.Execute(
                "INSERT INTO submission_progress (submission_id, step, rows_done, rows_about, at) VALUES (@submission, @step, @Rows, @Of, @at)", news);
        }
    }

    /// <summary>The last news of a submission; null: there is none.</summary>
    public static CheckNews? Of(DbConnection connection, long submission) => connection
        .Query<(string Step, long Rows, long About, DateTimeOffset At)>(
            "SELECT step, rows_done, rows_about, at FROM submission_progress WHERE submission_id = @submission", new { submission })
        .Select(n => new CheckNews(Enum.Parse<CheckStep>(n.Step, ignoreCase: true), (int)n.Rows, (int)n.About, n.At)).SingleOrDefault();

    private void Write()
    {
        if (Interlocked.Exchange(ref _isWriting, 1) == 1)
            return;
        try
        {
            if (Interlocked.Exchange(ref _news, null) is { } news)
                _write(news.Step, news.Progress);
        }
        catch (StorageException)
        {
            // The next news says more; nothing depends on this one.
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    private sealed record News(CheckStep Step, CheckProgress Progress);
}
