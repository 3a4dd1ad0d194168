using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ndtms.Application;

namespace Ndtms.Worker.Settings;

/// <summary>Settings are wrong or missing; each is told in a sentence of its own.</summary>
internal sealed class SettingsException(IEnumerable<string> faults) : RequestException(string.Join(Environment.NewLine, faults));

/// <summary>Every section, bound to its class.</summary>
internal sealed class BoundSettings
{
    // The variables of the environment that begin so are for the program's tests.
    private const string OfTests = "TEST_";

    private readonly ServiceProvider _provider;
    private readonly List<(string Key, Func<IEnumerable<string>> Faults)> _sections = [];
    private readonly HashSet<string> _keys = new(StringComparer.OrdinalIgnoreCase);
    private readonly IConfiguration _configuration;

    public BoundSettings(IConfiguration configuration)
    {
        _configuration = configuration;
        var services = new ServiceCollection();
        Add<StorageSection>(services);
        Add<LogsSection>(services);
        Add<ServiceSection>(services);
        Add<JobsSection>(services);
        Add<IntakeSection>(services);
        Add<ReportsSection>(services);
        Add<NotifySection>(services);
        Add<BackupSection>(services);
        Add<RetentionSection>(services);
        Add<OtlpSection>(services);
        Add<PortalSection>(services);
        _provider = services.BuildServiceProvider();
    }

    /// <summary>A section.</summary>
    /// <exception cref="SettingsException">It holds a wrong setting.</exception>
    public T Of<T>()
        where T : class, ISection
    {
        try
        {
            return _provider.GetRequiredService<IOptions<T>>().Value;
        }
        catch (OptionsValidationException e)
        {
            throw new SettingsException(e.Failures);
        }
    }

    /// <summary>What is wrong with sections, each in a sentence; nothing: all is right.</summary>
    /// <param name="sections">Names of sections; none: every section.</param>
    public IEnumerable<string> Faults(params string[] sections) => _sections.Where(s => sections.Length == 0 || sections.Contains(s.Key)).SelectMany(s => s.Faults());

    /// <summary>Names that are no setting, such as those that are misspelt, each in a sentence. Nothing reads them, so they would be ignored
    /// without a word.</summary>
    public IEnumerable<string> Unknown() => _configuration.AsEnumerable()
        .Where(setting => setting.Value is not null && !_keys.Contains(setting.Key) && !setting.Key.StartsWith(OfTests, StringComparison.OrdinalIgnoreCase))
        .Select(setting => setting.Key).Where(key => !Running.Schedule.Owns(key)).Order(StringComparer.Ordinal).Select(Unknown);

    private string Unknown(string key)
    {
        if (_keys.FirstOrDefault(k => key.StartsWith(k + ":", StringComparison.OrdinalIgnoreCase)) is { } list)
            return $"The setting {list} is one value, so {key} is not known.";
        var section = _sections.Select(s => s.Key).FirstOrDefault(s => key.StartsWith(s + ":", StringComparison.OrdinalIgnoreCase));
        return section is null
            ? $"The setting {key} is not known; the sections are {string.Join(", ", _sections.Select(s => s.Key).Append(Running.Schedule.Section))}."
            : $"The setting {key} is not known; {section} has {string.Join(", ", _keys.Where(k => k.StartsWith(section + ":", StringComparison.Ordinal)).Select(k => k[(section.Length + 1)..]))}.";
    }

    private void Add<T>(ServiceCollection services)
        where T : class, ISection, new()
    {
        var section = new Section<T>(_configuration);
        services.AddOptions<T>();
        services.AddSingleton<IConfigureOptions<T>>(section).AddSingleton<IValidateOptions<T>>(section);
        _keys.UnionWith(Section<T>.Keys);
        _sections.Add((T.Name, () =>
        {
            var options = new T();
            section.Configure(options);
            return section.Validate(null, options).Failures ?? [];
        }
        ));
    }
}
