using System.CommandLine;
using Ndtms.Application;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Records;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Worker.Commands;

/// <summary><c>report monthly|quarterly|exceptions|feedback|partnership-feedback</c>: workbooks of a month.</summary>
internal static partial class ReportCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) => new("report", "Write workbooks: monthly reports, quarterly packs, lists of exceptions, and feedback on data quality.")
    {
        Of("monthly", "Write the monthly reports: of every partnership, region and England, or of the areas asked for.",
            "The code of a partnership, a region or an agency, or england.", terminal, time, WriteMonthly, ofFigures: true),
        Of("quarterly", "Write the quarterly review packs: of every partnership, region and England, or of the areas asked for.",
            "The code of a partnership or a region, or england.", terminal, time, WriteQuarterly, ofFigures: true, takesActions: true),
        Of("exceptions", "Write the lists of sustained poor performance: of England and of every region, or of the areas asked for.",
            "The code of a region, or england.", terminal, time, WriteExceptions, ofFigures: true),
        Of("feedback", "Write the data-quality feedback on each agency's last submission for the month, and its file back with an ERRORS column.",
            "The code of an agency; or of a partnership or a region, or england, for all of its agencies.", terminal, time,
            (workspace, call, terminal) => WriteFeedback(workspace, call.Cut, call.Areas, call.Folder, terminal)),
        Of("partnership-feedback", "Write the data-quality feedback on the agencies of each partnership: counts only.",
            "The code of a partnership.", terminal, time,
            WritePartnershipFeedback, takesDisclosure: true),
    };

    /// <summary>Writes monthly reports.</summary>
    /// <param name="data">What they rest on.</param>
    /// <param name="areas">Whose; null: of every partnership, region and England.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="terminal">Where to tell.</param>
    /// <returns>How many were written.</returns>
    public static int WriteMonthly(ReportData data, IReadOnlyCollection<ReportArea>? areas, string folder, Terminal terminal)
    {
        areas ??= [.. ReportArea.All(data)];
        terminal.Each("Writing monthly reports", areas, area =>
        {
            Files.Write(Path.Combine(folder, MonthlyReport.FileName(area, data.Cut)), stream => MonthlyReport.Write(data, area, stream));
            return null;
        });
        return areas.Count;
    }

    /// <summary>Writes feedback on the last submission of each agency whose window ends in the month of the cut.</summary>
    /// <param name="workspace">The opened database.</param>
    /// <param name="cut">Last day of the month.</param>
    /// <param name="wanted">Whether an agency is wanted.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="terminal">Where to tell.</param>
    /// <returns>The codes of the agencies that there was feedback on.</returns>
    public static IReadOnlyList<string> WriteFeedback(Workspace workspace, DateOnly cut, Func<string, bool> wanted, string folder, Terminal terminal)
    {
        var submissions = workspace.Submissions();
        var last = StoredFeedback.Last(submissions.All(), cut, wanted);
        var stored = new StoredFeedback(workspace);
        terminal.Each("Writing feedback", last, submission =>
        {
            var feedback = stored.Of(submission);
            Files.Write(
                Path.Combine(folder, FeedbackReport.FileName(feedback)),
                stream => FeedbackReport.Write(feedback, workspace.Book, ProgramVersion.Text, stream));
            if (submissions.FileOf(submission) is { } file)
            {
                Files.Write(
                    Path.Combine(folder, ErrorsFile.FileName(feedback.Facts, submission.Received)),
                    stream => ErrorsFile.Write(file, feedback.Issues, workspace.Book, stream));
            }

            return null;
        });
        return [.. last.Select(s => s.Agency!)];
    }

    /// <summary>Writes feedback on the agencies of partnerships, in counts only.</summary>
    /// <param name="workspace">The opened database.</param>
    /// <param name="cut">Last day of the month.</param>
    /// <param name="partnerships">Whose; null: of every partnership that has an agency.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="terminal">Where to tell.</param>
    /// <param name="mode">What becomes of small numbers.</param>
    /// <returns>How many were written: one for each partnership with an agency that sent something for the month.</returns>
    public static int WritePartnershipFeedback(
        Workspace workspace, DateOnly cut, IReadOnlyCollection<Core.DataSets.Partnership>? partnerships, string folder, Terminal terminal,
        DisclosureMode mode = DisclosureMode.None)
    {
        var all = workspace.Reference.Agencies().Select(a => a.Partnership).ToHashSet(StringComparer.Ordinal);
        partnerships ??= [.. workspace.Book.Areas.Partnerships.Where(p => all.Contains(p.Code))];
        var stored = new StoredFeedback(workspace);
        var written = 0;
        terminal.Each("Writing feedback", partnerships, partnership =>
        {
            var feedback = stored.Of(partnership, cut);
            if (feedback.Agencies.All(a => a.Last is null))
                return $"No agency of {partnership.Code} has sent a file for {cut:MM/yyyy}, so there is nothing to feed back.";
            Files.Write(
                Path.Combine(folder, PartnershipFeedbackReport.FileName(feedback)),
                stream => PartnershipFeedbackReport.Write(feedback, workspace.Book, ProgramVersion.Text, stream, mode));
            written++;
            return null;
        });
        workspace.Journal.Reported("Partnership feedback", written, cut);
        return written;
    }

    /// <summary>Makes what reports of a cut rest on.</summary>
    /// <param name="workspace">The opened database.</param>
    /// <param name="held">What is held, with the facts on its quality.</param>
    /// <param name="cut">Last day of the month.</param>
    /// <param name="mode">What becomes of small numbers.</param>
    /// <param name="ofAgencies">Whether reports of agencies are wanted too.</param>
    public static ReportData Prepare(
        Workspace workspace, HeldData held, DateOnly cut, DisclosureMode mode = DisclosureMode.None, bool ofAgencies = false)
    {
        var caseload = Caseload.Prepare(held, workspace.Book);
        var context = new ReportContext
        {
            Targets = new TargetData(workspace.Database).Book(),
            Quality = AgencyQuality.At(held, workspace.Book, cut),
            Frozen = SnapshotCommand.FirstFrozen(workspace.Database, cut),
        };
        return ReportData
            .Prepare(held, workspace.Book, caseload, MeasureRun.Compute(caseload, cut), ProgramVersion.Text, ofAgencies, context).In(mode);
    }

    private static Command Of(
        string name, string description, string areaMeaning, Terminal terminal, TimeProvider time,
        Func<Workspace, ReportCall, Terminal, int> write, bool ofFigures = false, bool takesDisclosure = false, bool takesActions = false)
    {
        var cut = CommonOptions.Cut();
        var area = new Option<string[]>("--area") { Description = areaMeaning + " May be given several times.", HelpName = "CODE", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--out") { Description = "The folder to write to.", HelpName = "DIR", Required = true };
        var disclosure = CommonOptions.Disclosure();
        var actions = ActionsOption();
        var options = new WorkspaceOptions();
        var command = new Command(name, description) { cut, area, output };
        var snapshot = SnapshotCommand.IdOption();
        if (ofFigures)
        {
            cut.Required = false;
            command.Options.Add(snapshot);
        }

        if (ofFigures || takesDisclosure)
            command.Options.Add(disclosure);

        if (takesActions)
            command.Options.Add(actions);
        options.AddTo(command);
        command.SetAction(call =>
        {
            var id = ofFigures ? call.GetValue(snapshot) : null;
            if (call.GetValue(cut) is null == id is null)
                throw new RequestException("Say of what month the reports are: give either --cut or --snapshot.");
            var day = id is null ? CommonOptions.ParseMonth(call.GetValue(cut)!) : default;
            var mode = ofFigures || takesDisclosure ? CommonOptions.ParseDisclosure(call.GetValue(disclosure)!) : DisclosureMode.None;
            using var workspace = options.OpenExisting(call, time);
            return write(
                workspace,
                new ReportCall(day, call.GetValue(area) ?? [], call.GetValue(output)!, mode, id, takesActions ? call.GetValue(actions) : null), terminal);
        });
        return command;
    }

    private static int WriteMonthly(Workspace workspace, ReportCall call, Terminal terminal) => Write(
        workspace, call, terminal, new Kind("monthly report", "monthly reports", Enum.GetValues<AreaLevel>()),
        (data, areas) => WriteMonthly(data, areas, call.Folder, terminal));

    /// <summary>Writes workbooks about areas, of today's data or of a snapshot.</summary>
    private static int Write(
        Workspace workspace, ReportCall call, Terminal terminal, Kind kind, Func<ReportData, IReadOnlyCollection<ReportArea>?, int> write)
    {
        var (data, areas) = call.Snapshot is { } id ? OfSnapshot(workspace, call, kind, id, terminal) : OfToday(workspace, call, kind);
        var without = areas?.Where(a => !data.Figures.Areas(a.Level).Contains(a.Code)).ToList() ?? [];
        foreach (var area in without)
            terminal.Line($"{area.Title} has no episode at {data.Cut:dd/MM/yyyy}, so there is nothing to report.");
        var count = write(data, areas?.Except(without).ToList());
        workspace.Journal.Reported(string.Concat(kind.Many[..1].ToUpperInvariant(), kind.Many.AsSpan(1)), count, data.Cut);
        terminal.Line($"{count} {(count == 1 ? kind.One : kind.Many)} written to {call.Folder}.");
        if (count > 0)
            MeasuresCommand.Caution(data.LatestReceipt, data.Cut, terminal);
        return count == 0 || without.Count > 0 ? ExitCode.BadData : ExitCode.Done;
    }

    private static (ReportData Data, List<ReportArea>? Areas) OfToday(Workspace workspace, ReportCall call, Kind kind)
    {
        var held = new HeldEpisodes(workspace.Database).Load(workspace.Book);
        var found = AreasOf(call, kind, workspace.Book, held.Agencies);
        var data = Prepare(workspace, held, call.Cut, call.Disclosure, found.Exists(a => a.Level == AreaLevel.Agency));
        return (data, found.Count == 0 ? null : found.ConvertAll(a => ReportArea.Of(data, a.Level, a.Code)));
    }

    /// <summary>Areas are those of the snapshot: an agency or a partnership may be another by now, or none.</summary>
    private static (ReportData Data, List<ReportArea>? Areas) OfSnapshot(Workspace workspace, ReportCall call, Kind kind, long id, Terminal terminal)
    {
        var all = SnapshotCommand.Read(workspace, id, terminal);
        var found = AreasOf(call, kind, all.Book, all.Agencies);
        var data = (found.Exists(a => a.Level == AreaLevel.Agency) ? all : all.WithoutAgencies()).In(call.Disclosure);
        return (data, found.Count == 0 ? null : found.ConvertAll(a => ReportArea.Of(data, a.Level, a.Code)));
    }

    /// <exception cref="RequestException">There is no such area, or no such workbook of it.</exception>
    private static List<(AreaLevel Level, string Code)> AreasOf(ReportCall call, Kind kind, CodeBook book, IReadOnlyDictionary<string, Agency> agencies)
    {
        var found = call.Areas.Select(code => (Given: code, Area: FindArea(code, book, agencies))).ToList();
        return found.Find(f => !kind.Levels.Contains(f.Area.Level)) is { Given: { } wrong }
            ? throw new RequestException(
                $"There is no {kind.One} of {wrong}; give {(kind.Levels.Contains(AreaLevel.Partnership) ? "a partnership, a region" : "a region")} or england.")
            : [.. found.Select(f => f.Area).Distinct()];
    }

    private static int WriteFeedback(Workspace workspace, DateOnly cut, string[] codes, string folder, Terminal terminal)
    {
        var agencies = workspace.Reference.Agencies().ToDictionary(a => a.Code, StringComparer.Ordinal);
        var wanted = codes.Select(c => c.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
        foreach (var code in wanted.Where(c => !agencies.Values.Any(a => IsIn(a, c, workspace.Book))))
            throw new RequestException($"There is no agency in '{code}'; give the code of an agency, a partnership or a region, or england.");
        var written = WriteFeedback(
            workspace, cut, agency => wanted.Count == 0 || (agencies.TryGetValue(agency, out var a) && wanted.Any(c => IsIn(a, c, workspace.Book))),
            folder, terminal);
        var without = wanted.Where(c => !written.Any(code => IsIn(agencies[code], c, workspace.Book))).Order(StringComparer.Ordinal).ToList();
        workspace.Journal.Reported("Feedback", written.Count, cut);
        foreach (var code in without)
            terminal.Line($"{code} has no submission for a window that ends in {cut:MM/yyyy}, so there is nothing to feed back.");
        if (written.Count == 0 && without.Count == 0)
            terminal.Line($"There is no submission for a window that ends in {cut:MM/yyyy}, so there is nothing to feed back.");
        if (written.Count > 0)
            terminal.Line($"Feedback on {written.Count} {(written.Count == 1 ? "agency" : "agencies")} written to {folder}.");
        return written.Count == 0 || without.Count > 0 ? ExitCode.BadData : ExitCode.Done;
    }

    private static int WritePartnershipFeedback(Workspace workspace, ReportCall call, Terminal terminal)
    {
        var partnerships = call.Areas.Length == 0 ? null : call.Areas.Select(c => workspace.Book.Areas.Partnership(c.ToUpperInvariant())
            ?? throw new RequestException($"There is no partnership '{c}'; give the code of a partnership.")).Distinct().ToList();
        var written = WritePartnershipFeedback(workspace, call.Cut, partnerships, call.Folder, terminal, call.Disclosure);
        terminal.Line($"Feedback on {written} {(written == 1 ? "partnership" : "partnerships")} written to {call.Folder}.");
        return written == 0 || written < partnerships?.Count ? ExitCode.BadData : ExitCode.Done;
    }

    private static bool IsIn(Agency agency, string code, CodeBook book) => agency.Code == code || agency.Partnership == code
        || code.Equals(Areas.England, StringComparison.OrdinalIgnoreCase)
        || string.Equals(book.Areas.Partnership(agency.Partnership)?.Region, code, StringComparison.OrdinalIgnoreCase);

    /// <summary>The area of a code, as the call writes it: england, a partnership, a region or an agency, in whatever case.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public static (AreaLevel Level, string Code) FindArea(string code, CodeBook book, IReadOnlyDictionary<string, Agency> agencies)
    {
        var upper = code.ToUpperInvariant();
        var lower = code.ToLowerInvariant();
        return lower == Areas.England ? (AreaLevel.England, lower)
            : book.Areas.Partnership(upper) is not null ? (AreaLevel.Partnership, upper)
            : book.Areas.Region(lower) is not null ? (AreaLevel.Region, lower)
            : agencies.ContainsKey(upper) ? (AreaLevel.Agency, upper)
            : throw new RequestException($"There is no area {code}; give the code of a partnership, a region or an agency, or england.");
    }

    /// <summary>A kind of workbook about areas.</summary>
    /// <param name="One">What one is called.</param>
    /// <param name="Many">What several are called.</param>
    /// <param name="Levels">Of which levels of area there are some.</param>
    private sealed record Kind(string One, string Many, AreaLevel[] Levels);

    /// <summary>What a call asks for: of a cut, or of a snapshot.</summary>
    private sealed record ReportCall(DateOnly Cut, string[] Areas, string Folder, DisclosureMode Disclosure, long? Snapshot, string? Actions);
}
