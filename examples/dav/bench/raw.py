"""The floor of a first pull: one PROPFIND and one multiget for each collection, over plain http.client, the answers thrown away.

raw.py PORT USER COLLECTION..."""

from __future__ import annotations

import base64
import http.client
import re
import sys


def ask(method: str, path: str, body: str) -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
    signed = "Basic " + base64.b64encode(f"{sys.argv[2]}:secret".encode()).decode()
    line.request(method, path, body.encode(), {"Authorization": signed, "Depth": "1", "Content-Type": "application/xml"})
    answer = line.getresponse()
    data = answer.read()
    assert answer.status == 207, (answer.status, data[:200])
    return data


for path in sys.argv[3:]:
    kind, data = ("addressbook", "address-data") if "card" in path else ("calendar", "calendar-data")
    space = "urn:ietf:params:xml:ns:c" + ("arddav" if "card" in path else "aldav")
    listed = ask("PROPFIND", path, '<propfind xmlns="DAV:"><prop><resourcetype/><getcontenttype/><getetag/></prop></propfind>')
    hrefs = [href.decode() for href in re.findall(rb"<href>([^<]*[^/<])</href>", listed)]
    wanted = "".join(f"<href>{href}</href>" for href in hrefs)
    query = f'<C:{kind}-multiget xmlns="DAV:" xmlns:C="{space}"><prop><getetag/><C:{data}/></prop>{wanted}</C:{kind}-multiget>'
    ask("REPORT", path, query)
