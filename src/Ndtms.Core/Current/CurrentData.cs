using Ndtms.Core.DataSets;
using Ndtms.Core.Records;

namespace Ndtms.Core.Current;

/// <summary>The current data that measures use: plain data, as loaded, before any cut. Codes are as their lists write them; blank is
/// null.</summary>
public sealed class CurrentData
{
    /// <summary>Every registered agency, by code.</summary>
    public required IReadOnlyDictionary<string, Agency> Agencies { get; init; }

    /// <summary>Every current client, in no particular order.</summary>
    public required IReadOnlyList<CurrentClient> Clients { get; init; }

    /// <summary>Every current episode of those clients, in no particular order.</summary>
    public required IReadOnlyList<CurrentEpisode> Episodes { get; init; }

    /// <summary>The latest day on which data in here was received; null where there are none. Reports show it as "data as at".</summary>
    public DateOnly? LatestReceipt { get; init; }

    /// <summary>What the data-quality measures count; null: not read, and then those measures are not computed.</summary>
    public QualityFacts? Quality { get; init; }

    /// <summary>The number of the version of the database that they were read from, which every change raises; 0: of no database.</summary>
    public long Version { get; init; }

    /// <summary>The key from which published numbers of these data are drawn; null: there are none to be published.</summary>
    public PublicationKey? PublicationKey { get; init; }
}

/// <summary>A person as one agency knows them.</summary>
public sealed class CurrentClient
{
    public required string Agency { get; init; }
    public required string ClientId { get; init; }
    public required char FirstInitial { get; init; }
    public required char SurnameInitial { get; init; }
    public required DateOnly DateOfBirth { get; init; }

    /// <summary>M or F.</summary>
    public required string Sex { get; init; }
    public string? Ethnic { get; init; }

    /// <summary>The id of the person who has these attributors, as the database has it: the same as long as the person has a client. Null
    /// where the client is not loaded.</summary>
    public long? PersonId { get; init; }
}

/// <summary>A spell of treatment at one agency. Property comments name the column.</summary>
public sealed class CurrentEpisode
{
    public required CurrentClient Client { get; init; }

    /// <summary>EPISODID</summary>
    public required string EpisodeId { get; init; }

    /// <summary>REFLD</summary>
    public required DateOnly Referred { get; init; }

    /// <summary>TRIAGED</summary>
    public required DateOnly Triaged { get; init; }

    /// <summary>DISD</summary>
    public DateOnly? Discharged { get; init; }

    /// <summary>DISRSN</summary>
    public string? DischargeReason { get; init; }

    /// <summary>DAT: partnership of residence; null: the agency's own is imputed.</summary>
    public string? Partnership { get; init; }

    /// <summary>PCT</summary>
    public string? Pct { get; init; }

    /// <summary>DRUG1, DRUG2, DRUG3</summary>
    public string? Drug1 { get; init; }
    public string? Drug2 { get; init; }
    public string? Drug3 { get; init; }

    /// <summary>RFLS</summary>
    public string? ReferralSource { get; init; }

    /// <summary>PREVTR, whether structured treatment was received before</summary>
    public bool? PreviouslyTreated { get; init; }

    /// <summary>ACCMNEED</summary>
    public string? Accommodation { get; init; }

    /// <summary>PRNTSTAT</summary>
    public string? ParentalStatus { get; init; }

    /// <summary>CHILDWTH, number of children</summary>
    public int? ChildrenLivingWith { get; init; }

    /// <summary>INJSTAT</summary>
    public string? InjectingStatus { get; init; }

    /// <summary>EMPSTAT</summary>
    public string? Employment { get; init; }

    /// <summary>HEPBSTAT, HEPBVAC</summary>
    public string? HepatitisB { get; init; }
    public string? HepatitisBVaccinations { get; init; }

    /// <summary>HEPCTD, HEPCTSTD</summary>
    public string? HepatitisCTested { get; init; }
    public DateOnly? HepatitisCTestDate { get; init; }

    /// <summary>TOPCC: this agency co-ordinates the client's TOP</summary>
    public bool? TopCoordinator { get; init; }

    /// <summary>The YPS* and YPE* columns that were filled, by header; null: none.</summary>
    public IReadOnlyDictionary<string, string>? YoungPerson { get; init; }

    public required IReadOnlyList<CurrentModality> Modalities { get; init; }

    public required IReadOnlyList<CurrentTop> Tops { get; init; }
}

/// <summary>A treatment modality of an episode.</summary>
public sealed class CurrentModality
{
    /// <summary>MODID</summary>
    public required string ModalityId { get; init; }

    /// <summary>MODAL</summary>
    public required string Modality { get; init; }

    /// <summary>REFMODDT</summary>
    public DateOnly? Referred { get; init; }

    /// <summary>FAOMODDT: first appointment offered</summary>
    public DateOnly? FirstAppointmentOffered { get; init; }

    /// <summary>MODST</summary>
    public DateOnly? Started { get; init; }

    /// <summary>MODEND</summary>
    public DateOnly? Ended { get; init; }
}

/// <summary>A Treatment Outcomes Profile interview. Items are null where blank or not disclosed; days are of the past 28.</summary>
public sealed class CurrentTop
{
    /// <summary>TOPID</summary>
    public required string TopId { get; init; }

    /// <summary>TOPDATE</summary>
    public required DateOnly Date { get; init; }

    /// <summary>TRSTAGE: S start, R review, E exit, P post-treatment; null: not given</summary>
    public string? Stage { get; init; }

    /// <summary>Whether every one of the 20 items is blank or not disclosed (rule TOP-07): then it counts nowhere.</summary>
    public required bool Empty { get; init; }

    public int? Alcohol { get; init; }
    public int? Opiates { get; init; }
    public int? Crack { get; init; }
    public int? Cocaine { get; init; }
    public int? Amphetamines { get; init; }
    public int? Cannabis { get; init; }

    /// <summary>IVDRGUSE</summary>
    public int? Injecting { get; init; }

    /// <summary>PSYHSTAT, PHSTAT, QUALLIFE: 0 poor to 20 good</summary>
    public int? PsychologicalHealth { get; init; }
    public int? PhysicalHealth { get; init; }
    public int? QualityOfLife { get; init; }

    /// <summary>PWORK, EDUCAT</summary>
    public int? PaidWork { get; init; }
    public int? Education { get; init; }

    /// <summary>ACUTHPBM, HRISK</summary>
    public bool? AcuteHousingProblem { get; init; }
    public bool? RiskOfEviction { get; init; }
}
