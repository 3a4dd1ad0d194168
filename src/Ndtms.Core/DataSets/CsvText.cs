namespace Ndtms.Core.DataSets;

/// <summary>Values in the CSV files that are written.</summary>
public static class CsvText
{
    /// <summary>The value as it stands between commas: in quotes where it holds a comma, a quotation mark or a line break.</summary>
    public static string Quote(string? value) => value is null ? ""
        : value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value
        : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
