namespace Ndtms.Workbooks.Writing;

/// <summary>A place kept for a chart before the table that it draws is added: beside another table, or in a row of charts.</summary>
/// <param name="Sheet">The sheet.</param>
/// <param name="Row">The row of its upper edge.</param>
/// <param name="Column">The column of its left edge; in a row of charts the first.</param>
/// <param name="Left">Pixels from the left edge of the column, or of the sheet in a row of charts.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
public sealed record ChartSlot(Sheet Sheet, int Row, int Column, double Left, int Width, int Height)
{
    /// <summary>Rows that a chart of some height covers.</summary>
    internal static int Rows(int height) => (int)Math.Ceiling(height / (Sheet.RowHeight * 4 / 3)) + 1;
}

/// <summary>Rows kept for charts.</summary>
internal sealed record ChartRowBlock(int FirstRow) : IBlock;
