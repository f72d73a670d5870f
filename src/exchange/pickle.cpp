#include "exchange/pickle.h"

#include <algorithm>
#include <iterator>

#include "base/format.h"
#include "exchange/byte_cursor.h"
#include "exchange/pickle_calls.h"
#include "exchange/refusal.h"

namespace nmt {
namespace {

using Kind = PickleValue::Kind;

// The numbers of pickletools.
enum class Opcode : std::uint8_t {
  MARK = '(',
  STOP = '.',
  BININT = 'J',
  BININT1 = 'K',
  BININT2 = 'M',
  NONE = 'N',
  BINPERSID = 'Q',
  REDUCE = 'R',
  BINUNICODE = 'X',
  EMPTY_LIST = ']',
  APPEND = 'a',
  BUILD = 'b',
  GLOBAL = 'c',
  EMPTY_DICT = '}',
  APPENDS = 'e',
  BINGET = 'h',
  LONG_BINGET = 'j',
  BINPUT = 'q',
  LONG_BINPUT = 'r',
  SETITEM = 's',
  TUPLE = 't',
  EMPTY_TUPLE = ')',
  SETITEMS = 'u',
  BINFLOAT = 'G',
  PROTO = 0x80,
  TUPLE1 = 0x85,
  TUPLE2 = 0x86,
  TUPLE3 = 0x87,
  NEWTRUE = 0x88,
  NEWFALSE = 0x89,
  LONG1 = 0x8a
};

// Far more than any model has; less than a memory has room for.
constexpr std::size_t kMostInstructions = 8'000'000, kMostValues = 1'000'000;

class PickleReader {
 public:
  PickleReader(std::span<const std::byte> bytes, const std::string& path) : cursor_(bytes, path) {}

  Pickle read() {
    for (std::size_t count = 0; step(Opcode{cursor_.number<std::uint8_t>("a pickle")}); ++count)
      if (count > kMostInstructions) fail("it is longer than those of weights are");
    pickle_.top = pop();
    pickle_.bytes = cursor_.position();
    return std::move(pickle_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    refuse_file(cursor_.path(), format("a pickle in it is not read: {}", what),
                "save the weights alone: torch.save(model.state_dict(), FILE)");
  }

  // False at the end.
  bool step(Opcode opcode) {
    using enum Opcode;
    switch (opcode) {
      case STOP:
        return false;
      case PROTO:
        if (const int version = byte(); version > 3) fail(format("protocol {}", version));
        break;
      case MARK:
        marks_.push_back(stack_.size());
        break;
      case NONE:
        push({});
        break;
      case NEWTRUE:
      case NEWFALSE:
        push({.kind = Kind::boolean, .number = opcode == NEWTRUE});
        break;
      case BINFLOAT:
        cursor_.take(8, "a pickle");
        push({});
        break;
      case BININT:
        push_integer(cursor_.number<std::int32_t>("a pickle"));
        break;
      case BININT1:
        push_integer(byte());
        break;
      case BININT2:
        push_integer(cursor_.number<std::uint16_t>("a pickle"));
        break;
      case LONG1:
        push_long(cursor_.text(byte(), "a pickle"));
        break;
      case BINUNICODE:
        push({.kind = Kind::text,
              .text = cursor_.text(cursor_.number<std::uint32_t>("a pickle"), "a pickle")});
        break;
      case GLOBAL:
        push_global();
        break;
      default:
        return step_in_memo(opcode);
    }
    return true;
  }

  bool step_in_memo(Opcode opcode) {
    using enum Opcode;
    switch (opcode) {
      case BINPUT:
        put(byte());
        break;
      case LONG_BINPUT:
        put(cursor_.number<std::uint32_t>("a pickle"));
        break;
      case BINGET:
        get(byte());
        break;
      case LONG_BINGET:
        get(cursor_.number<std::uint32_t>("a pickle"));
        break;
      default:
        return step_of_containers(opcode);
    }
    return true;
  }

  bool step_of_containers(Opcode opcode) {
    using enum Opcode;
    switch (opcode) {
      case EMPTY_LIST:
        push({.kind = Kind::list});
        break;
      case EMPTY_DICT:
        push({.kind = Kind::dictionary});
        break;
      case EMPTY_TUPLE:
        push({.kind = Kind::tuple});
        break;
      case TUPLE:
        push_tuple(from_mark());
        break;
      case TUPLE1:
      case TUPLE2:
      case TUPLE3:
        push_tuple(last(opcode == TUPLE1 ? 1 : opcode == TUPLE2 ? 2 : 3));
        break;
      case APPEND:
        add(Kind::list, last(1));
        break;
      case APPENDS:
        add(Kind::list, from_mark());
        break;
      case SETITEM:
        add(Kind::dictionary, last(2));
        break;
      case SETITEMS:
        add(Kind::dictionary, from_mark());
        break;
      default:
        return step_of_calls(opcode);
    }
    return true;
  }

  bool step_of_calls(Opcode opcode) {
    using enum Opcode;
    std::string problem;
    if (opcode == BINPERSID) {
      push(pickled_storage(pickle_, pop(), problem));
    } else if (opcode == REDUCE) {
      const std::uint32_t arguments = pop(), function = pop();
      push_index(pickled_call(pickle_, function, arguments, problem));
    } else if (opcode == BUILD) {
      // The state of a dictionary: "_metadata", which says nothing of the weights.
      pop();
      if (stack_.empty() || value(stack_.back()).kind != Kind::dictionary)
        fail("it sets the state of an object");
    } else {
      fail(format("instruction 0x{:02x}", static_cast<int>(opcode)));
    }
    if (!problem.empty()) fail(problem);
    return true;
  }

  int byte() { return cursor_.number<std::uint8_t>("a pickle"); }
  PickleValue& value(std::uint32_t index) { return pickle_.values[index]; }

  void push(PickleValue value) {
    pickle_.values.push_back(std::move(value));
    push_index(static_cast<std::uint32_t>(pickle_.values.size() - 1));
  }
  void push_index(std::uint32_t index) {
    if (pickle_.values.size() > kMostValues) fail("it has more values than weights need");
    stack_.push_back(index);
  }
  void push_integer(std::int64_t number) { push({.kind = Kind::integer, .number = number}); }
  void push_long(std::string_view bytes) {
    if (bytes.size() > sizeof(std::uint64_t)) return push({.kind = Kind::text, .text = bytes});
    const bool is_negative = !bytes.empty() && (bytes.back() & 0x80) != 0;
    std::uint64_t number = is_negative ? ~std::uint64_t{0} : 0;
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(&number));
    push_integer(static_cast<std::int64_t>(number));
  }
  void push_global() {
    const std::string_view module = line(), name = line();
    // They lie one after the other, with a line feed between, which becomes a blank in messages.
    push({.kind = Kind::global, .text = {module.data(), module.size() + 1 + name.size()}});
    if (!is_known_global(value(stack_.back()).text))
      fail(format("it names {} {}, which weights do not need", shown_name(module),
                  shown_name(name)));
  }
  std::string_view line() {
    constexpr std::size_t kLongest = 1000;
    ByteCursor ahead = cursor_;
    const std::string_view text = ahead.text(std::min(ahead.left(), kLongest), "a pickle");
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) fail("a name in it has no end");
    cursor_.take(end + 1, "a pickle");
    return text.substr(0, end);
  }
  void push_tuple(std::vector<std::uint32_t> items) {
    push({.kind = Kind::tuple, .items = std::move(items)});
  }

