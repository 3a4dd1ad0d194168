namespace Ndtms.Core.DataSets;

/// <summary>The columns that rules, linkage or measures use, by their header. They are typed in memory and in the database; every other
/// field of any data set is kept too, in one JSON column of its entity. A member's name is the header.</summary>
public enum Column
{
    // client
    FINITIAL, SINITIAL, DOB, SEX, ETHNIC, AGNCY, CLIENTID, CONSENT,

    // episode
    EPISODID, REFLD, PREVTR, PC, ACCMNEED, PRNTSTAT, DAT, PCT, LA, GPPTCE, DRUG1, DRUG1AGE, ROUTE, DRUG2, DRUG3, RFLS, TRIAGED, CPLANDT,
    INJSTAT, CHILDWTH, PREGNANT, ALCDDAYS, ALCUNITS, HEPCTSTD, HEPCSTAT, HEPCTD, HEPBVAC, HEPBSTAT, HLCASSDT, TOPCC, DISD, DISRSN,
    EMPSTAT,

    // modality
    MODID, MODAL, REFMODDT, FAOMODDT, MODST, MODEND, MODEXIT,

    // Treatment Outcomes Profile
    TOPID, TOPDATE, TRSTAGE, ALCUSE, OPIUSE, CRAUSE, COCAUSE, AMPHUSE, CANNUSE, OTDRGUSE, IVDRGUSE, SHARING, SHOTHEFT, DRGSELL, OTHTHEFT,
    ASSAULT, PSYHSTAT, PWORK, EDUCAT, ACUTHPBM, HRISK, PHSTAT, QUALLIFE,

    // sub-intervention review, time in treatment
    SUBMID, SUBMODDT, TITID, TITDATE, TITREAT,
}
