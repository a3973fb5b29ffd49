#include "cxx_part.h"

#include <string>

extern "C" const char *cxx_file(void) {
    static std::string text(__FILE__);
    return text.c_str();
}
