using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>The national quarterly summary for the department: a workbook of four pages on England and its regions.</summary>
public static class NationalSummary
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    /// <summary>The name of a summary's file: <c>summary-england-2011-12-Q4.xlsx</c>.</summary>
    /// <exception cref="ArgumentException">The cut does not end a quarter.</exception>
    public static string FileName(DateOnly cut, Edition edition) =>
        $"summary-{ReportArea.England.Code}-{Quarters.InFileName(Quarters.Require(cut))}{edition.Suffix()}.xlsx";

    /// <summary>Writes the summary; the same data gives the same bytes.</summary>
    /// <param name="data">The data of the cut, which ends a quarter.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <exception cref="ArgumentException">The cut does not end a quarter, or the edition is that for areas themselves.</exception>
    public static void Write(ReportData data, Stream stream)
    {
        if (data.Edition == Edition.Own)
            throw new ArgumentException("The summary covers many areas, and is no area's own.", nameof(data));
        var view = new QuarterlyView(data, ReportArea.England, []);
        var book = new Workbook($"National quarterly summary: {view.Subtitle}") { RunId = data.RunId, Marking = Wording.Marking(data.Edition) };
        book.AddContents(data.Contents("National quarterly summary for the department", view.Area) with { InBrief = new SummarySheet(view).InBrief() });
        book.Add(new Page("England and regions", "What changed since the last quarter", view, AddChanges));
        book.Add(new Page("Sustained poor performance", "Partnerships, regions and England: targets that stay red", view, AddPoor));
        book.Add(new Page("Young people", "Participation, waits, planned exits, vulnerabilities and transitions", view, AddYoungPeople));
        book.Add(new Page("Treatment of offenders", "Referrals from criminal justice, custody and prison treatment", view, AddOffenders));
        book.AddNotes(QuarterlyNotes.Of(view));
        book.Save(stream);
    }

    private static void AddChanges(Sheet sheet, QuarterlyView view)
    {
        sheet.Begin(view, "Each figure beside its change since the last quarter: counts as differences, shares in percentage points (pp). \"12 of 36\" after a share is its "
            + "numerator and denominator.");
        sheet.Heading("Treatment");
        sheet.AddByArea(view, "Treatment", AreaLevel.Region,
            new("In treatment, 12 months", "People", "in-treatment", Population.All, Twelve, Part.N),
            new("New presentations, quarter", "People", "new-presentations", Population.All, Quarter, Part.N),
            new("Problem drug users in effective treatment, 12 months", "People", "effective-treatment", Population.ProblemDrugUsers, Twelve, Part.N),
            new("First waits in time, quarter", "% of waits", "wait-first", Population.All, Quarter, Part.Share),
            new("Retained, quarter", "% of journeys", "retained-12-weeks", Population.All, Quarter, Part.Share));
        sheet.Heading("Outcome of treatment, 12 months");
        sheet.AddByArea(view, "Outcome", AreaLevel.Region,
            new("Completions, opiates", "% of people", "completions-of-treatment", Population.Opiate, Twelve, Part.Share),
            new("Completions, other drugs", "% of people", "completions-of-treatment", Population.NonOpiate, Twelve, Part.Share),
            new("Planned exits", "% of exits", "planned-exits", Population.All, Twelve, Part.Share),
            new("Re-presentations", "% of journeys", "re-presentations", Population.All, Twelve, Part.Share));
        sheet.Heading("Targets of England");
        if (view.Targets.Count == 0)
            sheet.Text(Monthly.InBrief.Bands(view.Targets, view));
        else
            sheet.AddTargets(view, "Targets", view.Targets);
    }

    private static void AddPoor(Sheet sheet, QuarterlyView view)
    {
        sheet.Begin(view, $"Targets that were red (progress under 90%) in {Performance.SustainedMonths} or more consecutive months up to the end of the quarter. The last column "
            + $"says whether the difference from England is {ChanceVariation.Explained} for an area of that size.");
        var partnerships = ExceptionsList.Partnerships(view.Data, view.Area);
        var wholes = view.Poor.Where(p => p.Target.Level is AreaLevel.England or AreaLevel.Region).ToList();
        view.Show(partnerships.Concat(wholes).Select(p => p.Target.Measure));
        if (wholes.Count > 0)
        {
            sheet.Heading("England and regions");
            ExceptionsList.Add(sheet, "Exceptions_whole", wholes, view.Data, "", withLimits: false);
        }

        sheet.Heading("Partnerships");
        ExceptionsList.Add(sheet, "Exceptions", partnerships, view.Data, ExceptionsList.NoneOf(view.Data, view.Area), withLimits: false);
    }

    private static void AddYoungPeople(Sheet sheet, QuarterlyView view)
    {
        sheet.Begin(view, $"People aged under {view.Options.AdultAge}. The key indicator is the number in treatment in 2003/04 plus 50%.");
        sheet.Heading("By region");
        sheet.AddYoungPeopleByArea(view, "Young_people_by_region", AreaLevel.Region);
        sheet.AddVulnerabilities(view);
        view.Show("yp-vulnerabilities");
    }

    private static void AddOffenders(Sheet sheet, QuarterlyView view)
    {
        sheet.Begin(view, "Adult drug clients whose journey's first episode was a referral from criminal justice; drug rehabilitation requirements; people transferred in custody, who "
            + $"should resume treatment within {Wording.Count(view.Options.PickUpDays, "day")}; and people in prison treatment, who are in no other figure.");
        sheet.Heading("Referred from criminal justice");
        sheet.AddByArea(view, "Criminal_justice", AreaLevel.Region,
            new("In treatment, quarter", "People", "in-treatment", Population.CriminalJustice, Quarter, Part.N),
            new("New presentations, quarter", "People", "new-presentations", Population.CriminalJustice, Quarter, Part.N),
            new("Planned exits, 12 months", "% of exits", "planned-exits", Population.CriminalJustice, Twelve, Part.Share),
            new("Completions, 12 months", "% of people", "completions-of-treatment", Population.CriminalJustice, Twelve, Part.Share));
        sheet.Heading("Requirements, custody and prison");
        sheet.AddByArea(view, "Custody", AreaLevel.Region,
            new("Requirements completed, 12 months", "% of people", "local-ni18-drr", Population.All, Twelve, Part.Share),
            new("Resumed treatment after custody, 12 months", "% of episodes", "custody-continuity", Population.All, Twelve, Part.Share),
            new("In prison treatment, quarter", "People", "in-treatment", Population.Prison, Quarter, Part.N),
            new("Prison exits, quarter", "Journeys", "exits", Population.Prison, Quarter, Part.N));
        sheet.AddTrend(view, "Offenders_trend", "England by quarter",
            new("Adults referred from criminal justice, new presentations", "People", "new-presentations", Population.CriminalJustice, Quarter, Part.N),
            new("Adults referred from criminal justice, planned exits", "% of exits", "planned-exits", Population.CriminalJustice, Quarter, Part.Share),
            new("Resumed treatment after custody", "% of episodes", "custody-continuity", Population.All, Quarter, Part.Share),
            new("In prison treatment", "People", "in-treatment", Population.Prison, Quarter, Part.N));
    }

    /// <summary>A page of the summary.</summary>
    private sealed class Page(string name, string purpose, QuarterlyView view, Action<Sheet, QuarterlyView> fill) : ISheet
    {
        public string Name => name;

        public string Purpose => purpose;

        public void Fill(Sheet sheet) => fill(sheet, view);
    }
}
