#include <iostx.h>

/* A translation unit must hold something. */
typedef int alone;
