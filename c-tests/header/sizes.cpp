#include "sizes.h"

extern "C" const size_t *sizes_in_cpp(void)
{
    static const size_t sizes[SIZE_COUNT] = SIZES;
    return sizes;
}
