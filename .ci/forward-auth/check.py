"""Holds the configurations of docs/deploy/ against the real proxies. See .ci/proxies.

Arguments: a folder to work in, the program `entrance`, and optionally the proxies to try.
"""

import sys
from pathlib import Path

from backend import Backend
from checks import Checks
from world import Programs, World

# Whether a proxy passes our problem documents on; the table of docs/forward-auth.md says so, too.
PROXIES = {"nginx": False, "traefik": True, "caddy": True, "envoy": True}


def main(work, binary, names):
    programs = Programs(work)
    try:
        world = World(work, binary, programs, Backend())
        user, application = world.start_entrance()
        for name in names or PROXIES:
            process, port = world.start_proxy(name)
            checks = Checks(port, world.backend, user, application)
            checks.run()
            assert checks.passes_problems() == PROXIES[name], f"{name}: problem documents"
            programs.stop(process)
            print(f"{name}: {checks.done} requests as they must be")
    finally:
        programs.stop_all()


main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3:])
