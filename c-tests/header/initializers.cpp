// Every initializer, as C++ sees them.
#include "../../tests/header/initializers.c"
