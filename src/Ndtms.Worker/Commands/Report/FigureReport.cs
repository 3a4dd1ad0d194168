using System.CommandLine;
using Ndtms.Application;
using Ndtms.Application.Figures;
using Ndtms.Application.Reports;
using Ndtms.Core.DataSets;

namespace Ndtms.Worker.Commands.Report;

/// <summary>What commands that write workbooks of figures share: their options, and what they say in the end.</summary>
/// <param name="which">Which areas can be given.</param>
internal sealed class FigureReport(string which)
{
    private readonly Option<string> _cut = Optional(CommonOptions.Cut());
    private readonly Option<string[]> _areas = CommonOptions.Areas(which);
    private readonly Option<string> _folder = CommonOptions.Folder();
    private readonly Option<string> _disclosure = CommonOptions.Disclosure();
    private readonly Option<bool> _force = CommonOptions.Force();
    private readonly WorkspaceOptions _workspace = new();

    private readonly Option<long?> _snapshot = new("--snapshot")
    {
        Description = "Write them as they were when this snapshot was frozen, whatever was loaded since. Use it instead of --cut.",
        HelpName = "ID",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_cut, _areas, _folder, _snapshot, _disclosure, _force])
            command.Options.Add(option);
        _workspace.AddTo(command);
    }

    /// <summary>What the call asks for.</summary>
    /// <exception cref="RequestException">An option has a wrong value, or not one of --cut and --snapshot is given.</exception>
    public ReportRequest Request(ParseResult call)
    {
        var (cut, snapshot) = (call.GetValue(_cut), call.GetValue(_snapshot));
        FigureOrigin origin = (cut, snapshot) switch
        {
            ({ } month, null) => new FigureOrigin.Current(CommonOptions.ParseMonth(month)),
            (null, { } id) => new FigureOrigin.Frozen(id),
            _ => throw new RequestException("Say of what month the reports are: give either --cut or --snapshot."),
        };
        return new ReportRequest(
            origin, call.GetValue(_areas) ?? [], CommonOptions.ParseDisclosure(call.GetValue(_disclosure)!), call.GetValue(_folder)!, call.GetValue(_force))
        {
            Pdf = NdtmsConfiguration.Pdf(_workspace.Settings(call)),
        };
    }

    /// <summary>Opens the database that the call names.</summary>
    public Workspace Open(ParseResult call, TimeProvider time) => _workspace.OpenExisting(call, time);

    /// <summary>Says what was written, and what was not and why.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="reports">What was written.</param>
    /// <param name="request">What was asked for.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Tell(Terminal terminal, WrittenReports reports, ReportRequest request)
    {
        if (request.Origin is FigureOrigin.Frozen(var id) && reports.FiguresBy != ProgramVersion.Text)
        {
            terminal.Line($"Snapshot {id} was frozen by version {reports.FiguresBy} of this program; the figures are the same, the workbooks may look"
                + " different, and their contents name it.");
        }

        foreach (var area in reports.WithoutData)
            terminal.Line($"{area.Title} has no episode at {DayText.Show(reports.Data.Cut)}, so there is nothing to report.");
        foreach (var problem in reports.NotWritten.Select(r => r.Problem).OfType<string>())
            terminal.Line(problem);
        foreach (var problem in reports.WithoutPdf)
            terminal.Line(problem);
        var count = reports.Written.Count;
        terminal.Line($"{count} {(count == 1 ? reports.Kind.One : reports.Kind.Many)} written to {request.Folder}.");
        if (count > 0)
            terminal.Warn(reports.Data);
        return count == 0 || reports.NotWritten.Count > 0 || reports.WithoutData.Count > 0 ? ExitCode.BadData : ExitCode.Done;
    }

    private static Option<string> Optional(Option<string> option)
    {
        option.Required = false;
        return option;
    }
}
