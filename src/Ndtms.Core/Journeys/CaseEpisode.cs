using Ndtms.Core.Current;
using Ndtms.Core.Records;

namespace Ndtms.Core.Journeys;

/// <summary>A current episode made ready for any cut: who, where, and its codes as the groups that reports use. A category is null where
/// the episode has no (usable) value; dates may lie after a cut and are <see cref="Dates.Blank"/> where not given.</summary>
internal sealed class CaseEpisode
{
    public required CurrentEpisode Record { get; init; }

    public required int Person { get; init; }

    /// <summary>Place of the client in the order of agency and CLIENTID.</summary>
    public required int ClientRank { get; init; }

    /// <summary>Whether the agency is a prison's: such episodes make journeys of their own.</summary>
    public required bool Prison { get; init; }

    /// <summary>The area it counts in at each level, by its place in the level's codes; -1: none.</summary>
    public required AreaPlaces Areas { get; init; }

    /// <summary>TRIAGED, here too because every pass reads it.</summary>
    public required DateOnly Triaged { get; init; }

    public required DateOnly Discharged { get; init; }

    /// <summary>The earliest MODST of a structured modality: what makes it a treatment episode, once that day has come.</summary>
    public required DateOnly TreatmentStart { get; init; }

    /// <summary>The last day that anything is recorded for: of DISD, MODST and TOPDATE; blank (later than all) while not
    /// discharged.</summary>
    public required DateOnly LastEvent { get; init; }

    public required Substances Substances { get; init; }

    /// <summary>Group of DISRSN.</summary>
    public required string? ExitGroup { get; init; }

    public required string? Sex { get; init; }
    public required string? EthnicGroup { get; init; }
    public required string? ReferralSourceGroup { get; init; }
    public required string? Accommodation { get; init; }
    public required string? ParentalStatus { get; init; }
    public required string? InjectingStatus { get; init; }
    public required string? Employment { get; init; }

    /// <summary>The structured modalities, started or not.</summary>
    public required CaseModality[] Modalities { get; init; }

    /// <summary>The TOPs that hold anything (TOP-07).</summary>
    public required CurrentTop[] Tops { get; init; }

    /// <summary>Its hash under the publication key, and its person's; 0 where there is no key.</summary>
    public ulong Hash { get; set; }
    public ulong PersonHash { get; set; }

    public string Agency => Record.Client.Agency;

    /// <summary>DISD as read at a cut.</summary>
    public DateOnly DischargedAt(DateOnly cut) => Discharged.At(cut);

    /// <summary>Whether it exists and is a treatment episode at a cut.</summary>
    public bool IsTreatmentAt(DateOnly cut) => Triaged <= cut && TreatmentStart <= cut;

    public int AgeAtTriage => CompletedYears.Between(Record.Client.DateOfBirth, Triaged);

    /// <summary>Order of keys: agency, CLIENTID, EPISODID.</summary>
    public static int CompareKeys(CaseEpisode a, CaseEpisode b)
    {
        var order = a.ClientRank.CompareTo(b.ClientRank);
        return order != 0 ? order : string.CompareOrdinal(a.Record.EpisodeId, b.Record.EpisodeId);
    }

    /// <summary>Whether this is later in the order that "latest episode" means: TRIAGED, EPISODID, agency, CLIENTID.</summary>
    public bool LaterThan(CaseEpisode other)
    {
        var order = Triaged.CompareTo(other.Triaged);
        if (order == 0)
            order = string.CompareOrdinal(Record.EpisodeId, other.Record.EpisodeId);
        return (order != 0 ? order : ClientRank.CompareTo(other.ClientRank)) > 0;
    }
}

/// <summary>The places of an episode's areas in the codes of each level; -1: it counts in none.</summary>
internal readonly record struct AreaPlaces(int Agency, int Partnership, int Region, int England)
{
    public int At(AreaLevel level) => level switch
    {
        AreaLevel.Agency => Agency,
        AreaLevel.England => England,
        AreaLevel.Partnership => Partnership,
        _ => Region,
    };
}

/// <summary>A structured modality made ready for any cut.</summary>
internal sealed class CaseModality
{
    public required CurrentModality Record { get; init; }

    /// <summary>MODAL as its list writes it.</summary>
    public required string Code { get; init; }

    /// <summary>REFMODDT, FAOMODDT, MODST; <see cref="Dates.Blank"/> where not given.</summary>
    public required DateOnly Referred { get; init; }
    public required DateOnly Offered { get; init; }
    public required DateOnly Started { get; init; }

    /// <summary>Its hash under the publication key; 0 where there is no key.</summary>
    public ulong Hash { get; set; }

    /// <summary>Whether the wait can be measured at a cut: FAOMODDT on or after REFMODDT, and that on or after the episode's
    /// REFLD.</summary>
    public bool MeasurableAt(DateOnly cut, CaseEpisode episode) =>
        Offered <= cut && Referred <= Offered && Referred >= episode.Record.Referred;

    /// <summary>Days from referral to the modality to the first appointment offered; only where measurable.</summary>
    public int Wait => Referred.DaysUntil(Offered);

    /// <summary>Whether a modality is before another one in a journey: MODST, REFMODDT (blank last), agency, CLIENTID, EPISODID,
    /// MODID.</summary>
    public static bool Before(CaseModality a, CaseEpisode ofA, CaseModality b, CaseEpisode ofB, DateOnly cut)
    {
        var order = a.Started.CompareTo(b.Started);
        if (order == 0)
            order = a.Referred.At(cut).CompareTo(b.Referred.At(cut));
        if (order == 0)
            order = CaseEpisode.CompareKeys(ofA, ofB);
        return (order != 0 ? order : string.CompareOrdinal(a.Record.ModalityId, b.Record.ModalityId)) < 0;
    }
}
