"""What no test takes from its surroundings: a proxy for requests to this machine, and how fast the machine is."""

import os

from hypothesis import HealthCheck, settings

for _name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
    os.environ.pop(_name, None)
    os.environ.pop(_name.upper(), None)

# All else is as in Hypothesis's own profile, which differs in CI.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
