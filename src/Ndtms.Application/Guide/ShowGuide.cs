using System.Text.RegularExpressions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Measures;
using Ndtms.Core.Validation;

namespace Ndtms.Application.Guide;

/// <summary>Asks for all that the guide is made of.</summary>
public sealed record GuideRequest;

/// <summary>Lists the data sets, by the day they came into force.</summary>
/// <param name="book">The data sets and code lists.</param>
public sealed class ListDataSets(CodeBook book) : UseCase<GuideRequest, IReadOnlyList<DataSet>>("data-set-list", book)
{
    private readonly CodeBook _book = book;

    protected override IReadOnlyList<DataSet> Execute(Invocation invocation, GuideRequest request) => _book.DataSets;
}

/// <summary>A list of codes and where it is used.</summary>
/// <param name="List">The list.</param>
/// <param name="Fields">The fields that take its codes, with their data set.</param>
public sealed record ShownCodeList(CodeList List, IReadOnlyList<(DataSet DataSet, Field Field)> Fields);

/// <summary>Shows a list of codes.</summary>
/// <param name="book">The data sets and code lists.</param>
public sealed class ShowCodeList(CodeBook book) : UseCase<string, ShownCodeList>("code-list-show", book)
{
    private readonly CodeBook _book = book;

    /// <exception cref="NotFoundException">There is no such list.</exception>
    protected override ShownCodeList Execute(Invocation invocation, string request)
    {
        var fields = _book.DataSets.SelectMany(d => d.Fields.Where(f => f.CodeList?.Name == request).Select(f => (d, f))).ToList();
        return fields.Count > 0 ? new ShownCodeList(fields[0].f.CodeList!, fields) : throw new NotFoundException("There is no such code list.");
    }
}

/// <summary>Shows what each measure counts.</summary>
/// <param name="book">The data sets and code lists.</param>
public sealed class ShowMeasures(CodeBook book) : UseCase<GuideRequest, IReadOnlyList<Measure>>("measures-show", book)
{
    protected override IReadOnlyList<Measure> Execute(Invocation invocation, GuideRequest request) => Catalogue.Measures;
}

/// <summary>An example of a rule, read for people: what its rows say differently from rows that are right.</summary>
/// <param name="Rows">Each row's values by column; a blank is an empty text.</param>
/// <param name="WithoutColumns">Columns that the file lacks.</param>
/// <param name="MoreColumns">Columns that the file has and the data set has not.</param>
/// <param name="Facts">What is true of the file, or known of its agency before, by name.</param>
public sealed partial record ReadExample(
    IReadOnlyList<IReadOnlyDictionary<string, string>> Rows, IReadOnlyList<string> WithoutColumns, IReadOnlyList<string> MoreColumns,
    IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    /// <summary>Reads an example.</summary>
    public static ReadExample Of(Example example)
    {
        var (rows, without, more, facts) =
            (new List<IReadOnlyDictionary<string, string>>(), new List<string>(), new List<string>(), new List<KeyValuePair<string, string>>());
        foreach (var text in example.Text.Split(" | "))
        {
            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var token in Token().Matches(text).Select(m => m.Value))
            {
                switch (token[0])
                {
                    case '@':
                        facts.Add(Pair(token[1..]));
                        break;
                    case '-':
                        without.Add(token[1..]);
                        break;
                    case '+':
                        more.Add(token[1..].Trim('\''));
                        break;
                    default:
                        var (column, value) = Pair(token);
                        row[column] = value;
                        break;
                }
            }

            rows.Add(row);
        }

        return new ReadExample(rows, without, more, facts);
    }

    private static KeyValuePair<string, string> Pair(string token)
    {
        var at = token.IndexOf('=', StringComparison.Ordinal);
        return new KeyValuePair<string, string>(token[..at], token[(at + 1)..].Trim('\''));
    }

    [GeneratedRegex(@"\+''|[@+-]?\w+(=('[^']*'|\S*))?")]
    private static partial Regex Token();
}
