using Ndtms.Core.DataSets;

namespace Ndtms.Application.Guide;

/// <summary>Asks for a data set.</summary>
/// <param name="Letter">Its letter.</param>
public sealed record ShowDataSetRequest(string Letter);

/// <summary>Shows the fields of a data set and the codes they take.</summary>
/// <param name="book">The data sets and code lists.</param>
public sealed class ShowDataSet(CodeBook book) : UseCase<ShowDataSetRequest, DataSet>("data-set-show", book)
{
    private readonly CodeBook _book = book;

    /// <exception cref="NotFoundException">There is no such data set.</exception>
    protected override DataSet Execute(Invocation invocation, ShowDataSetRequest request) => _book.DataSet(request.Letter)
        ?? throw new NotFoundException($"There is no data set {request.Letter}; there are {string.Join(", ", _book.DataSets.Select(d => d.Letter))}.");
}
