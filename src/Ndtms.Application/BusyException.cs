namespace Ndtms.Application;

/// <summary>Data are changing, and what was asked for needs them to stand still: it can be asked for again when that is done.</summary>
public sealed class BusyException(string message) : RequestException(message);
