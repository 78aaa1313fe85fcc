"""Stand-ins for the three providers that keep the rules of their documents.

with start(Prevail()) as prevail:
    prevail.base_url            # what the bot takes for Prevail's address
    prevail.faults.set("slow")  # what the next call will meet
    prevail.received            # every request that came in
    prevail.provider.sessions   # what has been booked
"""

from sandbox.providers.carevalidate import CareValidate
from sandbox.providers.cronofy import Cronofy
from sandbox.providers.faults import FaultSettings
from sandbox.providers.prevail import Prevail
from sandbox.providers.running import Running, start

__all__ = ["CareValidate", "Cronofy", "FaultSettings", "Prevail", "Running", "start"]
