using System.CommandLine;

namespace Ndtms.Worker.Commands.Report;

/// <summary><c>report monthly|quarterly|exceptions|summary|feedback|partnership-feedback</c>: workbooks of a month.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) =>
        new("report", "Write workbooks: monthly reports, quarterly packs, lists of exceptions, the national summary, and feedback on data quality.")
        {
            MonthlyCommand.Create(terminal, time),
            QuarterlyCommand.Create(terminal, time),
            ExceptionsCommand.Create(terminal, time),
            SummaryCommand.Create(terminal, time),
            FeedbackCommand.Create(terminal, time),
            PartnershipFeedbackCommand.Create(terminal, time),
        };
}
