// JSON files of messages: their strings are translated, their keys stay.
#pragma once

#include "document/document.h"

namespace nmt {

DocumentFormat json_format();

}  // namespace nmt
