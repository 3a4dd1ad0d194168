using System.Text;
using Ndtms.Application.Guide;
using Ndtms.Portal.Access;
using Ndtms.Portal.Pages.Submissions;

namespace Ndtms.Portal.Pages.Guide;

/// <summary>What the guide offers to download.</summary>
internal static class GuideEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/guide/{letter:length(1)}/template.csv", (string letter, Caller caller) =>
    {
        var dataSet = caller.Run(new ShowDataSet(caller.Workspace.Book), new ShowDataSetRequest(letter));
        return SubmissionEndpoints.Sent($"template-{dataSet.Letter}.csv", "text/csv; charset=utf-8", stream =>
            stream.Write(Encoding.UTF8.GetBytes(string.Join(',', dataSet.Fields.Select(f => f.Header)) + "\r\n")));
    }).WithMetadata(new AccessAttribute("data-set-show"));
}
