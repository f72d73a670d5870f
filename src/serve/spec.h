// The description of the API for programs.
#pragma once

#include <string>
#include <string_view>

namespace nmt {

// OpenAPI 3.0, in JSON.
std::string api_spec();

// Its last part.
extern const std::string_view kSpecSchemas;

}  // namespace nmt
