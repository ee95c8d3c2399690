#include <iostx.h>
#include <iostx.h>

typedef int twice;
