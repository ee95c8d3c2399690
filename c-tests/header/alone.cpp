#include <iostx.h>
#include <iostx.h>
