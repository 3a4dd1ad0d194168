using Ndtms.Core.DataSets;
using Ndtms.Workbooks;

namespace Ndtms.Application.Feedback;

/// <summary>Which feedback to write, and where to.</summary>
/// <param name="Cut">Last day of the month.</param>
/// <param name="Partnerships">Codes of partnerships; none: every one in the caller's scope that has an agency.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Force">A file that is not ours may be replaced.</param>
public sealed record PartnershipFeedbackToWrite(
    DateOnly Cut, IReadOnlyList<string> Partnerships, string Folder, bool Force = false);

/// <summary>Feedback on the agencies of a partnership.</summary>
/// <param name="Partnership">The partnership's code.</param>
/// <param name="IsWritten">False: none of its agencies has sent a file for the month, so there is none.</param>
public sealed record WrittenPartnershipFeedback(string Partnership, bool IsWritten);

/// <summary>Writes the feedback on the data quality of each partnership's agencies, in counts only.</summary>
public sealed class WritePartnershipFeedback(Workspace workspace)
    : UseCase<PartnershipFeedbackToWrite, IReadOnlyList<WrittenPartnershipFeedback>>("partnership-feedback-write", workspace.Book)
{
    protected override IReadOnlyList<WrittenPartnershipFeedback> Execute(Invocation invocation, PartnershipFeedbackToWrite request)
    {
        var stored = new StoredFeedback(workspace);
        var written = invocation.Each("Writing feedback", Wanted(invocation, request, stored), partnership =>
        {
            var feedback = stored.Of(partnership, request.Cut);
            if (feedback.Agencies.All(a => a.Last is null))
                return new WrittenPartnershipFeedback(partnership.Code, IsWritten: false);
            Output.Workbook(Path.Combine(request.Folder, PartnershipFeedbackReport.FileName(feedback)), request.Force).Write(
                stream => PartnershipFeedbackReport.Write(feedback, workspace.Book, ProgramVersion.Text, stream));
            return new WrittenPartnershipFeedback(partnership.Code, IsWritten: true);
        });
        workspace.Journal.Reported("Partnership feedback", written.Count(w => w.IsWritten), request.Cut);
        return written;
    }

    private List<Partnership> Wanted(Invocation invocation, PartnershipFeedbackToWrite request, StoredFeedback stored)
    {
        var scope = invocation.Allowed.Scope;
        bool Covers(Partnership p) => scope.IsEngland || scope.Partnerships.Contains(p.Code);
        if (request.Partnerships.Count > 0)
        {
            return [.. request.Partnerships.Select(code => workspace.Book.Areas.Partnership(code.ToUpperInvariant()) is { } found && Covers(found)
                ? found
                : throw new NotFoundException($"There is no partnership '{code}'; give the code of a partnership.")).Distinct()];
        }

        var withAgency = stored.Agencies.Values.Select(a => a.Partnership).ToHashSet(StringComparer.Ordinal);
        return [.. workspace.Book.Areas.Partnerships.Where(p => withAgency.Contains(p.Code) && Covers(p))];
    }
}
