using Ndtms.Storage;

namespace Ndtms.Application.Months;

/// <summary>Asks which months have been frozen or published.</summary>
public sealed record ListMonthsRequest;

/// <summary>A month that has been frozen.</summary>
/// <param name="Cut">Last day of the month.</param>
/// <param name="Versions">How many versions of it were frozen.</param>
/// <param name="Publication">Its last publication, withdrawn or not; null: it has never been published.</param>
public sealed record FrozenMonth(DateOnly Cut, int Versions, Publication? Publication);

/// <summary>Lists the months that have been frozen, and what is published of them, the latest first.</summary>
/// <param name="workspace">The opened database.</param>
public sealed class ListMonths(Workspace workspace) : UseCase<ListMonthsRequest, IReadOnlyList<FrozenMonth>>("month-list", workspace.Book)
{
    protected override IReadOnlyList<FrozenMonth> Execute(Invocation invocation, ListMonthsRequest request)
    {
        var latest = new Publications(workspace.Database).Latest().ToDictionary(p => p.Cut);
        return [.. new Storage.Snapshots(workspace.Database).Months().Select(m => new FrozenMonth(m.Cut, m.Versions, latest.GetValueOrDefault(m.Cut)))];
    }
}
