namespace Ndtms.Core.Intake;

/// <summary>Characters that programs leave in texts and names and that nobody sees (Definitions/data-set.md, The file, encoding).</summary>
internal static class InvisibleCharacters
{
    /// <summary>Byte order marks, zero-width characters and soft hyphens: they are dropped.</summary>
    public static bool IsDropped(int character) => character is 0x00AD or (>= 0x200B and <= 0x200D) or 0x2060 or 0xFEFF;

    /// <summary>No-break spaces: they are spaces.</summary>
    public static bool IsSpace(int character) => character is 0x00A0 or 0x202F;
}
