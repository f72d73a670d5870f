// The Errors of a file that cannot be read.
#pragma once

#include <string>
#include <string_view>

namespace nmt {

inline constexpr const char* kGetFileAgain =
    "copy or save the file again; this one is damaged or of another kind";

[[noreturn]] void refuse_file(const std::string& path, const std::string& what,
                              const std::string& fix = kGetFileAgain);
[[noreturn]] void refuse_tensor(const std::string& path, std::string_view tensor,
                                const std::string& what, const std::string& fix = kGetFileAgain);

// A name as a file has it, for messages: of bounded length, without control characters.
std::string shown_name(std::string_view name);

}  // namespace nmt
