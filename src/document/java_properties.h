// Java's .properties files of messages.
#pragma once

#include "document/document.h"

namespace nmt {

DocumentFormat java_properties_format();

}  // namespace nmt
