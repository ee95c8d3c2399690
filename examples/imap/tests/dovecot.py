"""A private Dovecot on loopback: its own configuration, ports, mail and certificate, stopped by its own process id."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

PASSWORD = "open-sesame"

CONFIG = """
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{dir}/cert.pem
ssl_key = <{dir}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
mail_location = maildir:{dir}/mail/%u/Maildir
mail_uid = {mail}
mail_gid = {mail_group}
first_valid_uid = 0
first_valid_gid = 0
mail_max_userip_connections = 0
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={dir}/mail/%u
}}
namespace inbox {{
  inbox = yes
  prefix = {namespace[0]}
  separator = {namespace[1]}
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
  }}
}}
service imap {{
  service_count = 100
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
{more}
"""


_bound: list[socket.socket] = []


def free_port() -> int:
    """A port of loopback that nobody else is given before this program ends: it stays bound; a server may still listen (Linux)."""
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    port: int = probe.getsockname()[1]
    if sys.platform == "linux":
        _bound.append(probe)
    else:
        probe.close()
    return port


def make_certificate(place: Path, names: str = "DNS:localhost,IP:127.0.0.1") -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        + ["-subj", "/CN=throwaway", "-addext", f"subjectAltName={names}"]
        + ["-keyout", str(place / "key.pem"), "-out", str(place / "cert.pem")],
        check=True,
        capture_output=True,
    )


def quota(*settings: str) -> str:
    """What a configuration has for limits, such as "max_mail_size = 20K"."""
    lines = "".join(f"  quota_{setting}\n" for setting in settings)
    plugins = "mail_plugins = quota\nprotocol imap {\n  mail_plugins = quota imap_quota\n}\n"
    return f"{plugins}plugin {{\n  quota = maildir:User\n{lines}}}\n"


def full_after(size: str) -> str:
    return quota(f"rule = *:storage={size}", "grace = 0")


class Dovecot:
    """capability: what the server tells that it can; else all. more: of its configuration. namespace: prefix and separator."""

    def __init__(self, place: Path, capability: str = "", more: str = "", namespace: tuple[str, str] = ("", "/")) -> None:
        self.dir = place
        self.port = free_port()
        self.tls_port = free_port()
        place.mkdir()
        place.chmod(0o755)
        for name in ("mail", "run", "state"):
            (place / name).mkdir()
        make_certificate(place)
        root = os.geteuid() == 0
        me = getpass.getuser()
        group = subprocess.run(["id", "-gn"], check=True, capture_output=True, text=True).stdout.strip()
        if root:
            shutil.chown(place / "mail", "mail", "mail")
        if capability:
            more += f"\nimap_capability = {capability}\n"
        (place / "dovecot.conf").write_text(
            CONFIG.format(
                dir=place,
                port=self.port,
                tls_port=self.tls_port,
                password=PASSWORD,
                more=more,
                namespace=namespace,
                internal="dovecot" if root else me,
                internal_group="dovecot" if root else group,
                login="dovenull" if root else me,
                mail="mail" if root else me,
                mail_group="mail" if root else group,
            )
        )
        self.process = subprocess.Popen(["dovecot", "-F", "-c", str(place / "dovecot.conf")], stderr=subprocess.DEVNULL)
        self._wait()

    def __enter__(self) -> Dovecot:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                    if line.recv(4) == b"* OK":
                        return
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(
            "dovecot did not start: " + (self.dir / "dovecot.log").read_text() if (self.dir / "dovecot.log").exists() else "no log"
        )

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
