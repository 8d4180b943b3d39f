"""Reads of score sheets."""

from zhicheng.services.cultivation.models import ScoreEntry


def entries(party_id: int, programme: str, year: int) -> dict[str, ScoreEntry]:
    """What an organisation entered for a year, by line."""
    rows = ScoreEntry.objects.filter(party=party_id, programme=programme, year=year).select_related("evidence")
    return {row.line: row for row in rows}
