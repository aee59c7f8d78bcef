"""The accompaniment of one person by one organisation, noun by noun."""

from tisserand.support.models.caseload import CaseloadImport, ImportRow
from tisserand.support.models.deadline import Deadline
from tisserand.support.models.document import Document, DocumentVersion
from tisserand.support.models.dossier import Dossier, PhaseChange, Referent, Request
from tisserand.support.models.handover import Handover, HandoverBatch
from tisserand.support.models.journal import Entry, EntryVersion
from tisserand.support.models.plan import Goal, Plan, PlanAgreement, PlanRefusal, Review, ReviewedGoal, Step
from tisserand.support.models.put_off import PutOff
from tisserand.support.models.report import StepReport
from tisserand.support.models.situation import MapItem, MapLink, MapSnapshot, SituationMap
from tisserand.support.models.victory import Victory
from tisserand.support.models.welcome import FirstWelcome

__all__ = [
    "CaseloadImport",
    "Deadline",
    "Document",
    "DocumentVersion",
    "Dossier",
    "Entry",
    "EntryVersion",
    "FirstWelcome",
    "Goal",
    "Handover",
    "HandoverBatch",
    "ImportRow",
    "MapItem",
    "MapLink",
    "MapSnapshot",
    "PhaseChange",
    "Plan",
    "PlanAgreement",
    "PlanRefusal",
    "PutOff",
    "Referent",
    "Request",
    "Review",
    "ReviewedGoal",
    "SituationMap",
    "Step",
    "StepReport",
    "Victory",
]
