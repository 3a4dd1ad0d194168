using Ndtms.Application.Feedback;
using Ndtms.Application.Figures;
using Ndtms.Application.Reports;
using Ndtms.Application.Submissions;
using Ndtms.Core.Intake;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Targets;
using Ndtms.Storage;

namespace Ndtms.Application.Demo;

/// <summary>Asks for a demonstration.</summary>
/// <param name="Sample">The folder of the sample data.</param>
/// <param name="Output">The folder to write to.</param>
public sealed record RunDemoRequest(string Sample, string Output);

/// <summary>What a demonstration made.</summary>
/// <param name="Submissions">How many files were submitted.</param>
/// <param name="Accepted">How many of them were loaded.</param>
/// <param name="Clients">How many clients there are.</param>
/// <param name="Agencies">How many agencies are registered.</param>
/// <param name="Persons">How many persons the clients are.</param>
/// <param name="Figures">Every figure.</param>
/// <param name="Reports">The monthly reports.</param>
/// <param name="Packs">The quarterly packs.</param>
/// <param name="Exceptions">The lists of exceptions.</param>
/// <param name="Feedback">The agencies that there is feedback on.</param>
public sealed record DemoResult(
    int Submissions, int Accepted, int Clients, int Agencies, int Persons, ShownFigures Figures, WrittenReports Reports, WrittenReports Packs,
    WrittenReports Exceptions, WrittenFeedback Feedback);

/// <summary>The whole job on the sample data: submits its files, loads the targets, and writes figures, monthly reports, quarterly packs, lists
/// of exceptions and feedback.</summary>
/// <param name="workspace">The demonstration's own database.</param>
public sealed class RunDemo(Workspace workspace) : UseCase<RunDemoRequest, DemoResult>("demo", workspace.Book)
{
    /// <summary>Last day of the month that the demonstration reports on.</summary>
    public static readonly DateOnly Cut = new(2012, 3, 31);

    protected override DemoResult Execute(Invocation invocation, RunDemoRequest request)
    {
        var submitted = Call(new SubmitFiles(workspace), new FilesToSubmit(request.Sample, ExplicitFacts.None, workspace.Today)).Files;
        foreach (var file in TargetFiles.All)
        {
            var path = Path.Combine(request.Sample, "reference", $"{file.Name()}.csv");
            new TargetData(workspace.Database).Load(file, Path.GetFileName(path), File.ReadAllBytes(path), workspace.Book);
        }

        // All rest on the same data, which are read once.
        var source = new FigureSource(workspace);
        var areas = new ReportRequest(new FigureOrigin.Current(Cut), [], Edition.Exact, request.Output);
        Call(new ExportMeasures(workspace, source), new ExportMeasuresRequest(Cut, FigureChoice.All, areas.Edition, Path.Combine(areas.Folder, "measures-2012-03.csv")));
        var reports = Call(new WriteMonthlyReports(workspace, source), areas);
        var packs = Call(new WriteQuarterlyPacks(workspace, source), new QuarterlyPackRequest(areas.Origin, [], areas.Edition, areas.Folder));
        var exceptions = Call(new WriteExceptions(workspace, source), areas);
        var feedback = Call(new WriteFeedback(workspace), new FeedbackToWrite(Cut, [], areas.Folder));
        return new DemoResult(
            submitted.Count, submitted.Count(f => f.Result?.State == SubmissionState.Accepted),
            source.Data.Clients.Count, source.Data.Agencies.Count, source.Caseload.PersonCount, source.ShownAt(Cut, areas.Edition),
            reports, packs, exceptions, feedback);

        TResult Call<TRequest, TResult>(UseCase<TRequest, TResult> useCase, TRequest with) =>
            useCase.Run(invocation.By, with, invocation.Report, invocation.Cancellation);
    }
}
