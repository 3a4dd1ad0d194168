using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Workbooks.Writing;

namespace Ndtms.Workbooks;

/// <summary>An area at a cut, as the sheets of a workbook about it use it.</summary>
/// <param name="data">The data of the cut.</param>
/// <param name="area">The area.</param>
/// <param name="span">The time reported on, in words.</param>
internal class AreaView(ReportData data, ReportArea area, string span)
{
    public ReportData Data => data;

    public ReportArea Area => area;

    /// <summary>The line below the title of every sheet.</summary>
    public string Subtitle { get; } = $"{area.Title}, {span}";

    public MeasureOptions Options => data.Figures.Options;

    public bool HasFigures => data.HasFigures(area);

    /// <summary>What is put after the name of an area whose figures are rounded, where others on the page are exact.</summary>
    public string Mark(ReportArea other) => data.Edition == Edition.Own && data.Figures.IsRounded(other.Level, other.Code) ? Rounded : "";

    /// <summary>The same for what is rounded as a whole.</summary>
    public string RoundedMark => data.Edition == Edition.Own ? Rounded : "";

    private const string Rounded = " (rounded)";

    /// <summary>What a sheet says where the area has no figures.</summary>
    public string NoFigures => $"There are no episodes for {area.Name} at {Wording.Day(data.Cut)}, so there are no figures.";

    /// <summary>The area's figures at the cut, of the population of its headlines.</summary>
    public AreaFigures Figures { get; } = new(data, data.Figures, area, area.Whose);

    public ShownFigure? Find(string measure, PeriodKind period, string breakdown = "", string category = "") =>
        Figures.Find(measure, period, breakdown, category);

    /// <summary>The area's figures at another month end.</summary>
    public AreaFigures At(ShownFigures month) => Figures.At(month);

    /// <summary>Another area's figures of the same population.</summary>
    public AreaFigures In(ReportArea other) => Figures.In(other);

    /// <summary>The area's figures of another population.</summary>
    public AreaFigures Of(Population population) => Figures.Of(population);

    /// <summary>The label of a column of the data set.</summary>
    public string FieldLabel(string header) =>
        data.Book.DataSets.Select(d => d.Find(header)).LastOrDefault(f => f is not null)?.Label ?? header;

    /// <summary>An agency's name, or its code where it is not registered.</summary>
    public string AgencyName(string code) => data.Agencies.GetValueOrDefault(code)?.Name ?? code;

    /// <summary>A partnership with its code.</summary>
    public string PartnershipTitle(string code) => ReportArea.Of(data, AreaLevel.Partnership, code).Title;

    /// <summary>The area's red targets of the year, each with a sentence: the figure, the target, and whether chance explains the difference from
    /// England.</summary>
    public IEnumerable<(Target Target, string Sentence)> RedTargets()
    {
        foreach (var target in data.Targets.Of(area.Level, area.Code, data.Cut))
        {
            var figure = data.Figures.Find(target.Key);
            if (TargetRows.BandOf(target.Progress(figure, data.Cut)) != Band.Red)
                continue;
            var format = TargetRows.FormatOf(target);
            var parts = target.OfShare ? $" ({Wording.Parts(figure, target.OfMean).TextValue})" : "";
            var (compared, england) = (data.Compared.Find(target.Key), data.Compared.Find(target.Key with { Level = AreaLevel.England, Area = ReportArea.England.Code }));
            var words = area.Level == AreaLevel.England || !target.OfShare || target.OfMean ? ""
                : ChanceVariation.Words(compared, england, target.LessIsBetter ? Better.Less : Better.More) is { Length: > 0 } said
                    ? $" Beside England's {Show(england?.Value.Value)}: {said}."
                    : "";
            yield return (target, $"Red: {target.Name} ({Wording.Short(target.Period).ToLowerInvariant()}), {Show(TargetRows.ValueOf(target, figure).Value)}{parts}; target to date "
                + $"{Show(target.ToDate(data.Cut))}.{words}");

            string Show(decimal? value) => value is { } number ? Formats.Show((double)number, format) : "no figure";
        }
    }
}
