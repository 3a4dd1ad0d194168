using System.Globalization;

namespace Ndtms.Storage;

/// <summary>What a decision on a submission would remove from the current data of its agency (issue of FILE-13, -17, -21 and -25; a
/// withdrawal).</summary>
/// <param name="Episodes">Episodes that would be gone.</param>
/// <param name="Open">How many of them are open.</param>
/// <param name="Replaced">Current episodes that are replaced.</param>
/// <param name="RefusedClients">Clients whom refusals would delete, where they are so many that this holds the file; else 0.</param>
public sealed record Removal(int Episodes, int Open, int Replaced, int RefusedClients = 0)
{
    /// <summary>From how many episodes the number must be given.</summary>
    public const int ManyEpisodes = 50;

    /// <summary>From how many open episodes it must be given.</summary>
    public const int ManyOpen = 20;

    /// <summary>The number that whoever decides must give, so that nobody removes much by mistake; null: none. It is the number of clients
    /// where refusals hold the file (FILE-25), else of episodes: from <see cref="ManyEpisodes"/>, from <see cref="ManyOpen"/> open ones, or
    /// over a tenth of those that are replaced.</summary>
    public int? NumberWanted => RefusedClients > 0 ? RefusedClients
        : Episodes > 0 && (Episodes >= ManyEpisodes || Open >= ManyOpen || Episodes * 10L > Replaced) ? Episodes
        : null;

    /// <summary>What would be removed, as a clause: <c>132 of 140 current episodes, 85 of them open</c>.</summary>
    public string InWords()
    {
        var episodes = string.Create(
            CultureInfo.InvariantCulture, $"{Episodes:#,0} of {Replaced:#,0} current episodes, {Open:#,0} of them open");
        return RefusedClients == 0 ? episodes
            : string.Create(CultureInfo.InvariantCulture, $"all data of {RefusedClients:#,0} clients who refuse, in all {episodes}");
    }

    /// <summary>Refuses a decision that does not give the number.</summary>
    /// <param name="what">The decision, as the subject of the sentence.</param>
    /// <param name="given">The number that was given; null: none.</param>
    /// <exception cref="SubmissionStateException">It must be given and is not, or is another.</exception>
    public void Require(string what, int? given)
    {
        if (NumberWanted is { } wanted && given != wanted)
        {
            throw new SubmissionStateException(string.Create(
                CultureInfo.InvariantCulture, $"{what} would remove {InWords()}. If that is what you mean, give the number {wanted} (--remove {wanted})."));
        }
    }
}
