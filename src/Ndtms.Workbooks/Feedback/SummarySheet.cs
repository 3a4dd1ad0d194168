using System.Globalization;
using Ndtms.Core.Quality;
using Ndtms.Core.Validation;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Feedback;

/// <summary>The outcome of the submission, its records, and what to do next.</summary>
internal sealed class SummarySheet(FeedbackView view, RemovedSheet removed) : ISheet
{
    /// <summary>How many issues with the whole file are shown of one rule: a header can have any number of unknown columns.</summary>
    private const int MostOfRule = 10;

    private const string ConfirmedMeans = "Warning, confirmed: the value has been checked and is correct; it does not count in data quality.";

    public string Name => "Summary";

    public string Purpose => "The outcome of the submission, the number of records, and what to do next";

    public void Fill(Sheet sheet)
    {
        sheet.Title(Name, view.Subtitle);
        if (view.Feedback.CheckedOnly)
            sheet.Heading(ErrorsWorkbook.CheckedOnly);
        sheet.Heading(VerdictInWords());
        sheet.Text(VerdictMeans());
        if (view.Feedback.MissedDeadline is { } deadline)
        {
            sheet.Text($"The file was {Wording.Count(view.Feedback.Received.DayNumber - deadline.DayNumber, "day")} late: the deadline was {Wording.Day(deadline)}, and it "
                + $"was received on {Wording.Day(view.Feedback.Received)}.");
        }

        foreach (var serious in view.Issues.Where(i => i.Severity >= Severity.Hold).GroupBy(i => i.Rule, StringComparer.Ordinal))
        {
            foreach (var issue in serious.Take(MostOfRule))
                sheet.Text($"{issue.Rule}: {RuleBook.Message(issue, view.Book)} {RuleBook.Advice(issue, view.Book)}");
            if (view.Feedback.IssueCounts.Where(c => c.Rule == serious.Key).Sum(c => c.Issues) - MostOfRule is > 0 and var more)
                sheet.Text($"{serious.Key}: {Wording.Count(more, "more issue")} of this rule. See Detail.");
        }

        sheet.Heading("What to do next");
        foreach (var step in NextSteps())
            sheet.Text(step);

        AddScore(sheet);
        AddScoreTrend(sheet);
        AddComparison(sheet);
        AddChanges(sheet);
        sheet.Heading("The file");
        var facts = view.Feedback.Facts;
        sheet.Facts(
            ("File", view.Feedback.FileName), ("Agency", view.Agency),
            ("Window", facts is null ? "Not known" : $"{Wording.Day(facts.From)} to {Wording.Day(facts.To)}"),
            ("Data set", facts?.Letter ?? "Not known"), ("Received", Wording.Day(view.Feedback.Received)), ("Deadline", Deadline()),
            ("Submission for the month", string.Create(CultureInfo.InvariantCulture, $"Number {view.Feedback.Number}")),
            ("Data rows", view.Feedback.Rows), ("Clients who refuse consent", view.Feedback.Refusals));

        sheet.Heading("Records");
        var loaded = view.Feedback is { Verdict: Verdict.Accepted, CheckedOnly: false } ? "Accepted" : "Valid";
        sheet.Table(
            "Records",
            [
                "Record", new("Read", Format.Whole), new(loaded, Format.Whole), new("Rejected", Format.Whole),
                new($"{loaded}, with a warning", Format.Whole),
            ],
            [.. view.Feedback.Counts.OrderBy(c => c.Kind).Select(c => (Cell[])[FeedbackWords.Plural(c.Kind), c.Read, c.Loaded, c.Rejected, c.Warned])],
            new TableOptions { WhenEmpty = "The content was not checked" });
        sheet.Note("Records exclude clients who refuse consent. Their data is not read.");

        sheet.Heading("Issues by severity");
        sheet.Table(
            "Severities",
            [new("Severity and its effect") { Width = 52 }, new("Issues", Format.Whole)],
            [
                .. FeedbackWords.Severities.Select(s => (Cell[])[$"{s.ToString()}: {FeedbackWords.Meaning(s)}", view.Count(s)]),
                .. view.Confirmed == 0 ? (IEnumerable<Cell[]>)[] : [[ConfirmedMeans, view.Confirmed]],
            ],
            new TableOptions { Total = ["All", view.Total] });
    }

