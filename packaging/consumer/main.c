/* The smallest program that uses the installed package. scripts/check-install.sh builds it in every way that the package offers. */
#include <inttypes.h>
#include <iostx.h>
#include <stdio.h>

int main(void)
{
    printf("iostx %s, ABI %" PRIu32 "\n", iostx_version(), (uint32_t)iostx_abi_version());
    return iostx_live_objects() == 0 ? 0 : 1;
}
