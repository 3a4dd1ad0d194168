using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Storage;

namespace Ndtms.Worker.Settings;

/// <summary>A section of the settings: each property is a setting of that name, with its default.</summary>
internal interface ISection
{
    /// <summary>Its name, such as <c>Jobs</c>.</summary>
    static abstract string Name { get; }

    /// <summary>What is wrong with its settings together, each in a sentence. Asked only where each alone is right.</summary>
    /// <param name="installation">What other sections say.</param>
    IEnumerable<string> Faults(Installation installation) => [];
}

/// <summary>What sections ask of others.</summary>
/// <param name="IsEmbedded">The database is a file.</param>
/// <param name="Home">The folder in which files and folders lie that have no setting.</param>
internal sealed record Installation(bool IsEmbedded, string Home)
{
    /// <summary>As the section Storage says it, right or wrong.</summary>
    public static Installation Of(IConfiguration configuration)
    {
        var storage = new StorageSection();
        new Section<StorageSection>(configuration).Configure(storage);
        var isEmbedded = storage.Engine == DatabaseEngine.Sqlite;
        return new Installation(isEmbedded, isEmbedded ? Path.GetDirectoryName(RealPath.Of(storage.Database))! : Environment.CurrentDirectory);
    }
}

/// <summary>Reads a section. A value that cannot be read leaves the default, and is told by <see cref="Validate"/>; so every wrong setting is
/// told at once, where the binder of the framework stops at the first.</summary>
internal sealed class Section<T>(IConfiguration configuration) : IConfigureOptions<T>, IValidateOptions<T>
    where T : class, ISection
{
    private static readonly PropertyInfo[] Properties = [.. typeof(T).GetProperties().Where(p => p.CanWrite)];

    /// <summary>The names of its settings.</summary>
    public static IEnumerable<string> Keys => Properties.Select(p => $"{T.Name}:{p.Name}");

    public void Configure(T options)
    {
        foreach (var (property, text) in Given())
        {
            if (Read(property, text) is (var value, null))
                property.SetValue(options, value);
        }
    }

    public ValidateOptionsResult Validate(string? name, T options)
    {
        var faults = Given().Select(given => Read(given.Property, given.Text).Fault is { } fault ? Wrong(given.Property.Name, fault) : null).OfType<string>().ToList();
        if (faults.Count == 0)
            faults.AddRange(options.Faults(Installation.Of(configuration)));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>That a setting of the section is wrong.</summary>
    public static string Wrong(string setting, string what) => $"The setting {T.Name}:{setting} {what}.";

    private IEnumerable<(PropertyInfo Property, string Text)> Given() => Properties
        .Select(p => (p, (configuration[$"{T.Name}:{p.Name}"] ?? "").Trim())).Where(p => p.Item2.Length > 0);

    private static (object? Value, string? Fault) Read(PropertyInfo property, string text)
    {
        var whole = property.GetCustomAttribute<WholeAttribute>();
        if (property.PropertyType == typeof(int))
            return Whole(text, whole!) is { } number ? (number, null) : (null, whole!.ErrorMessageString());
        if (property.PropertyType == typeof(int[]))
        {
            var numbers = Array.ConvertAll(text.Split(','), part => Whole(part, whole!));
            return Array.TrueForAll(numbers, n => n is not null)
                ? (Array.ConvertAll(numbers, n => n!.Value), null)
                : (null, $"must be whole numbers from {whole!.Least} to {whole.Most}, with commas between them");
        }

        if (property.PropertyType == typeof(bool))
            return bool.TryParse(text, out var yes) ? (yes, null) : (null, $"is '{text}'; it must be true or false");
        if (property.PropertyType.IsEnum)
            return Word(property.PropertyType, text);
        return property.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(rule => !rule.IsValid(text)) is { } broken
            ? (null, broken.ErrorMessageString())
            : (text, null);
    }

    private static int? Whole(string text, WholeAttribute whole) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) && whole.IsValid(number) ? number : null;

    private static (object? Value, string? Fault) Word(Type type, string text)
    {
        var words = Enum.GetValues(type).Cast<Enum>().Select(value => (Value: value, Word: WordOf(value))).ToList();
        var found = words.Find(w => w.Word.Equals(text, StringComparison.OrdinalIgnoreCase));
        return found.Value is not null ? (found.Value, null) : (null, $"is '{text}'; it must be one of {string.Join(", ", words.Select(w => w.Word))}");
    }

    private static string WordOf(Enum value) => value is Edition edition ? edition.Name() : value.ToString().ToLowerInvariant();
}

/// <summary>The sentence of a rule.</summary>
internal static class RuleWords
{
    public static string ErrorMessageString(this ValidationAttribute rule) => rule.FormatErrorMessage("");
}
