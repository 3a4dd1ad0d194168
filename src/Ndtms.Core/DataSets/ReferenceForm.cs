namespace Ndtms.Core.DataSets;

/// <summary>What the values of a form's column are.</summary>
public enum FormValue
{
    /// <summary>Free text.</summary>
    Text,

    /// <summary>One of a list.</summary>
    Code,

    /// <summary>A number of 0 or more, with at most six decimal places.</summary>
    Number,

    /// <summary>A day: yyyy-mm-dd.</summary>
    Day,

    /// <summary>A month: yyyy-mm.</summary>
    Month,

    /// <summary>A financial year: 2011/12.</summary>
    FinancialYear,
}

/// <summary>Whether a column of a form is needed.</summary>
public enum FormNeed
{
    /// <summary>Every row has a value in it.</summary>
    Required,

    /// <summary>The column is needed; a row may leave it blank.</summary>
    MayBeBlank,

    /// <summary>The whole column may be left out.</summary>
    Optional,
}

/// <summary>A column of a form.</summary>
/// <param name="Name">Its header.</param>
/// <param name="Value">What its values are.</param>
/// <param name="Meaning">What to enter, in plain words.</param>
/// <param name="Example">The value of the row of example; empty: none. As a whole, the row is one that no user would enter.</param>
public sealed record FormColumn(string Name, FormValue Value, string Meaning, string Example = "")
{
    /// <summary>Whether it is needed.</summary>
    public FormNeed Need { get; init; }

    /// <summary>The name of the list that its values come from; null: any value.</summary>
    public string? List { get; init; }

    /// <summary>How wide it is in a workbook, in characters.</summary>
    public int Width { get; init; } = 14;
}

/// <summary>Reference data that people fill in as a CSV file or a workbook: what it is, and its columns. The readers of both, the export and
/// the workbook that explains it all take them from here.</summary>
/// <param name="Name">Its name on the command line, and that of its file without the ending.</param>
/// <param name="Title">Its name in words, and that of the sheet that is filled in.</param>
/// <param name="About">What a row says, and which rows replace which.</param>
/// <param name="Columns">The columns in their usual order.</param>
public sealed record ReferenceForm(string Name, string Title, string About, IReadOnlyList<FormColumn> Columns)
{
    /// <summary>What marks the row of example.</summary>
    public const string ExampleMark = "Example";

    /// <summary>The column that every form may have.</summary>
    public static FormColumn Note { get; } = new(
        "note", FormValue.Text, $"Your own notes. They are not loaded. A row whose note is {ExampleMark} is left out.", ExampleMark)
    {
        Need = FormNeed.Optional,
    };

    /// <summary>The columns that a file must have.</summary>
    public IReadOnlyList<string> Needed { get; } = [.. Columns.Where(c => c.Need != FormNeed.Optional).Select(c => c.Name)];

    /// <summary>The columns that a file may have as well.</summary>
    public IReadOnlyList<string> Optional { get; } = [.. Columns.Append(Note).Where(c => c.Need == FormNeed.Optional).Select(c => c.Name)];

    /// <summary>The rows without the example. An example that was changed is refused, so that no row is lost by its mark, and so is
    /// one that has lost its mark, so that it is not loaded by mistake.</summary>
    /// <exception cref="CodeBookException">A row is marked as the example and is not the example, or the other way round.</exception>
    internal List<ReferenceRow> WithoutExample(List<ReferenceRow> rows)
    {
        foreach (var row in rows)
        {
            var isExample = Columns.All(c => row.Text(c.Name) == c.Example);
            if (IsMarked(row) != isExample)
            {
                throw new CodeBookException(isExample
                    ? $"{row.File}, {row.Place}: the row is the example of the template; delete it."
                    : $"{row.File}, {row.Place}: the row is marked {ExampleMark} in column {Note.Name} but is not the example; clear the note to load the row, or delete the row.");
            }
        }

        return [.. rows.Where(row => !IsMarked(row))];
    }

    private static bool IsMarked(ReferenceRow row) => row.Text(Note.Name).Equals(ExampleMark, StringComparison.OrdinalIgnoreCase);
}
