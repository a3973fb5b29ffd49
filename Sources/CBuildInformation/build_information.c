#include "build_information.h"

// In C, because Package.swift can give a value to C alone: Swift's conditions have none. Another commit so compiles
// this file, and no Swift.

#define TEXT_OF(value) #value
#define TEXT(value) TEXT_OF(value)

const char *rekon_build_commit(void) {
#ifdef REKON_COMMIT
    return TEXT(REKON_COMMIT)
#ifdef REKON_COMMIT_HAS_CHANGES
           "+"
#endif
        ;
#else
    return "unknown";
#endif
}

const char *rekon_build_configuration(void) { return TEXT(REKON_CONFIGURATION); }
