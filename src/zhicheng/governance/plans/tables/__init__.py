"""Lists of plans: of the national plan, and of a region's."""

from zhicheng.governance.plans.tables.definitions import BriefCityTargetTable, BriefTargetTable, TargetRow, TargetTable

__all__ = ["BriefCityTargetTable", "BriefTargetTable", "TargetRow", "TargetTable"]
