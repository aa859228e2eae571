"""Carries out what a person asks about faults: plans one, shows what is planned, forgets it all."""

from bot.demo.acts import ClearFaults, Fault, Faults
from bot.demo.faults import as_asked
from bot.demo.sights import Planned
from bot.sandbox.faults.planned import FaultPlan, PlannedFault
from bot.sandbox.slack.faults import Faults as SlackFaults
from bot.sandbox.slack.faults import SlackFault

Faulty = Fault | Faults | ClearFaults


def plan(act: Faulty, qflow: FaultPlan, slack: SlackFaults) -> Planned:
    """Do what is asked with the faults of both sides, and give what is then planned."""
    match act:
        case Fault(PlannedFault() as fault):
            qflow.add(fault)
        case Fault(SlackFault() as fault):
            slack.add(fault)
        case ClearFaults():
            qflow.clear()
            slack.clear()
        case Faults():
            pass
    return Planned([*map(as_asked, qflow.planned), *map(as_asked, slack.planned)])
