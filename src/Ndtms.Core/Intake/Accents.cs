namespace Ndtms.Core.Intake;

/// <summary>Folds an accented capital letter to its base letter: Unicode decomposition, and the letters that Unicode does not decompose
/// (Definitions/data-set.md, Accents). A table of our own, because the framework's decomposition silently does nothing where it runs
/// without ICU. A few small letters stand among the capitals: they have no capital of their own.</summary>
internal static class Accents
{
    private static readonly string[] Letters =
    [
        "AÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦḀẠẢẤẦẨẪẬẮẰẲẴẶÅ",
        "BḂḄḆ",
        "CÇĆĈĊČḈ",
        "DĎḊḌḎḐḒĐÐ",
        "EÈÉÊËĒĔĖĘĚȄȆȨḔḖḘḚḜẸẺẼẾỀỂỄỆ",
        "FḞ",
        "GĜĞĠĢǦǴḠ",
        "HĤȞḢḤḦḨḪĦẖ",
        "IÌÍÎÏĨĪĬĮİǏȈȊḬḮỈỊı",
        "JĴǰ",
        "KĶǨḰḲḴK",
        "LĹĻĽḶḸḺḼŁ",
        "MḾṀṂ",
        "NÑŃŅŇǸṄṆṈṊ",
        "OÒÓÔÕÖŌŎŐƠǑǪǬȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢØ",
        "PṔṖ",
        "RŔŖŘȐȒṘṚṜṞ",
        "SŚŜŞŠȘṠṢṤṦṨſ",
        "TŢŤȚṪṬṮṰŦẗ",
        "UÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖṲṴṶṸṺỤỦỨỪỬỮỰ",
        "VṼṾ",
        "WŴẀẂẄẆẈẘ",
        "XẊẌ",
        "YÝŶŸȲẎỲỴỶỸẙ",
        "ZŹŻŽẐẒẔ",
    ];

    private static readonly Dictionary<char, char> BaseLetters =
        Letters.SelectMany(l => l.Skip(1).Select(accented => (accented, l[0]))).ToDictionary(p => p.accented, p => p.Item2);

    /// <summary>The base letter of a capital, or the character itself.</summary>
    public static char Fold(char capital) => BaseLetters.GetValueOrDefault(capital, capital);
}
