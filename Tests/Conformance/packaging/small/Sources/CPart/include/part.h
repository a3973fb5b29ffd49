const char *c_file(void);
static inline const char *header_file(void) { return __FILE__; }
