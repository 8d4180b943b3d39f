"""What an approved filing leads to: an outlet in the register."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.parties.models import Kind as PartyKind
from zhicheng.services.hall import leading
from zhicheng.services.hall.leading import Delivered, Outcome
from zhicheng.services.outlets.actions import OutletFacts, open_outlet
from zhicheng.services.outlets.models import Host, Kind, Service

if TYPE_CHECKING:
    from zhicheng.services.hall.models import Application

HOST_OF = {
    PartyKind.UNIVERSITY: Host.UNIVERSITY_OR_INSTITUTE,
    PartyKind.INSTITUTE: Host.UNIVERSITY_OR_INSTITUTE,
    PartyKind.AGENCY: Host.AGENCY,
    PartyKind.GOVERNMENT: Host.OFFICE,
}


def open_filed(application: "Application") -> Delivered:
    """Register the outlet as it was filed."""
    made = open_outlet(facts=facts_of(application), by=None, application_number=application.number or "")
    return Delivered(_("已列入服务网点名册：%s") % made.name, made.get_absolute_url())


def facts_of(application: "Application") -> OutletFacts:
    """The answers of the filing; what it left open is taken from the register of organisations."""
    answers: dict[str, Any] = application.answers
    party = application.party
    opened = answers.get("opened_on")
    return OutletFacts(
        name=answers.get("outlet_name") or application.applicant_name,
        kind=answers.get("outlet_kind") or Kind.FILED,
        host=HOST_OF.get(PartyKind(party.kind), Host.OTHER) if party else Host.OTHER,
        region=application.region,
        opened_on=date.fromisoformat(opened) if opened else timezone.localdate(),
        party=party,
        address=answers.get("address") or "",
        phone=answers.get("phone") or "",
        services=tuple(each for each in answers.get("services") or () if each in Service.values),
        synthetic=application.synthetic,
    )


leading.register(Outcome("outlets.open", gettext_lazy("列入服务网点名册"), open_filed))
