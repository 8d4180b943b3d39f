"""Setup step: divisions, demonstration units and the nation's maps. Safe to repeat; nothing changes when nothing has changed."""

from django.conf import settings
from django.db import transaction

from zhicheng.base.regions import maps
from zhicheng.base.regions.models import DemonstrationUnit, Region
from zhicheng.base.regions.roster import Designation, read_roster
from zhicheng.engine.places import Division, divisions

REGION_FIELDS = ["name", "short_name", "level", "parent_id", "longitude", "latitude"]
UNIT_FIELDS = ["name", "tier", "term_from", "term_to", "document", "source"]


@transaction.atomic
def load() -> str:
    """Bring the tables to what the platform carries, write missing maps; returns what was done, in words."""
    regions = load_regions()
    units = load_units()
    drawn = maps.write_national_maps()
    counts = f"{Region.objects.count()} 个行政区划、{DemonstrationUnit.objects.count()} 个示范单位"
    changed = f"更新 {regions + units} 行、{drawn} 幅地图" if regions + units + drawn else "没有变化"
    return f"{counts}，{changed}"


def load_regions() -> int:
    """Write new and changed divisions, parents first; returns how many. One that is carried no more stays: records refer to it."""
    stored = {region.code: region for region in Region.objects.all()}
    wanted = [region_of(division) for division in divisions()]
    changed = [region for region in wanted if differs(stored.get(region.code), region, REGION_FIELDS)]
    changed.sort(key=lambda region: (region.parent_id is not None, region.code.endswith("00") is False, region.code))
    Region.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["code"], update_fields=[name_of_column(f) for f in REGION_FIELDS]
    )
    return len(changed)


def load_units() -> int:
    """Write new and changed designations; returns how many."""
    stored = {(unit.region_id, unit.batch): unit for unit in DemonstrationUnit.objects.all()}
    wanted = [unit_of(designation) for designation in read_roster(settings.CARRIED_DIR)]
    changed = [unit for unit in wanted if differs(stored.get((unit.region_id, unit.batch)), unit, UNIT_FIELDS)]
    DemonstrationUnit.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["region", "batch"], update_fields=UNIT_FIELDS
    )
    return len(changed)


def region_of(division: Division) -> Region:
    return Region(
        code=division.code,
        name=division.name,
        short_name=division.short_name,
        level=division.level,
        parent_id=division.parent,
        longitude=division.lon,
        latitude=division.lat,
    )


def unit_of(designation: Designation) -> DemonstrationUnit:
    return DemonstrationUnit(
        region_id=designation.code,
        batch=designation.batch,
        **{name: getattr(designation, name) for name in UNIT_FIELDS},
    )


def differs(stored: Region | DemonstrationUnit | None, wanted: Region | DemonstrationUnit, fields: list[str]) -> bool:
    return stored is None or any(getattr(stored, name) != getattr(wanted, name) for name in fields)


def name_of_column(attribute: str) -> str:
    """`parent_id` is the field `parent`."""
    return attribute.removesuffix("_id")
