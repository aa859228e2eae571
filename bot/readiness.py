"""Whether this process is ready: whoever spreads deliveries asks the ops port, and that asks here."""

from enum import StrEnum


class Life(StrEnum):
    """How far the life of the process is."""

    STARTING = "starting"
    SERVING = "serving"
    DRAINING = "draining"
    STOPPED = "stopped"


class Readiness:
    """Ready means: started, Slack accepted the token, the transport is up, and nobody asked to stop.

    life: set as it goes on. transport_up: whether deliveries can come in at all, while serving.
    """

    def __init__(self) -> None:
        self.life = Life.STARTING
        self.transport_up = False

    @property
    def ready(self) -> bool:
        """Whether deliveries should come here."""
        return not self.why_not

    @property
    def why_not(self) -> str:
        """Why they should not; empty when they should."""
        if self.life is not Life.SERVING:
            return str(self.life)
        return "" if self.transport_up else "no connection with Slack"
