#include "part.h"

const char *c_file(void) { return __FILE__; }
