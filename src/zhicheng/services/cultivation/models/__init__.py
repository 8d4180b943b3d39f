"""What is kept of titles, of the life of pilot and demonstration cities, and of score sheets."""

from zhicheng.services.cultivation.models.cities import CityStage, Decision, Stage
from zhicheng.services.cultivation.models.designations import HELD, Designation, Event, EventKind, State
from zhicheng.services.cultivation.models.scores import ScoreEntry

__all__ = ["HELD", "CityStage", "Decision", "Designation", "Event", "EventKind", "ScoreEntry", "Stage", "State"]
