using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Targets;

/// <summary>How the rows of a file are taken into a <see cref="TargetBook"/>.</summary>
/// <param name="FileName">The file's name, for messages.</param>
/// <param name="Codes">The areas there are.</param>
public sealed record TargetUpdate(string FileName, CodeBook Codes)
{
    /// <summary>False: rows are added, and replace those with the same key; what is not in the file stays. True: of the areas that are
    /// covered, the file is all there is from then on, even where it has a header alone.</summary>
    public bool Replace { get; init; }

    /// <summary>The areas whose rows may be changed; a row of another area is refused, and no row of another area is removed.</summary>
    public Func<AreaLevel, string, bool> Covers { get; init; } = (_, _) => true;
}
