"""Beginning an application: what is waiting already, what will be asked, and the button that makes the draft."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhicheng.base.accounts.access import to_sign_in
from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.parties.models import Party
from zhicheng.base.regions.models import Region
from zhicheng.base.regions.queries import counties_of, region
from zhicheng.base.ui.forms import Form
from zhicheng.base.verdicts import YES, Verdict
from zhicheng.services.hall import actions, clock, queries, rules
from zhicheng.services.hall.applicant_forms import PersonForm, RegionForm
from zhicheng.services.hall.definition_kinds import ItemDefinition
from zhicheng.services.hall.filling_in import FillingIn
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.models import Application
from zhicheng.services.hall.queries import own
from zhicheng.services.hall.queries.cases import standing_beside
from zhicheng.services.hall.views.own import key_from, keys_of, path_to, person_of, remember


@dataclass(frozen=True)
class Applying:
    """Who applies for which item: an organisation, an office for a division, or a person."""

    definition: Definition
    model: ItemDefinition
    user: User | None
    party: Party | None

    @property
    def is_person(self) -> bool:
        return self.party is None and not self.model.is_regional

    def may(self, place: Region | None) -> Verdict:
        """Whether it may be applied for; a place that is still to be chosen is not asked about."""
        if self.party is None and place is None:
            is_open = rules.filing.is_open(self.model, clock.today())
            return is_open & (YES if not self.is_person else self.is_for_people())
        allowed = rules.can_file(self.user, self.definition, party=self.party, region=place, on=clock.today())
        return allowed & rules.filing.leaves_room(self.model, self.other(place))

    def other(self, place: Region | None) -> Application | None:
        """The applicant's case beside which there may be no second: better said before the form is filled in."""
        if self.is_person:
            return None
        party = self.party.pk if self.party else None
        code, where = self.definition.code, place.code if place else ""
        return standing_beside({code: self.model}, party=party, region=where, on=clock.today()).get(code)

    def is_for_people(self) -> Verdict:
        return rules.filing.is_for(self.model, party=None, region=None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """The first page: it writes nothing until the button is pressed."""
    applying = applying_of(request, code)
    if applying.user is None and "citizen" not in applying.model.audience:
        return to_sign_in(request)
    refusal = applying.may(place_known(applying))
    form = form_of(request, applying)
    if refusal and request.method == "POST" and (form is None or form.is_valid()):
        return begin(request, applying, form)
    facts = {
        "item": applying.model,
        "code": code,
        "refusal": refusal,
        "form": form,
        "drafts": drafts_of(request, applying),
        "key": request.POST.get("filing_key") or uuid4(),
        "crumbs": path_to((applying.model.title, reverse("hall:item", args=[code])), (_("申请"), None)),
    }
    status = 200 if refusal else 403 if refusal.code.startswith("not_") else 409
    return render(request, "hall/applicant/apply.html", facts, status=status)


def applying_of(request: HttpRequest, code: str) -> Applying:
    try:
        definition = queries.item(code)
    except Definition.DoesNotExist as missing:
        raise Http404(_("没有这个服务事项")) from missing
    model, user = model_of_item(definition), person_of(request)
    party = user.party if user and not model.is_regional else None
    return Applying(definition, model, user, party)


def place_known(applying: Applying) -> Region | None:
    """The division that applies, where there is no choice."""
    regions = regions_of(applying)
    return region(regions[0][0]) if len(regions) == 1 else None


def regions_of(applying: Applying) -> list[tuple[str, str]]:
    """The divisions for which an officer may apply: their own, and its counties where counties apply."""
    user = applying.user
    if not applying.model.is_regional or user is None or user.region is None:
        return []
    own_one = [(user.region.code, user.region.name)]
    if "county" not in applying.model.audience or user.role == "county":
        return own_one
    counties = [(each.code, each.name) for each in counties_of(user.region.code) if each.code != user.region_id]
    return counties + (own_one if "city" in applying.model.audience else [])


def form_of(request: HttpRequest, applying: Applying) -> Form | None:
    """What has to be known before the draft: of a person who and where, of an office for which division."""
    data = request.POST if request.method == "POST" else None
    if applying.is_person:
        user = applying.user
        initial = {"contact_name": user.name, "place": user.region_id or ""} if user else {}
        return PersonForm(data, initial=initial)
    choices = regions_of(applying)
    return RegionForm(data, choices=choices) if len(choices) > 1 else None


def begin(request: HttpRequest, applying: Applying, form: Form | None) -> HttpResponse:
    """Make the draft, or come back to the one that this form made before."""
    given: dict[str, Any] = dict(form.cleaned_data) if form else {}
    code = given.pop("place", "") or given.pop("region", "")
    place = region(code) if code else place_known(applying)
    name = given.get("contact_name", "") if applying.is_person else ""
    made = actions.begin(
        definition=applying.definition,
        by=applying.user,
        party=applying.party,
        region=place if applying.party is None else None,
        filing_key=key_from(request, "filing_key"),
        applicant_name=name,
        **given,
    )
    if applying.user is None:
        remember(request, made)
    return redirect(FillingIn(made).start if made.number is None else made.get_absolute_url())


def drafts_of(request: HttpRequest, applying: Applying) -> list[Application]:
    """Drafts of the same item that wait."""
    code = applying.definition.code
    if applying.user is None:
        return list(own.drafts_by_key(code, keys_of(request)))
    return list(queries.drafts_of(applying.user, code))
