// Verbs: English base, past, -ing form and preposition; Turkish stem and the case it governs;
// subjects; objects.
#include "demo/lexicon.h"

namespace nmt::lexicon {
namespace {

using turkish::kSoftens;
using enum Government;

constexpr unsigned kActor = kPerson;
constexpr unsigned kBuy = kBareObject | kTakesPlace;

// clang-format off
constexpr Verb kVerbs[] = {
    // Something
    {"read", "read", "reading", "", "oku", 0, accusative, kActor, kText, kBareObject | kTakesPlace | kTakesManner | kNeedsTime},
    {"write", "wrote", "writing", "", "yaz", 0, accusative, kActor, kText, kBareObject | kTakesManner},
    {"eat", "ate", "eating", "", "ye", 0, accusative, kAlive, kFood, kBareObject | kTakesPlace | kTakesManner},
    {"drink", "drank", "drinking", "", "iç", 0, accusative, kAlive, kDrink, kBareObject | kTakesPlace | kTakesManner},
    {"buy", "bought", "buying", "", "satın al", 0, accusative, kActor, kAnyObject, kBuy},
    {"sell", "sold", "selling", "", "sat", 0, accusative, kActor, kAnyObject | kAnimal, kBuy},
    {"find", "found", "finding", "", "bul", 0, accusative, kAlive, kAnyObject | kPlant, kBuy | kTakesPerson},
    {"lose", "lost", "losing", "", "kaybet", kSoftens, accusative, kActor, kThing | kClothing, kTakesPlace | kNoCommand},
    {"see", "saw", "seeing", "", "gör", 0, accusative, kAlive, kAlive | kThing | kVehicle | kBuilding | kPlant, kStative | kTakesPerson | kTakesPlace | kNoCommand},
    {"love", "loved", "loving", "", "sev", 0, accusative, kActor, kPerson | kAnimal | kSound, kStative | kTakesPerson},
    {"like", "liked", "liking", "", "beğen", 0, accusative, kActor, kClothing | kThing | kBuilding | kShow | kText | kVehicle, kStative | kNoCommand},
    {"know", "knew", "knowing", "", "tanı", 0, accusative, kActor, kPerson, kStative | kTakesPerson | kNoCommand},
    {"want", "wanted", "wanting", "", "iste", 0, accusative, kActor, kThing | kFood | kDrink | kClothing | kVehicle, kStative | kBareObject | kNoCommand},
    {"remember", "remembered", "remembering", "", "hatırla", 0, accusative, kActor, kPerson | kKnowledge | kShow | kText, kStative | kTakesPerson},
    {"understand", "understood", "understanding", "", "anla", 0, accusative, kActor, kPerson | kKnowledge | kText, kStative | kTakesPerson | kNoCommand},
    {"hear", "heard", "hearing", "", "duy", 0, accusative, kAlive, kAlive | kSound, kStative | kTakesPerson | kNoCommand},
    {"forget", "forgot", "forgetting", "", "unut", 0, accusative, kActor, kPerson | kKnowledge | kThing, kTakesPerson},
    {"open", "opened", "opening", "", "aç", 0, accusative, kActor, kOpens, kTakesManner},
    {"close", "closed", "closing", "", "kapat", 0, accusative, kActor, kOpens, kTakesManner},
    {"wash", "washed", "washing", "", "yıka", 0, accusative, kActor, kClothing | kBody | kVehicle | kFood, kTakesPlace | kTakesManner},
    {"clean", "cleaned", "cleaning", "", "temizle", 0, accusative, kActor, kBuilding | kClothing | kHolder | kDevice, kTakesManner},
    {"carry", "carried", "carrying", "", "taşı", 0, accusative, kActor, kThing | kClothing, kBareObject | kTakesManner},
    {"bring", "brought", "bringing", "", "getir", 0, accusative, kActor, kThing | kFood | kDrink | kClothing, kBareObject | kTakesRecipient},
    {"break", "broke", "breaking", "", "kır", 0, accusative, kActor, kBreaks, kTakesPlace},
    {"cook", "cooked", "cooking", "", "pişir", 0, accusative, kActor, kDish, kBareObject | kTakesPlace | kTakesManner},
    {"draw", "drew", "drawing", "", "çiz", 0, accusative, kActor, kBody | kAnimal | kPlant | kBuilding | kVehicle, kTakesManner | kTakesPlace},
    {"paint", "painted", "painting", "", "boya", 0, accusative, kActor, kBuilding | kVehicle, kTakesManner},
    {"watch", "watched", "watching", "", "izle", 0, accusative, kAlive, kShow | kAnimal | kVehicle, kTakesPlace | kTakesCompanion},
    {"listen", "listened", "listening", "to", "dinle", 0, accusative, kActor, kSound | kRole | kKin, kTakesPerson | kTakesPlace | kTakesManner},
    {"wait", "waited", "waiting", "for", "bekle", 0, accusative, kAlive, kPerson | kVehicle, kTakesPerson | kTakesPlace | kTakesManner},
    {"look", "looked", "looking", "for", "ara", 0, accusative, kAlive, kPerson | kThing | kClothing, kTakesPerson | kTakesPlace | kTakesManner},
    {"call", "called", "calling", "", "çağır", 0, accusative, kActor, kPerson, kTakesPerson},
    {"visit", "visited", "visiting", "", "ziyaret et", kSoftens, accusative, kActor, kPerson | kBuilding, kTakesPerson | kTakesCompanion},
    {"follow", "followed", "following", "", "takip et", kSoftens, accusative, kAlive, kAlive | kVehicle, kTakesPerson | kTakesManner},
    {"learn", "learned", "learning", "", "öğren", 0, accusative, kActor, kTaught, kBareObject | kTakesPlace | kTakesManner},
    {"choose", "chose", "choosing", "", "seç", 0, accusative, kActor, kClothing | kThing | kKnowledge | kFood, kTakesManner},
    {"wear", "wore", "wearing", "", "giy", 0, accusative, kActor, kClothing, kBareObject},
    {"use", "used", "using", "", "kullan", 0, accusative, kActor, kDevice | kThing | kInstrument, kTakesManner | kTakesPlace},
    {"repair", "repaired", "repairing", "", "tamir et", kSoftens, accusative, kActor, kDevice | kBreaks, kTakesPlace | kTakesManner},
    {"drive", "drove", "driving", "", "sür", 0, accusative, kActor, kDriven, kTakesManner},
    {"play", "played", "playing", "", "çal", 0, accusative, kActor, kInstrument, kTakesPlace | kTakesManner},
    {"build", "built", "building", "", "inşa et", kSoftens, accusative, kActor, kBuilding, kTakesPlace},
    {"plant", "planted", "planting", "", "dik", 0, accusative, kActor, kPlant, kBareObject | kTakesPlace},
    {"count", "counted", "counting", "", "say", 0, accusative, kActor, kFood | kAnimal | kThing | kPlant, kTakesManner},
    {"collect", "collected", "collecting", "", "topla", 0, accusative, kActor, kThing | kFood, kBareObject | kTakesPlace},
    {"hide", "hid", "hiding", "", "sakla", 0, accusative, kActor, kThing | kFood | kClothing, kTakesPlace},
    {"throw", "threw", "throwing", "", "at", 0, accusative, kActor, kThing, kTakesManner},
    {"catch", "caught", "catching", "", "yakala", 0, accusative, kAlive, kAnimal, kTakesPlace},
    {"kiss", "kissed", "kissing", "", "öp", 0, accusative, kActor, kKin | kBody | kRole, kTakesPerson},
    {"hug", "hugged", "hugging", "", "kucakla", 0, accusative, kActor, kPerson | kAnimal, kTakesPerson},
    {"give", "gave", "giving", "", "ver", 0, accusative, kActor, kThing | kFood | kClothing, kBareObject | kTakesRecipient},
    {"send", "sent", "sending", "", "gönder", 0, accusative, kActor, kThing | kText, kBareObject | kTakesRecipient},
    {"show", "showed", "showing", "", "göster", 0, accusative, kActor, kThing | kClothing | kVehicle | kBuilding, kTakesRecipient},
    {"teach", "taught", "teaching", "", "öğret", 0, accusative, kActor, kTaught, kBareObject | kTakesRecipient},
    // To or from something
    {"look", "looked", "looking", "at", "bak", 0, dative, kAlive, kAlive | kThing | kBuilding | kPlant | kBody, kTakesPerson | kTakesManner},
    {"help", "helped", "helping", "", "yardım et", kSoftens, dative, kActor, kPerson, kTakesPerson | kTakesPlace},
    {"believe", "believed", "believing", "", "inan", 0, dative, kActor, kPerson, kStative | kTakesPerson},
    {"trust", "trusted", "trusting", "", "güven", 0, dative, kActor, kPerson, kStative | kTakesPerson},
    {"phone", "phoned", "phoning", "", "telefon et", kSoftens, dative, kActor, kPerson, kTakesPerson},
    {"touch", "touched", "touching", "", "dokun", 0, dative, kAlive, kThing | kAnimal | kClothing | kPlant | kBody, kTakesManner},
    {"ride", "rode", "riding", "", "bin", 0, dative, kActor, kRidden, kTakesCompanion},
    {"climb", "climbed", "climbing", "", "tırman", 0, dative, kAlive, kHeight, kTakesManner | kTakesCompanion},
    {"go", "went", "going", "to", "git", kSoftens, dative, kAlive, kPlace, kTakesCompanion},
    {"return", "returned", "returning", "to", "dön", 0, dative, kAlive, kPlace, kTakesCompanion},
    {"enter", "entered", "entering", "", "gir", 0, dative, kAlive, kPlace, kTakesManner},
    {"come", "came", "coming", "from", "gel", 0, ablative, kAlive, kPlace, kTakesCompanion},
    {"leave", "left", "leaving", "", "ayrıl", 0, ablative, kAlive, kPlace, kTakesManner},
    {"fear", "feared", "fearing", "", "kork", 0, ablative, kAlive, kAnimal | kRole, kStative | kTakesPerson | kBareObject},
    {"hate", "hated", "hating", "", "nefret et", kSoftens, ablative, kActor, kPerson | kFood | kAnimal | kPlace, kStative | kTakesPerson | kBareObject | kNoCommand},
    {"escape", "escaped", "escaping", "from", "kaç", 0, ablative, kAlive, kAlive | kPlace, kTakesPerson},
    // Nothing
    {"sleep", "slept", "sleeping", "", "uyu", 0, none, kAlive, 0, kTakesPlace},
    {"wake up", "woke up", "waking up", "", "uyan", 0, none, kAlive, 0, kTakesManner},
    {"run", "ran", "running", "", "koş", 0, none, kAlive, 0, kTakesPlace | kTakesCompanion | kTakesManner},
    {"walk", "walked", "walking", "", "yürü", 0, none, kAlive, 0, kTakesPlace | kTakesCompanion | kTakesManner},
    {"swim", "swam", "swimming", "", "yüz", 0, none, kAlive, 0, kTakesCompanion | kTakesManner},
    {"sit", "sat", "sitting", "", "otur", 0, none, kAlive, 0, kTakesPlace | kTakesCompanion | kTakesManner},
    {"dance", "danced", "dancing", "", "dans et", kSoftens, none, kActor, 0, kTakesPlace | kTakesCompanion},
    {"work", "worked", "working", "", "çalış", 0, none, kActor, 0, kTakesPlace | kTakesCompanion | kTakesManner},
    {"live", "lived", "living", "", "yaşa", 0, none, kAlive, 0, kStative | kTakesPlace | kTakesCompanion | kNoCommand | kNeedsPlace},
    {"talk", "talked", "talking", "", "konuş", 0, none, kActor, 0, kTakesPlace | kTakesCompanion | kTakesManner},
    {"sing", "sang", "singing", "", "şarkı söyle", 0, none, kActor, 0, kTakesPlace | kTakesCompanion | kTakesManner},
    {"laugh", "laughed", "laughing", "", "gül", 0, none, kActor, 0, kTakesPlace},
    {"smile", "smiled", "smiling", "", "gülümse", 0, none, kActor, 0, 0},
    {"cry", "cried", "crying", "", "ağla", 0, none, kActor, 0, kTakesPlace},
    {"shout", "shouted", "shouting", "", "bağır", 0, none, kActor, 0, kTakesPlace},
    {"rest", "rested", "resting", "", "dinlen", 0, none, kAlive, 0, kTakesPlace},
    {"fall", "fell", "falling", "", "düş", 0, none, kAlive, 0, kTakesPlace | kNoCommand},
    {"travel", "travelled", "travelling", "", "seyahat et", kSoftens, none, kActor, 0, kTakesCompanion},
};
// clang-format on

}  // namespace

std::span<const Verb> verbs() { return kVerbs; }

}  // namespace nmt::lexicon