  std::uint32_t pop() { return last(1).front(); }
  // Takes so many from the top, in the order in which they came; not what lies below a mark.
  std::vector<std::uint32_t> last(std::size_t count) {
    const std::size_t floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() - floor < count) fail("it takes what is not there");
    const auto begin = stack_.end() - static_cast<std::ptrdiff_t>(count);
    std::vector<std::uint32_t> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    return items;
  }
  std::vector<std::uint32_t> from_mark() {
    if (marks_.empty()) fail("it takes what is not there");
    std::vector<std::uint32_t> items = last(stack_.size() - marks_.back());
    marks_.pop_back();
    return items;
  }
  void add(Kind kind, const std::vector<std::uint32_t>& items) {
    const std::size_t floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() <= floor || value(stack_.back()).kind != kind ||
        (kind == Kind::dictionary && items.size() % 2 != 0))
      fail("it adds to what is no list or dictionary");
    std::vector<std::uint32_t>& all = value(stack_.back()).items;
    all.insert(all.end(), items.begin(), items.end());
  }

  // Writers number what they keep from 0 on, so that the table has few holes.
  void put(std::uint32_t place) {
    if (stack_.empty()) fail("it keeps what is not there");
    if (place > kMostInstructions) fail("it keeps a value at a wrong place");
    if (place >= memo_.size()) memo_.resize(place + 1, kNothing);
    memo_[place] = stack_.back();
  }
  void get(std::uint32_t place) {
    if (place >= memo_.size() || memo_[place] == kNothing) fail("it takes what is not there");
    push_index(memo_[place]);
  }

  static constexpr std::uint32_t kNothing = 0xffffffff;

  ByteCursor cursor_;
  Pickle pickle_;
  std::vector<std::uint32_t> stack_, memo_;
  std::vector<std::size_t> marks_;  // sizes of the stack
};

}  // namespace

Pickle read_pickle(std::span<const std::byte> bytes, const std::string& path) {
  return PickleReader(bytes, path).read();
}

}  // namespace nmt
