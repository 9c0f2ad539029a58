using System.Collections.Frozen;

namespace Empo.Method.Answers.Reading;

/// <summary>
/// Composes letters and the marks that follow them into one letter: Latin, Greek, Cyrillic and Japanese, by Unicode's canonical
/// composition. The .NET runtime does not compose where it runs without cultures, as it does here.
/// </summary>
internal static class CombinedLetters
{
    private static readonly FrozenDictionary<char, (string Letters, string Combined)> Marks = new Dictionary<char, (string, string)>
    {
        ['\u0300'] = ("AEINOUWYaeinouwy¨ÂÊÔÜâêôüĂăĒēŌōΑΕΗΙΟΥΩαεηιουωϊϋЕИеи", "ÀÈÌǸÒÙẀỲàèìǹòùẁỳ῭ẦỀỒǛầềồǜẰằḔḕṐṑᾺῈῊῚῸῪῺὰὲὴὶὸὺὼῒῢЀЍѐѝ"),
        ['\u0301'] = (
            "ACEGIKLMNOPRSUWYZacegiklmnoprsuwyz¨ÂÅÆÇÊÏÔÕØÜâåæçêïôõøüĂăĒēŌōŨũΑΕΗΙΟΥΩαεηιουωϊϋГКгк",
            "ÁĆÉǴÍḰĹḾŃÓṔŔŚÚẂÝŹáćéǵíḱĺḿńóṕŕśúẃýź΅ẤǺǼḈẾḮỐṌǾǗấǻǽḉếḯốṍǿǘẮắḖḗṒṓṸṹΆΈΉΊΌΎΏάέήίόύώΐΰЃЌѓќ"
        ),
        ['\u0302'] = ("ACEGHIJOSUWYZaceghijosuwyz", "ÂĈÊĜĤÎĴÔŜÛŴŶẐâĉêĝĥîĵôŝûŵŷẑ"),
        ['\u0303'] = ("AEINOUVYaeinouvyÂÊÔâêôĂă", "ÃẼĨÑÕŨṼỸãẽĩñõũṽỹẪỄỖẫễỗẴẵ"),
        ['\u0304'] = ("AEGIOUYaegiouyÄÆÕÖÜäæõöüΑΙΥαιυИУиу", "ĀĒḠĪŌŪȲāēḡīōūȳǞǢȬȪǕǟǣȭȫǖᾹῙῩᾱῑῡӢӮӣӯ"),
        ['\u0306'] = ("AEGIOUaegiouΑΙΥαιυАЕЖИУаежиу", "ĂĔĞĬŎŬăĕğĭŏŭᾸῘῨᾰῐῠӐӖӁЙЎӑӗӂйў"),
        ['\u0307'] = ("ABCDEFGHIMNOPRSTWXYZabcdefghmnoprstwxyzŚśŠšſ", "ȦḂĊḊĖḞĠḢİṀṄȮṖṘṠṪẆẊẎŻȧḃċḋėḟġḣṁṅȯṗṙṡṫẇẋẏżṤṥṦṧẛ"),
        ['\u0308'] = ("AEHIOUWXYaehiotuwxyÕõŪūΙΥιυІАЕЖЗИОУЧЫЭаежзиоучыэі", "ÄËḦÏÖÜẄẌŸäëḧïöẗüẅẍÿṎṏṺṻΪΫϊϋЇӒЁӜӞӤӦӰӴӸӬӓёӝӟӥӧӱӵӹӭї"),
        ['\u030a'] = ("AUauwy", "ÅŮåůẘẙ"),
        ['\u030b'] = ("OUouУу", "ŐŰőűӲӳ"),
        ['\u030c'] = ("ACDEGHIKLNORSTUZacdeghijklnorstuzÜü", "ǍČĎĚǦȞǏǨĽŇǑŘŠŤǓŽǎčďěǧȟǐǰǩľňǒřšťǔžǙǚ"),
        ['\u0327'] = ("CDEGHKLNRSTcdeghklnrstĆćĔĕ", "ÇḐȨĢḨĶĻŅŖŞŢçḑȩģḩķļņŗşţḈḉḜḝ"),
        ['\u0328'] = ("AEIOUaeiouŌō", "ĄĘĮǪŲąęįǫųǬǭ"),
        ['\u3099'] = ("うかきくけこさしすせそたちつてとはひふへほゝウカキクケコサシスセソタチツテトハヒフヘホワヰヱヲヽ", "ゔがぎぐげござじずぜぞだぢづでどばびぶべぼゞヴガギグゲゴザジズゼゾダヂヅデドバビブベボヷヸヹヺヾ"),
        ['\u309a'] = ("はひふへほハヒフヘホ", "ぱぴぷぺぽパピプペポ"),
    }.ToFrozenDictionary();

    /// <summary>The letter with the mark, or null where there is no such letter.</summary>
    public static char? Of(char letter, char mark) =>
        mark >= '\u0300'
        && Marks.TryGetValue(mark, out (string Letters, string Combined) entry)
        && entry.Letters.IndexOf(letter, StringComparison.Ordinal) is var place and >= 0
            ? entry.Combined[place]
            : null;
}
