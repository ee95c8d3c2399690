/* The time zones that an iCalendar object defines (VTIMEZONE, RFC 5545 3.6.5), to turn its local times into UTC. */
#ifndef EXAMPLES_COMMON_PIM_ZONE_H
#define EXAMPLES_COMMON_PIM_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "content_lines.h"

/* Start it as {0}; the memory is that of the texts given to pim_zones_line. */
struct pim_zones {
    struct pim_zone *all;
};

/* Takes one line from within a VTIMEZONE, its BEGIN included. */
void pim_zones_line(struct pim_zones *zones, const struct content_line *line, struct texts *texts);

/* The moment of a local time (units of 100 ns, as if it were UTC). false: the zone is not defined. */
bool pim_zones_to_utc(const struct pim_zones *zones, const char *name, uint64_t local, uint64_t *out);

#endif
