"""What no test takes from its surroundings: proxies for requests to this machine, its speed, and deafness to Ctrl-C."""

import os
import signal

from hypothesis import HealthCheck, settings

for _name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
    os.environ.pop(_name, None)
    os.environ.pop(_name.upper(), None)

# Shells start what runs in the background so that it ignores Ctrl-C, and what it starts does so, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# All else is as in Hypothesis's own profile, which differs in CI.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
