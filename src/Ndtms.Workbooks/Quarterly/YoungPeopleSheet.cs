using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks.Quarterly;

/// <summary>Young people in treatment, their waits and exits.</summary>
internal sealed class YoungPeopleSheet(QuarterlyView view) : ISheet
{
    private const PeriodKind Quarter = PeriodKind.Quarter;
    private const PeriodKind Twelve = PeriodKind.RollingTwelve;

    public string Name => "Young people";

    public string Purpose => "Numbers against the baseline, waits, exits, vulnerabilities and transitions to adult services";

    public void Fill(Sheet sheet)
    {
        var adult = $"{view.Options.AdultAge}";
        sheet.Begin(view, $"Young people are aged under {adult}. The key indicator is the number in treatment in 2003/04 plus 50%. Working days are Monday to "
            + "Friday, excluding bank holidays.");
        sheet.AddGrowth(view, new GrowthTable("Yp_participation", NationalIndicators.YoungPeople)
        {
            Heading = "Participation compared with 2003/04 plus 50%",
            Figures = "Young people in treatment",
            Against = "Baseline plus 50%",
            Level = NationalIndicators.Needed,
        });
        sheet.AddTrend(view, "Yp_numbers", "Numbers",
            new("In treatment", "People", "in-treatment", Population.YoungPeople, Twelve, Part.N, Better.More),
            new("In treatment", "People", "in-treatment", Population.YoungPeople, Quarter, Part.N, Better.More),
            new("New presentations", "People", "new-presentations", Population.YoungPeople, Quarter, Part.N));
        AddStandards(sheet);
        sheet.AddTrend(view, "Yp_waits", "Waits",
            new("Assessed", "Episodes", "yp-assessed-5-days", Population.YoungPeople, Quarter, Part.D),
            new($"Assessed in {view.Options.AssessedWorkingDays} working days or less", "% of episodes", "yp-assessed-5-days", Population.YoungPeople, Quarter, Part.Share),
            new("Treated", "Episodes", "yp-treated-10-days", Population.YoungPeople, Quarter, Part.D),
            new($"Treated in {view.Options.TreatedWorkingDays} working days or less", "% of episodes", "yp-treated-10-days", Population.YoungPeople, Quarter, Part.Share));
        sheet.AddTrend(view, "Yp_exits", "Exits and transitions",
            new("Exits", "Journeys", "exits", Population.YoungPeople, Quarter, Part.N),
            new("Planned exits, share", "% of exits", "planned-exits", Population.YoungPeople, Quarter, Part.Share),
            new("Planned exits, share", "% of exits", "planned-exits", Population.YoungPeople, Twelve, Part.Share),
            new("Discharged to adult services", "Episodes", "yp-transitions", Population.YoungPeople, Twelve, Part.D),
            new("Triaged by adult services", "Episodes", "yp-transitions", Population.YoungPeople, Twelve, Part.N),
            new("Triaged by adult services, share", "% of episodes", "yp-transitions", Population.YoungPeople, Twelve, Part.Share));
        sheet.Note($"Triaged as an adult within {Wording.Count(view.Options.PickUpDays, "day")} of discharge. Discharges count once that time has passed by the "
            + "end of the quarter.");
        view.Show("yp-vulnerabilities");
        sheet.AddVulnerabilities(view);
        if (view.Area.Level == AreaLevel.Partnership)
            return;
        sheet.Heading("By partnership");
        sheet.AddYoungPeopleByArea(view, "Yp_by_partnership", AreaLevel.Partnership);
    }

    /// <summary>The two waits against their standards: the target of the year, where there is one, as a line.</summary>
    private void AddStandards(Sheet sheet)
    {
        (string Measure, string Header)[] standards =
        [
            ("yp-assessed-5-days", $"Assessed in {view.Options.AssessedWorkingDays} working days"),
            ("yp-treated-10-days", $"Treated in {view.Options.TreatedWorkingDays} working days"),
        ];
        var targets = standards.Select(s => (s.Header, Target: view.Targets.FirstOrDefault(t => t.Measure == s.Measure && t.OfShare)))
            .Where(t => t.Target is not null).Select(t => (Header: $"{t.Header}: target", Target: t.Target!)).ToList();
        sheet.Heading($"The {view.Options.AssessedWorkingDays} and {view.Options.TreatedWorkingDays} working-day standards");
        sheet.Table(
            "Yp_standards",
            ["Quarter", .. standards.SelectMany(s => (TableColumn[])[new($"{s.Header}: of", Format.Whole), new(s.Header, Format.Percent)]), .. targets.Select(t => new TableColumn(t.Header, Format.Percent))],
            [.. view.QuarterEnds.Select(q => (Cell[])
            [
                Quarters.Header(q.Cut),
                .. standards.Select(s => view.At(q).Of(Population.YoungPeople).Find(s.Measure, Twelve)).SelectMany(f => (Cell[])[Wording.Parts(f), f?.Value]),
                .. targets.Select(t => (Cell)t.Target.Goal),
            ])])
            .Chart(new Chart(
                ChartKind.Line, "Waits within the standards", "Quarter",
                [.. standards.Select(s => new Series(s.Header)), .. targets.Select(t => new Series(t.Header, SeriesRole.Reference))])
            {
                Unit = "Share of episodes, 12 months",
                Height = 205,
                Closely = true,
            });
    }
}
