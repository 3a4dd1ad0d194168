using System.Globalization;
using Ndtms.Core.DataSets;

namespace Ndtms.Synthetic;

/// <summary>An entity as a file will show it: the text of each of its cells.</summary>
public sealed class Entry
{
    private readonly DataSet _dataSet;
    private readonly string?[] _cells;

    internal Entry(DataSet dataSet, EntityKind kind)
    {
        _dataSet = dataSet;
        Kind = kind;
        _cells = new string?[dataSet.Of(kind).Fields.Count];
    }

    public EntityKind Kind { get; }

    /// <summary>Episodes of a client, children of an episode, in the order of their ids.</summary>
    public List<Entry> Children { get; } = [];

    /// <summary>The id, empty where the data set has none.</summary>
    public string Key => this[Kind.KeyHeader()];

    /// <summary>The text under a header, empty where blank or unknown. Setting a header that the data set does not have in this kind
    /// of entity does nothing.</summary>
    public string this[string header]
    {
        get => _dataSet.Find(header) is { } field && field.Entity == Kind ? _cells[field.Cell] ?? "" : "";
        set
        {
            if (_dataSet.Find(header) is { } field && field.Entity == Kind)
                _cells[field.Cell] = value;
        }
    }

    public string Text(Field field) => _cells[field.Cell] ?? "";

    internal void Date(string header, DateOnly? day) => this[header] = DayText.Show(day);

    /// <summary>The date under a header; null where it is blank or not a valid date.</summary>
    internal DateOnly? Date(string header) => Day(this[header]);

    internal static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "dd/MM/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Completes every cell that is empty, or has a value that this data set does not allow: with an allowed value where one is
    /// required, else with nothing.</summary>
    /// <param name="day">The day of the entity, for dates and for codes that are valid only for a time.</param>
    /// <param name="dice">Determines the values.</param>
    internal void Complete(DateOnly day, Dice dice)
    {
        foreach (var field in _dataSet.Of(Kind).Fields)
        {
            if (_cells[field.Cell] is { } text && (text.Length == 0 || Allowed(field, text)))
                continue;
            _cells[field.Cell] = field.Required is Requirement.Reject or Requirement.Expected ? Any(field, day, dice) : "";
        }
    }

    /// <summary>Whether a field allows a text that is not blank.</summary>
    public static bool Allowed(Field field, string text) => field.Type switch
    {
        FieldType.Code => field.CodeList!.Find(text) is not null,
        FieldType.Integer when field.NotDisclosedAllowed && text == "NA" => true,
        FieldType.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= (field.Min ?? int.MinValue) && number <= (field.Max ?? int.MaxValue),
        FieldType.Date => Day(text) is not null,
        FieldType.YesNo => text is "Y" or "N" || (field.NotDisclosedAllowed && text == "NA"),
        FieldType.Initial => text.Length == 1 && char.IsAsciiLetterUpper(text[0]),
        _ => text.Length >= (field.Min ?? 0) && text.Length <= (field.Max ?? int.MaxValue),
    };

    private static string Any(Field field, DateOnly day, Dice dice) => field.Type switch
    {
        FieldType.Code => field.CodeList!.Codes.Where(c => c.ValidOn(day)).ToList() is { Count: > 0 } codes ? dice.Pick(codes).Value : "",
        FieldType.Integer => dice.Between(field.Min ?? 0, field.Max ?? (field.Min ?? 0) + 9).ToString(CultureInfo.InvariantCulture),
        FieldType.Date => DayText.Show(day),
        FieldType.YesNo => dice.Chance(0.5) ? "Y" : "N",
        FieldType.Initial => ((char)('A' + dice.Below(26))).ToString(),
        _ => new string('1', Math.Max(1, field.Min ?? 1)),
    };
}