    private void AddScore(Sheet sheet)
    {
        if (QualityScore.Of(view.Feedback.Counts) is not { } score)
            return;
        sheet.Heading("Data-quality score");
        var rows = new List<Cell[]> { new Cell[] { ((Cell)"This submission").Bold(), Cell.Blank, QualityCells.Score(score).Bold() } };
        if (view.Feedback.Earlier is [.., var last] && QualityScore.Of(last.Counts) is { } before)
            rows.Add(["Last submission", Cell.Blank, QualityCells.Score(before)]);
        AddMean(view.Feedback.Region, view.Feedback.RegionScore);
        AddMean("England", view.Feedback.EnglandScore);
        sheet.Table("Score", ["Submission or area", new("Agencies", Format.Whole), new("Score out of 100", Format.Decimal)], rows);
        sheet.Note("100, minus the percentage of records rejected, minus half the percentage of records with a warning. See Notes.");

        void AddMean(string? area, QualityMean? mean)
        {
            if (area is not null && mean is not null)
                rows.Add([$"{area}: mean of its agencies", mean.Agencies, QualityCells.Score(mean.Score)]);
        }
    }

    /// <summary>The deadline, and whether the file was in time.</summary>
    private string Deadline() => (view.Feedback.MissedDeadline ?? view.Feedback.Deadline) switch
    {
        null => "Not known",
        { } day when view.Feedback.MissedDeadline is not null => $"{Wording.Day(day)}; {Wording.Count(view.Feedback.Received.DayNumber - day.DayNumber, "day")} late",
        { } day when view.Feedback.Received <= day => $"{Wording.Day(day)}; in time",
        { } day => $"{Wording.Day(day)}; an earlier file was in time",
    };

    /// <summary>The score of the last submissions, this one the last.</summary>
    private void AddScoreTrend(Sheet sheet)
    {
        var scores = view.Feedback.Earlier.Select(e => (e.Received, Score: QualityScore.Of(e.Counts)))
            .Append((view.Feedback.Received, Score: QualityScore.Of(view.Feedback.Counts))).Where(s => s.Score is not null).ToList();
        if (scores.Count < 2)
            return;
        sheet.Heading($"Score of the last {scores.Count} submissions");
        sheet.Table(
            "Score_trend",
            ["Received", new("Score out of 100", Format.Decimal)],
            [.. scores.Select(s => (Cell[])[Wording.Day(s.Received), QualityCells.Score(s.Score!.Value)])])
            .Chart(new Chart(ChartKind.Line, "Data-quality score", "Received", "Score out of 100") { Unit = "Out of 100, by submission", Height = 170, Closely = true });
    }

    private void AddComparison(Sheet sheet)
    {
        if (view.Feedback.Earlier is not [.., var last])
            return;
        sheet.Heading("Compared with the last submission");
        sheet.Text($"The last submission was received on {Wording.Day(last.Received)}, for a window ending on {Wording.Day(last.WindowTo)}.");
        sheet.Gap();
        sheet.Table(
            "Comparison",
            ["Item", new("Now", Format.Whole), new("Before", Format.Whole), new("Change", Format.Change)],
            [
                Row("Records read", c => c.Read), Row("Records rejected", c => c.Rejected), Row("Records with a warning", c => c.Warned),
                .. view.Feedback.Counts.OrderBy(c => c.Kind).Select(c => Compared(
                    $"{FeedbackWords.Plural(c.Kind)} read", c.Read, last.Counts.FirstOrDefault(b => b.Kind == c.Kind)?.Read ?? 0)),
                .. FeedbackWords.Severities.Select(s => Compared($"Issues: {s.ToString().ToLowerInvariant()}", view.Count(s), last.Issues.GetValueOrDefault(s))),
            ]);

        Cell[] Row(string what, Func<EntityCount, int> count) => Compared(what, view.Feedback.Counts.Sum(count), last.Counts.Sum(count));

        static Cell[] Compared(string what, int now, int before) => [what, now, before, now - before];
    }

