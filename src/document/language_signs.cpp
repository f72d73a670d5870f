#include "document/language_signs.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <map>
#include <unordered_set>

#include "document/characters.h"
#include "text/words.h"

namespace nmt {
namespace {

// The letters beyond a to z (all of them, for languages in other scripts), those of a to z that only
// foreign words have, and words that are seldom missing in a sentence or stand alone in a short one.
struct LanguageSigns {
  std::string_view code, letters, absent, words;
};

constexpr LanguageSigns kLanguages[] = {
    {"az", "əğıöşüç", "w",
     "və bu bir ilə üçün də ki o mən sən biz var yox deyil nə kimi olan çox daha sonra salam bəli "
     "xeyr necə harada niyə indi"},
    {"be", "абвгдеёжзійклмнопрстуўфхцчшыьэюя", "",
     "і у не на што з як гэта я ты ён яна мы вы яны да за ад па але ці так няма быў ёсць"},
    {"bg", "абвгдежзийклмнопрстуфхцчшщъьюя", "",
     "и на да се в не е за от с че си това по ще са как аз ти той тя ние вие те има няма беше към "
     "здравей благодаря"},
    {"ca", "àçèéíïòóúü·", "kwy",
     "el la els les un una i de del que és a en amb per no jo tu ell ella som són va ha molt més "
     "aquest aquesta hola gràcies bon dia"},
    {"cs", "áčďéěíňóřšťúůýž", "qwx",
     "a je se v na že to do s z si ale jsem jsi jsou by tak jako není byl byla jak co kde proč ano "
     "ne já ty on ona my pro ahoj děkuji dobrý den"},
    {"da", "æøå", "",
     "og i er det en et at til på som for med den ikke de jeg du han hun vi har var af kan fra om "
     "men hvad hvor hej tak ja nej"},
    {"de", "äöüß", "",
     "der die das und ist in ein eine einen einem einer nicht ich du er sie es wir ihr zu den dem "
     "des mit von auf für im sich auch an als wie hat war sind bin bist haben was wo wer warum "
     "wann ja nein aber oder nur noch sehr mein dein sein kein hallo danke bitte guten tag morgen "
     "mann frau zwei am aus bei nach über vor wird"},
    {"en", "", "",
     "the a an and is in of to you i it he she we they that this not for with on at are was were "
     "be have has had do does did don't i'm it's what where who why how when my your his her their "
     "our there here can will would but or if me him them so no yes hello thanks thank please good "
     "morning man woman two as by from up out about very"},
    {"eo", "ĉĝĥĵŝŭ", "qwxy",
     "la kaj de en estas ne mi vi li ŝi ni ili al por kun ke kiu kio kiel tio ĉi ĉu sed aŭ saluton "
     "dankon jes"},
    {"es", "áéíñóúü", "kw",
     "el la los las un una de del y que en es no a se por con para lo como más pero su sus le ya o "
     "este está son muy yo tú él ella qué dónde cómo cuándo quién porque hay fue ser tiene hola "
     "gracias buenos días sí hombre mujer mi"},
    {"et", "äöõüšž", "cqwxyz",
     "ja on ei see ta ma sa me nad et kui oli mis kes aga ka oma siis mind sind kas kus miks tere "
     "aitäh jah"},
    {"eu", "ñç", "cqvwy",
     "eta da ez bat du dut zen ere baina hau hori nik zuk gara dira egin nola non zer kaixo "
     "eskerrik asko bai"},
    {"fi", "äöå", "cqwxz",
     "ja on ei se hän minä sinä me he että oli mutta kun niin kuin olen olet ovat mitä missä miksi "
     "kuka myös vain hei kiitos kyllä"},
    {"fr", "àâæçéèêëîïôœùûüÿ", "kw",
     "le la les un une des de du et est en à que qui ne pas je tu il elle nous vous ils ce cette "
     "dans pour sur avec au aux se son sa ses plus mais ou où par sont était être avoir ai as a "
     "bonjour merci oui non comment pourquoi quoi c'est j'ai homme femme deux très"},
    {"gl", "áéíñóúü", "jkwy",
     "o a os as un unha de do da e que en non é para con por máis eu ti el ela isto está son moi "
     "ola grazas bos días onde como"},
    {"hr", "čćđšž", "qwxy",
     "i je u se na da ne to za su s od ja ti on ona mi vi nije sam si što kako gdje zašto ali ili "
     "bio bila ima hvala dobar dan bok"},
    {"hu", "áéíóöőúüű", "qwx",
     "a az és egy nem is hogy van ez meg de én te ő mi ti volt csak már mint ha kell lesz mit hol "
     "miért hogyan ki igen szia köszönöm jó nagyon vagyok"},
    {"id", "", "qx",
     "yang dan di ini itu tidak dengan untuk dari ke saya kamu dia kami mereka ada adalah akan "
     "bisa sudah pada apa mana siapa bagaimana halo terima kasih selamat pagi ya"},
    {"is", "áðéíóúýþæö", "cqwz",
     "og er að í á ekki það ég þú hann hún við þeir sem með fyrir til um var en hvað hvar halló "
     "takk já nei"},
    {"it", "àèéìíòóù", "jkwxy",
     "il lo la i gli le un una uno di del della e è che in non a da per con su si mi ti ci ma come "
     "più sono ho ha io tu lui lei noi voi loro questo questa dove quando perché cosa ciao grazie "
     "buongiorno sì molto anche nel al"},
    {"kk", "абвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяә", "",
     "және бұл мен сен ол біз бір үшін бар жоқ емес де да қалай қайда неге сәлем рақмет"},
    {"lt", "ąčęėįšųūž", "qwx",
     "ir yra ne kad aš tu jis ji mes jūs į su iš tai kaip bet buvo ką kur kodėl labas ačiū taip"},
    {"lv", "āčēģīķļņšūž", "qwxy",
     "un ir ne ka es tu viņš viņa mēs jūs uz ar no tas kā bet bija ko kur kāpēc sveiki paldies jā"},
    {"mk", "абвгдѓежзѕијклљмнњопрстќуфхцчџш", "",
     "и на да се во не е за од со дека тоа јас ти тој таа ние вие тие има нема беше како здраво "
     "благодарам"},
    {"ms", "", "qx",
     "yang dan di ini itu tidak dengan untuk dari ke saya awak dia kami mereka ada ialah akan "
     "boleh "
     "sudah pada apa mana siapa bagaimana terima kasih selamat pagi ya"},
    {"nb", "æøå", "",
     "og i er det en et at til på som for med den ikke de jeg du han hun vi har var av kan fra om "
     "men hva hvor hei takk ja nei"},
    {"nl", "ëïéè", "",
     "de het een en is in van te dat die niet ik je jij hij zij we op met voor zijn was er aan om "
     "ook als maar naar heb heeft hebben wat waar wie waarom hoe dit deze mijn ben bent hallo "
     "bedankt dank goed ja nee man vrouw twee"},
    {"pl", "ąćęłńóśźż", "qvx",
     "i w nie na się z do to jest że co jak ale o po ja ty on ona my wy są był była czy tak dla "
     "jestem mam gdzie dlaczego kto od za cześć dziękuję dzień dobry proszę bardzo"},
    {"pt", "àáâãçéêíóôõúü", "kwy",
     "o a os as um uma de do da dos das e que em no na não é para com por se mais como mas ao eu "
     "tu você ele ela nós eles este esta está são foi ser tem muito onde quando quem obrigado olá "
     "bom dia sim homem mulher meu"},
    {"ro", "ăâîșțşţ", "kqwy",
     "și în de la un o nu este că cu pe să se mai din care eu tu el ea noi voi ei sunt am ai are "
     "pentru ce unde cine cum dar bună mulțumesc da foarte"},
    {"ru", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "",
     "и в не на что я с он она как это то по но мы вы ты они у из за от так же все его её был была "
     "было есть нет да меня мне где кто почему когда привет спасибо очень"},
    {"sk", "áäčďéíĺľňóôŕšťúýž", "qwx",
     "a je sa v na že to do s z si ale som ste sú by tak ako nie bol bola čo kde prečo áno ja ty "
     "on "
     "ona my pre ahoj ďakujem dobrý deň"},
    {"sl", "čšž", "qwxy",
     "in je se v na da ne to za so s od jaz ti on ona mi vi ni sem si kaj kako kje zakaj ampak ali "
     "bil bila ima hvala dober dan"},
    {"sq", "çë", "w",
     "dhe të në një e i nuk është që për me unë ti ai ajo ne ju ata nga si po jo ka kam çfarë ku "
     "pse përshëndetje faleminderit"},
    {"sr", "абвгдђежзијклљмнњопрстћуфхцчџш", "",
     "и је у се на да не то за су с од ја ти он она ми ви није сам си што шта како где зашто али "
     "или био има хвала здраво"},
    {"sv", "åäö", "",
     "och i är det en ett att till på som för med den inte de jag du han hon vi har var av kan "
     "från om men vad hej tack ja nej var"},
    {"tl", "ñ", "fqvx",
     "ang ng sa na mga at ay hindi ako ikaw siya kami sila ito iyan may wala ano saan sino bakit "
     "paano kumusta salamat oo po"},
    {"tr", "çğıöşüâîû", "qwx",
     "bir ve bu o da de ne için çok ben sen biz siz onlar mi mı mu mü değil var yok gibi daha ile "
     "ama her şey kadar sonra bana sana ona beni seni onu benim senin onun şu nasıl nerede neden "
     "kim niçin evet hayır en iyi oldu olarak olan ediyor istiyorum tom'un merhaba teşekkür "
     "ederim lütfen günaydın adam kadın iki hiç şimdi bugün"},
    {"uk", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "",
     "і в не на що я з він вона як це то по але ми ви ти вони у із за від так же все його її був "
     "була було є немає мене мені де хто чому коли привіт дякую дуже"},
    {"vi", "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", "fjwz",
     "và là của có không một cho tôi bạn anh cô được với các người những này đã trong đó ở ra gì "
     "đâu ai sao xin chào cảm ơn vâng"},
};

// How much one of each counts; found by trying on the validation text of Tatoeba's
// English and Turkish and of Multi30k's English and German.
constexpr double kWordSign = 3, kLetterSign = 2, kForeignLetterSign = -4, kAbsentLetterSign = -2;

struct SignSet {
  std::unordered_set<std::string_view> words;
  std::u32string letters;  // in order
  std::u32string absent;
  bool is_latin = true;
};

std::u32string characters_of(std::string_view text) {
  std::u32string characters;
  while (!text.empty()) {
    characters += character_at(text, 0);
    text.remove_prefix(character_size(text.front()));
  }
  return characters;
}

// Codes that others have for the same.
std::string_view known_name(std::string_view code) {
  if (code == "no" || code == "nn") return "nb";
  return code == "bs" ? "hr" : code;
}

const std::map<std::string_view, SignSet>& sign_sets() {
  static const std::map<std::string_view, SignSet> sets = [] {
    std::map<std::string_view, SignSet> all;
    for (const LanguageSigns& language : kLanguages) {
      SignSet& set = all[language.code];
      for_each_word(language.words, [&](std::string_view word) { set.words.insert(word); });
      set.letters = characters_of(language.letters);
      std::sort(set.letters.begin(), set.letters.end());
      set.absent = characters_of(language.absent);
      set.is_latin = set.letters.empty() || set.letters.front() < 0x370;
    }
    return all;
  }();
  return sets;
}

void append(std::string& text, char32_t c) {
  char bytes[U8_MAX_LENGTH];
  std::size_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  text.append(bytes, size);
}

// Small letters and apostrophes; what stands between words is a space. Turkish I is taken for i.
std::string words_in_small_letters(std::string_view text) {
  std::string small;
  while (!text.empty()) {
    char32_t c = character_at(text, 0);
    text.remove_prefix(character_size(text.front()));
    if (c == U'İ') c = U'i';
    if (c == U'’') c = U'\'';
    append(small, u_isalpha(static_cast<UChar32>(c)) || c == U'\''
                      ? static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)))
                      : U' ');
  }
  return small;
}

double letter_sign(char32_t letter, const SignSet& set) {
  if (letter == U' ' || letter == U'\'') return 0;
  if (letter < 0x80 && set.is_latin)
    return set.absent.find(letter) == std::u32string::npos ? 0 : kAbsentLetterSign;
  return std::binary_search(set.letters.begin(), set.letters.end(), letter) ? kLetterSign
                                                                            : kForeignLetterSign;
}

}  // namespace

std::vector<double> language_signs(std::string_view text,
                                   const std::vector<std::string>& languages) {
  std::vector<double> scores(languages.size());
  const std::string small = words_in_small_letters(text);
  const std::u32string letters = characters_of(small);
  for (std::size_t i = 0; i < languages.size(); ++i) {
    const auto found = sign_sets().find(known_name(languages[i]));
    if (found == sign_sets().end()) continue;
    const SignSet& set = found->second;
    for_each_word(small, [&](std::string_view word) {
      if (set.words.contains(word)) scores[i] += kWordSign;
    });
    for (const char32_t letter : letters) scores[i] += letter_sign(letter, set);
  }
  return scores;
}

}  // namespace nmt
