#pragma once

/// The commit that was built: twelve hexadecimal digits, with a `+` where the sources had changes beside it; "unknown"
/// where they did not come from a git checkout.
const char *rekon_build_commit(void);

/// "debug" or "release".
const char *rekon_build_configuration(void);