    private void AddChanges(Sheet sheet)
    {
        if (view.Feedback.Changes is not { } changes)
            return;
        var held = view.Feedback.Verdict == Verdict.Held;
        sheet.Heading(held ? "Changes to be made if confirmed" : "Changes");
        sheet.Table(
            "Changes",
            ["Compared with earlier data", new("Number", Format.Whole)],
            [
                ["Episodes added: not in earlier data", changes.Added], ["Episodes changed: different content in earlier data", changes.Changed],
                ["Episodes unchanged", changes.Unchanged], ["Episodes removed: in earlier data, but not in the file", changes.Removed.Count],
                ["Clients who refuse consent: all earlier data about them " + (held ? "would be deleted" : "deleted"), changes.RefusedClients],
            ]);
        if (removed.Top is { } list)
            sheet.Link($"See the {Wording.Count(changes.Removed.Count, "episode")} {(held ? "that would be removed" : "removed")}", list);
    }

    private string VerdictInWords() => view.Feedback.Verdict switch
    {
        Verdict.Accepted when view.Feedback.CheckedOnly => "Can be loaded",
        Verdict.Held when view.Feedback.CheckedOnly => "Would be held",
        Verdict.Rejected when view.Feedback.CheckedOnly => "Would be rejected",
        Verdict.Accepted when view.Issues.Any(i => i.Severity == Severity.Hold) => "Accepted, after being held and confirmed",
        Verdict.Accepted => "Accepted",
        Verdict.Held => "Held: not loaded yet",
        _ => "Rejected: nothing was loaded",
    };

    private string VerdictMeans() => view.Feedback.Verdict switch
    {
        Verdict.Accepted when view.Feedback.CheckedOnly => "If the file is submitted, it replaces earlier data for its window. Valid records will "
            + "count in the figures; rejected records will not.",
        Verdict.Held when view.Feedback.CheckedOnly => "If the file is submitted, it is not loaded until an authorised person confirms it.",
        Verdict.Rejected when view.Feedback.CheckedOnly => "If the file is submitted, nothing of it is loaded.",
        Verdict.Accepted => "The file replaces earlier data for its window. Accepted records now count in the figures; rejected records do "
            + "not.",
        Verdict.Held => "The file was checked and stored, but there may be a problem with the file as a whole. Earlier data "
            + "continues to count until an authorised person confirms or withdraws the submission.",
        _ => "The file cannot be used as it is. Earlier data continues to count.",
    };

    private IEnumerable<string> NextSteps()
    {
        var rejects = view.Count(Severity.Reject);
        var warnings = view.Count(Severity.Warning);
        switch (view.Feedback.Verdict)
        {
            case Verdict.Accepted when view.Feedback.CheckedOnly:
                yield return "Submit the file.";
                break;
            case Verdict.Held when view.Feedback.CheckedOnly:
                yield return "If the file is correct, submit it and ask for it to be confirmed. If not, correct the data and check it again.";
                break;
            case Verdict.Rejected:
                yield return "Correct the problems listed above and send the file again.";
                break;
            case Verdict.Held:
                yield return "If the file is correct, confirm the submission. If not, withdraw it, correct the data and send the whole file "
                    + "again.";
                break;
        }

        if (rejects > 0)
        {
            yield return $"{Wording.Count(rejects, "issue")} {(rejects == 1 ? "keeps" : "keep")} records out of the figures. Correct "
                + $"{(rejects == 1 ? "it" : "them")} in your own system and send the whole file again for the same window. The new file "
                + "replaces this one.";
        }

        if (warnings > 0)
        {
            yield return $"{Wording.Count(warnings, "warning")} {(warnings == 1 ? "does" : "do")} not keep records out, but may distort "
                + $"the figures. Correct {(warnings == 1 ? "it" : "them")} in your own system before the next submission.";
        }

        if (rejects + warnings > 0)
            yield return "Start with the sheet By rule. The copies of your file whose names end in ERRORS show the same issues beside each row; you can correct and send either.";
        else if (view.Feedback is { Verdict: Verdict.Accepted, CheckedOnly: false })
            yield return "You do not need to do anything.";
    }
}
