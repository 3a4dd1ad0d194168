using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Ndtms.Storage;

namespace Ndtms.Worker.Running;

/// <summary>Adds up the program's meters and shows them as plain text, in the exposition format of Prometheus (version 0.0.4).</summary>
internal sealed class PlainMetrics : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);

    public PlainMetrics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Measurements.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What was measured since the program started.</summary>
    public string Text()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (_lock)
        {
            foreach (var family in _families.Values)
                family.Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Join(',', tags.ToArray().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{Name(t.Key)}=\"{Escape(t.Value)}\""));
        lock (_lock)
        {
            if (!_families.TryGetValue(instrument.Name, out var family))
                _families.Add(instrument.Name, family = new Family(instrument));
            family.Take(labels, value);
        }
    }

    private static string Name(string name) => name.Replace('.', '_');

    private static string Escape(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)!
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Show(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>One instrument, with a series for each set of labels.</summary>
    private sealed class Family
    {
        private readonly string _name;
        private readonly string _type;
        private readonly string _help;
        private readonly double[] _bounds;
        private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);

        public Family(Instrument instrument)
        {
            var isHistogram = instrument is Histogram<double>;
            _type = isHistogram ? "histogram" : instrument is Counter<long> ? "counter" : "gauge";
            _bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? [];
            _help = instrument.Description ?? "";
            _name = Name(instrument.Name) + (_type == "counter" ? "_total" : instrument.Unit == "s" ? "_seconds" : "");
        }

        public void Take(string labels, double value)
        {
            if (!_series.TryGetValue(labels, out var series))
                _series.Add(labels, series = new Series(new long[_bounds.Length]));
            series.Count++;
            series.Sum = _type == "gauge" ? value : series.Sum + value;
            for (var i = 0; i < _bounds.Length; i++)
                series.Within[i] += value <= _bounds[i] ? 1 : 0;
        }

        public void Write(StringBuilder text)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {_name} {_help}\n# TYPE {_name} {_type}\n");
            foreach (var (labels, series) in _series)
            {
                if (_type != "histogram")
                {
                    Line("", labels, Show(series.Sum));
                    continue;
                }

                for (var i = 0; i < _bounds.Length; i++)
                    Line("_bucket", With(labels, Show(_bounds[i])), Show(series.Within[i]));
                Line("_bucket", With(labels, "+Inf"), Show(series.Count));
                Line("_sum", labels, Show(series.Sum));
                Line("_count", labels, Show(series.Count));
            }

            void Line(string ending, string labels, string value) =>
                text.Append(_name).Append(ending).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(value).Append('\n');

            static string With(string labels, string bound) => $"{labels}{(labels.Length == 0 ? "" : ",")}le=\"{bound}\"";
        }
    }

    private sealed class Series(long[] within)
    {
        public long[] Within => within;

        public long Count { get; set; }

        public double Sum { get; set; }
    }
}
