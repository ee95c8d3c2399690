"""CalDAV and CardDAV: HTTP, discovery, collections and their objects. Knows nothing of stores."""
