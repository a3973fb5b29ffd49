#ifdef __cplusplus
extern "C"
#endif
const char *cxx_file(void);
