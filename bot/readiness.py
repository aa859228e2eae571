"""Whether this process is ready: whoever spreads deliveries asks the ops port, and that asks here."""

from enum import StrEnum


class Stage(StrEnum):
    """How far the life of the process is."""

    STARTING = "starting"
    SERVING = "serving"
    DRAINING = "draining"
    STOPPED = "stopped"


class Readiness:
    """Ready means: started, Slack accepted the token, the transport is up, and nobody asked to stop.

    stage: set as life goes on. transport_up: whether deliveries can come in at all, while serving.
    """

    def __init__(self) -> None:
        self.stage = Stage.STARTING
        self.transport_up = False

    @property
    def ready(self) -> bool:
        """Whether deliveries should come here."""
        return not self.why_not

    @property
    def why_not(self) -> str:
        """Why they should not; empty when they should."""
        if self.stage is not Stage.SERVING:
            return str(self.stage)
        return "" if self.transport_up else "no connection with Slack"
