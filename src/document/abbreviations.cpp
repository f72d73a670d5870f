#include "document/abbreviations.h"

#include <algorithm>
#include <iterator>

namespace nmt {
namespace {

using Words = std::span<const std::string_view>;

struct Row {
  std::string_view language;
  Words words;
};

constexpr std::string_view kEnglish[] = {
    "Dr.", "St.",  "Jr.",  "Sr.",     "Gen.",  "Gov.", "Sen.", "Rep.",  "Fig.",    "fig.",
    "cf.", "e.g.", "i.e.", "Messrs.", "Mmes.", "Hon.", "Ave.", "Blvd.", "approx.", "al.",
    "ca.", "Vol.", "vol.", "p.",      "ed.",   "Eq.",  "Sec.", "Ch.",   "Mx."};
constexpr std::string_view kGerman[] = {
    "bzw.", "usw.",  "ca.",   "Prof.", "Bd.",  "Hg.",  "Jh.",  "Tab.",  "Abb.",  "Anm.",
    "Bsp.", "d.h.",  "d. h.", "z.T.",  "Mag.", "Zit.", "St.",  "Nr.",   "S.",    "Hr.",
    "Fr.",  "Frau.", "Anh.",  "Aufl.", "max.", "min.", "Tsd.", "Mwst.", "MwSt.", "Jhd."};
constexpr std::string_view kFrench[] = {"Mme.", "Mlle.", "Dr.", "Me.", "Mgr.", "St.",  "Ste.",
                                        "p.",   "pp.",   "ex.", "cf.", "vol.", "art.", "chap.",
                                        "éd.",  "env.",  "n.",  "Pr.", "tél.", "etc."};
constexpr std::string_view kSpanish[] = {"pág.",  "págs.", "núm.", "art.",   "Dpto.",
                                         "tel.",  "p.",    "pp.",  "aprox.", "Gral.",
                                         "Prof.", "Ing.",  "Arq.", "EE.",    "EE.UU."};
constexpr std::string_view kItalian[] = {
    "Dott.", "dott.ssa", "Dott.ssa", "Prof.", "prof.", "Sig.ra", "sig.", "es.",  "pp.",
    "cap.",  "art.",     "Avv.",     "Ing.",  "On.",   "Dr.",    "ecc.", "tel.", "S."};
constexpr std::string_view kPortuguese[] = {"Sr.", "Sra.", "Prof.", "Profa.", "Eng.",
                                            "nº.", "art.", "pág.",  "Av."};
constexpr std::string_view kTurkish[] = {
    "Dr.",  "Prof.", "Doç.", "Yrd.", "Av.",  "Sn.",  "Alb.", "Bşk.", "Gen.", "Mah.",
    "Cad.", "Sok.",  "Sk.",  "Apt.", "Blv.", "Bul.", "No.",  "Tel.", "vb.",  "vs.",
    "örn.", "Örn.",  "bkz.", "Bkz.", "krş.", "Hz.",  "Müh.", "Uzm.", "Öğr.", "Gör.",
    "Arş.", "Ltd.",  "Şti.", "A.Ş.", "Mr.",  "Mrs.", "St.",  "s.",   "ss.",  "yy.",
    "M.Ö.", "M.S.",  "T.C.", "çev.", "yay.", "haz.", "Fak.", "Üniv."};
constexpr std::string_view kRussian[] = {"г.",    "гг.",   "т.",    "д.",   "п.",   "др.",   "пр.",
                                         "т.е.",  "т. е.", "т.д.",  "т.п.", "им.",  "стр.",  "рис.",
                                         "см.",   "ср.",   "акад.", "доц.", "гл.",  "напр.", "млн.",
                                         "млрд.", "м.",    "р.",    "обл.", "г-н.", "г-жа."};
constexpr std::string_view kDutch[] = {"dhr.", "mevr.", "dr.",    "drs.",   "prof.", "mr.",
                                       "ir.",  "ing.",  "St.",    "bijv.",  "bv.",   "nr.",
                                       "blz.", "o.a.",  "m.b.t.", "d.w.z.", "ca.",   "resp.",
                                       "Dhr.", "Mevr.", "Dr.",    "Prof.",  "enz.",  "jl."};
constexpr std::string_view kPolish[] = {
    "dr.",   "prof.", "mgr.", "inż.", "ul.", "al.", "pl.",  "np.",  "tzn.", "tj.",  "m.in.",
    "godz.", "nr.",   "str.", "św.",  "ks.", "p.",  "tys.", "mln.", "zł.",  "itp.", "wg."};
constexpr std::string_view kGreek[] = {"κ.",   "κα.",  "Δρ.",  "δρ.",  "π.χ.", "κ.λπ.",
                                       "κ.ά.", "δηλ.", "αρ.",  "σελ.", "βλ.",  "Καθ.",
                                       "Αγ.",  "οδ.",  "τηλ.", "εκ."};
constexpr Row kAbbreviations[] = {{"", kEnglish},      {"en", kEnglish}, {"de", kGerman},
                                  {"fr", kFrench},     {"es", kSpanish}, {"it", kItalian},
                                  {"pt", kPortuguese}, {"tr", kTurkish}, {"ru", kRussian},
                                  {"nl", kDutch},      {"pl", kPolish},  {"el", kGreek}};

constexpr std::string_view kEnglishEnds[] = {
    "All.",  "Alt.",  "AA.",   "AB.",  "AD.",  "Act.", "As.",  "By.",  "Cap.", "Card.",
    "DC.",   "Do.",   "Go.",   "Hat.", "Id.",  "In.",  "Is.",  "Job.", "Joe.", "Lib.",
    "Link.", "Long.", "Mar.",  "OK.",  "Ok.",  "On.",  "Or.",  "PC.",  "PP.",  "Pro.",
    "To.",   "Up.",   "VS.",   "Var.", "Ex.",  "Min.", "A.M.", "P.M.", "a.m.", "L.A.",
    "N.Y.",  "Jam.",  "Mart.", "Sun.", "Sat.", "Etc.", "etc."};
constexpr std::string_view kGermanEnds[] = {
    "Alt.", "App.",  "Chin.", "Di.",  "Do.",   "Fam.",  "Max.",   "Mi.",  "Mo.",
    "Mod.", "PIN.",  "Port.", "Sa.",  "So.",   "Test.", "Trans.", "am.",  "f.",
    "h.",   "s.",    "ev.",   "Int.", "Art.",  "Bed.",  "Ben.",   "Dat.", "Einh.",
    "Ber.", "Best.", "Rel.",  "Ca.",  "Temp.", "Mind.", "Test."};
constexpr std::string_view kFrenchEnds[] = {"anon.", "ill.", "jeu.",  "dim.", "DC.",    "All.",
                                            "Var.",  "mer.", "voit.", "dir.", "config."};
constexpr std::string_view kSpanishEnds[] = {"Bien.", "Sol.", "SA.",  "RAM.", "DC.",  "AA.",
                                             "Kit.",  "Rol.", "dom.", "mar.", "may.", "All.",
                                             "Var.",  "Ant.", "Col.", "Id.",  "CA."};
constexpr std::string_view kItalianEnds[] = {"DC.", "Mod.", "all.", "Liv.", "ver.", "on."};
constexpr std::string_view kPortugueseEnds[] = {"ap.",  "com.",  "mar.", "fim.", "mil.",
                                                "sul.", "long.", "pal.", "Mar.", "des.",
                                                "rod.", "fac.",  "sup.", "mús."};
constexpr Row kEnds[] = {{"", kEnglishEnds},     {"en", kEnglishEnds}, {"de", kGermanEnds},
                         {"fr", kFrenchEnds},    {"es", kSpanishEnds}, {"it", kItalianEnds},
                         {"pt", kPortugueseEnds}};

template <std::size_t count>
Words words_of(const Row (&rows)[count], std::string_view language) {
  const auto row = std::find_if(std::begin(rows), std::end(rows),
                                [&](const Row& each) { return each.language == language; });
  return row == std::end(rows) ? Words{} : row->words;
}

}  // namespace

Words further_abbreviations(std::string_view language) {
  return words_of(kAbbreviations, language);
}
Words no_abbreviations(std::string_view language) { return words_of(kEnds, language); }

}  // namespace nmt
