// The fixed members, offsets and signatures, as C++ sees them.
#include "../../tests/header/shape.c"
