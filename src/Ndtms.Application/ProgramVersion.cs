namespace Ndtms.Application;

/// <summary>The version of the program.</summary>
public static class ProgramVersion
{
    /// <summary>As reports show it, such as <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(ProgramVersion).Assembly.GetName().Version!.ToString(3);
}
