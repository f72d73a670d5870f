// Adjectives, names, adverbs, times, quantities and conjunctions.
#include "demo/lexicon.h"

namespace nmt::lexicon {
namespace {

using turkish::kFront, turkish::kSoftens;

constexpr unsigned kBig =
    kBody | kAnimal | kPlace | kBuilding | kVehicle | kThing | kPlant | kHolder;
constexpr unsigned kBought = kThing | kClothing | kVehicle | kDevice | kInstrument;
constexpr unsigned kSeen = kBought | kBuilding | kOpens | kHolder;

// clang-format off
constexpr Adjective kAdjectives[] = {
    {"big", "bigger", "büyük", kSoftens, kBig},
    {"small", "smaller", "küçük", kSoftens, kBig},
    {"new", "newer", "yeni", 0, kSeen | kText},
    {"old", "older", "eski", 0, kSeen | kText},
    {"young", "younger", "genç", kSoftens, kPerson | kAnimal},
    {"tall", "taller", "uzun boylu", 0, kPerson},
    {"long", "longer", "uzun", 0, kText | kShow},
    {"short", "shorter", "kısa", 0, kText | kShow},
    {"beautiful", "more beautiful", "güzel", 0, kBody | kRole | kAnimal | kPlace | kBought | kPlant | kSound},
    {"ugly", "uglier", "çirkin", 0, kBody | kAnimal | kPlace | kBought},
    {"good", "better", "iyi", 0, kPerson | kText | kFood | kBought | kShow | kPlace | kKnowledge},
    {"bad", "worse", "kötü", 0, kPerson | kText | kFood | kBought | kShow | kKnowledge},
    {"clean", "cleaner", "temiz", 0, kSeen | kPlace | kBody | kDrink},
    {"dirty", "dirtier", "kirli", 0, kSeen | kPlace | kBody | kDrink},
    {"red", nullptr, "kırmızı", 0, kThing | kClothing | kVehicle | kOpens | kPlant},
    {"blue", nullptr, "mavi", 0, kThing | kClothing | kVehicle | kOpens | kBuilding},
    {"green", nullptr, "yeşil", 0, kThing | kClothing | kVehicle | kOpens | kPlant | kBuilding},
    {"yellow", nullptr, "sarı", 0, kThing | kClothing | kVehicle | kPlant | kBuilding},
    {"white", nullptr, "beyaz", 0, kThing | kClothing | kVehicle | kAnimal | kBuilding},
    {"black", nullptr, "siyah", 0, kThing | kClothing | kVehicle | kAnimal},
    {"heavy", "heavier", "ağır", 0, kThing | kDevice | kInstrument | kHolder},
    {"light", "lighter", "hafif", 0, kThing | kDevice | kInstrument},
    {"expensive", "more expensive", "pahalı", 0, kBought | kFood},
    {"cheap", "cheaper", "ucuz", 0, kBought | kFood},
    {"strong", "stronger", "güçlü", 0, kAlive},
    {"weak", "weaker", "zayıf", 0, kAlive},
    {"happy", "happier", "mutlu", 0, kAlive},
    {"sad", "sadder", "üzgün", 0, kAlive},
    {"tired", "more tired", "yorgun", 0, kAlive},
    {"hungry", "hungrier", "aç", 0, kAlive},
    {"ill", nullptr, "hasta", 0, kAlive},
    {"rich", "richer", "zengin", 0, kPerson},
    {"poor", "poorer", "fakir", 0, kPerson},
    {"hard-working", "more hard-working", "çalışkan", 0, kPerson},
    {"lazy", "lazier", "tembel", 0, kAlive},
    {"clever", "cleverer", "zeki", 0, kAlive},
    {"brave", "braver", "cesur", 0, kAlive},
    {"famous", "more famous", "ünlü", 0, kRole | kBuilding | kText | kShow},
    {"angry", "angrier", "kızgın", 0, kAlive},
    {"busy", "busier", "meşgul", kFront, kPerson},
    {"kind", "kinder", "kibar", 0, kPerson},
    {"hot", "hotter", "sıcak", kSoftens, kDrink | kDish},
    {"cold", "colder", "soğuk", kSoftens, kDrink | kDish | kBody},
    {"fresh", "fresher", "taze", 0, kFood},
    {"delicious", "more delicious", "lezzetli", 0, kFood | kDrink},
    {"empty", nullptr, "boş", 0, kPlace | kHolder | kVessel | kVehicle},
    {"full", nullptr, "dolu", 0, kHolder | kVessel | kVehicle},
    {"quiet", "quieter", "sessiz", 0, kAlive | kPlace},
    {"dark", "darker", "karanlık", kSoftens, kPlace},
    {"interesting", "more interesting", "ilginç", kSoftens, kText | kShow | kKnowledge | kPlace},
    {"difficult", "more difficult", "zor", 0, kKnowledge | kText},
    {"easy", "easier", "kolay", 0, kKnowledge | kText},
    {"important", "more important", "önemli", 0, kKnowledge | kText | kRole},
    {"fast", "faster", "hızlı", 0, kVehicle | kAnimal},
    {"slow", "slower", "yavaş", 0, kVehicle | kAnimal},
};

constexpr Name kPeople[] = {
    {"Ali", "Ali"}, {"Ayşe", "Ayşe"}, {"Mehmet", "Mehmet"}, {"Fatma", "Fatma"}, {"Ahmet", "Ahmet"},
    {"Zeynep", "Zeynep"}, {"Murat", "Murat"}, {"Elif", "Elif"}, {"Emre", "Emre"}, {"Leyla", "Leyla"},
    {"Mustafa", "Mustafa"}, {"Selin", "Selin"}, {"Kerem", "Kerem"}, {"Defne", "Defne"}, {"Ömer", "Ömer"},
    {"Burak", "Burak"}, {"Hasan", "Hasan"}, {"Esra", "Esra"},
};

constexpr Name kCities[] = {
    {"Ankara", "Ankara"}, {"Istanbul", "İstanbul"}, {"Izmir", "İzmir"}, {"Bursa", "Bursa"},
    {"Konya", "Konya"}, {"London", "Londra"}, {"Berlin", "Berlin"}, {"Paris", "Paris"},
};

constexpr unsigned kNow = 1, kUsual = 2, kPast = 4, kFuture = 8;  // 1 << Tense

constexpr Adverb kManners[] = {
    {"slowly", "yavaşça", 0}, {"quickly", "hızla", 0}, {"quietly", "sessizce", 0},
    {"carefully", "dikkatle", 0}, {"patiently", "sabırla", 0}, {"happily", "neşeyle", 0},
    {"easily", "kolayca", 0}, {"angrily", "öfkeyle", 0},
};

constexpr Adverb kTimes[] = {
    {"now", "şimdi", kNow}, {"today", "bugün", kNow | kPast | kFuture},
    {"every day", "her gün", kUsual}, {"every morning", "her sabah", kUsual},
    {"every week", "her hafta", kUsual}, {"every summer", "her yaz", kUsual},
    {"yesterday", "dün", kPast}, {"last night", "dün gece", kPast},
    {"last week", "geçen hafta", kPast}, {"last year", "geçen yıl", kPast},
    {"two days ago", "iki gün önce", kPast}, {"tomorrow", "yarın", kFuture},
    {"next week", "gelecek hafta", kFuture}, {"next year", "gelecek yıl", kFuture},
    {"soon", "yakında", kFuture},
};

constexpr Frequency kFrequencies[] = {
    {"always", "her zaman", Frequency::Meaning::positive},
    {"often", "sık sık", Frequency::Meaning::positive},
    {"sometimes", "bazen", Frequency::Meaning::positive},
    {"usually", "genellikle", Frequency::Meaning::positive},
    {"never", "asla", Frequency::Meaning::negative},
};

using Quantity::English::plural, Quantity::English::singular;
using Quantity::Reference::definite, Quantity::Reference::indefinite;
constexpr Quantity kQuantities[] = {
    {"two", "iki", plural, indefinite}, {"three", "üç", plural, indefinite},
    {"four", "dört", plural, indefinite}, {"five", "beş", plural, indefinite},
    {"six", "altı", plural, indefinite}, {"seven", "yedi", plural, indefinite},
    {"eight", "sekiz", plural, indefinite}, {"nine", "dokuz", plural, indefinite},
    {"ten", "on", plural, indefinite}, {"twelve", "on iki", plural, indefinite},
    {"twenty", "yirmi", plural, indefinite}, {"a hundred", "yüz", plural, indefinite},
    {"many", "birçok", plural, indefinite}, {"every", "her", singular, definite},
};

constexpr Conjunction kConjunctions[] = {{" and ", " ve "}, {", but ", ", ama "}};
// clang-format on

}  // namespace

std::span<const Adjective> adjectives() { return kAdjectives; }
std::span<const Name> people() { return kPeople; }
std::span<const Name> cities() { return kCities; }
std::span<const Adverb> manners() { return kManners; }
std::span<const Adverb> times() { return kTimes; }
std::span<const Frequency> frequencies() { return kFrequencies; }
std::span<const Quantity> quantities() { return kQuantities; }
std::span<const Conjunction> conjunctions() { return kConjunctions; }

}  // namespace nmt::lexicon
