"""Keeping what every organisation can have, telling the newly eligible, and granting what they only confirm."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import OF_PARTIES, User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.definitions.models import Definition
from zhicheng.base.jobs.registry import Progress
from zhicheng.base.notices.actions import notify
from zhicheng.base.parties.models import Party
from zhicheng.services.hall import asking, conditions
from zhicheng.services.hall.actions.filing import begin, submit
from zhicheng.services.hall.forms_of_items import prefilled_answers
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.judging import Standing
from zhicheng.services.hall.matching import Board, States, matchable
from zhicheng.services.hall.models import Application, Channel, ItemStanding, MatchMark, MatchNotice, PartyStanding
from zhicheng.services.hall.queries import matching as queries
from zhicheng.services.hall.queries.items import items_open
from zhicheng.services.hall.queries.matching import Lists
from zhicheng.services.hall.rules.matching import can_confirm, has_organisation

NAMES = verbs.register({"match.confirmed": gettext_lazy("确认免申即享")})
# Any constant will do: one matching writes at a time.
MATCHING_LOCK = 7_400_305
MOST_NAMED = 5
MANY_CHANGED = 20_000
"""So many organisations are matched quicker with all the others."""
LISTED = (Standing.MET, Standing.MENDABLE, Standing.UNKNOWN)
"""The standings that a row lists, in the order of its lists."""
COLUMNS = ("eligible", "near", "unknown", "refused")


@dataclass(frozen=True, slots=True)
class Matched:
    """What a matching did: organisations and items judged, rows that changed, organisations told."""

    parties: int
    items: int
    changed: int
    told: int


@transaction.atomic
def match_all(*, progress: Progress) -> Matched:
    """Match every organisation against every open item, keep the rows that differ, and tell the newly eligible (never the first time)."""
    wait_for_turn()
    keep_marks(queries.ends_of_histories())
    return Matching(Board(queries.all_ids(), timezone.localdate(), all_of_them=True), None).run(progress)


@transaction.atomic
def match_items(*, codes: Collection[str], progress: Progress) -> Matched:
    """Match every organisation against some items, new or changed; what stands of the others stays."""
    wait_for_turn()
    board = Board(queries.all_ids(), timezone.localdate(), all_of_them=True)
    return Matching(board, frozenset(codes)).run(progress)


@transaction.atomic
def match_parties(*, parties: Collection[int]) -> Matched:
    """Match some organisations again, whose records changed."""
    wait_for_turn()
    return Matching(Board(queries.there_are(parties), timezone.localdate()), None).run(quiet)


@transaction.atomic
def follow_changes() -> Matched | None:
    """Match those again whose records changed since the last time, everybody the first time; None when nobody's did."""
    if not PartyStanding.objects.exists():
        return match_all(progress=quiet) if queries.is_anybody_there() else None
    ends = queries.ends_of_histories()
    parties = queries.changed_parties(ends)
    if not parties:
        return None
    if len(parties) > MANY_CHANGED:
        return match_all(progress=quiet)
    done = match_parties(parties=parties)
    keep_marks(ends)
    return done


def wait_for_turn() -> None:
    """One matching at a time, until the transaction ends: each compares with what the one before wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MATCHING_LOCK])


def quiet(done: int, total: int, message: str = "") -> None:
    """Progress of what is too short to be watched."""
    del done, total, message


def keep_marks(ends: Mapping[str, tuple[int, int]]) -> None:
    marks = [MatchMark(history=label, last=last, near=near) for label, (last, near) in ends.items()]
    MatchMark.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["history"], update_fields=["last", "near"]
    )


class Matching:
    """One matching of a board against the open items, or those of `codes`: judge, write what differs, count, tell."""

    def __init__(self, board: Board, codes: frozenset[str] | None) -> None:
        self.board, self.now = board, timezone.now()
        self.offered = items_open(board.today)
        models = matchable({code: model_of_item(one) for code, one in self.offered.items()})
        self.models = {code: model for code, model in models.items() if codes is None or code in codes}
        self.kept = frozenset(models) - frozenset(self.models)
        self.known = dict(queries.standing_rows(board.asked))
        self.states: dict[str, States] = {}

    def run(self, progress: Progress) -> Matched:
        with asking.reading_together():
            for number, (code, model) in enumerate(self.models.items()):
                progress(number, len(self.models), _("正在核对“%s”") % model.title)
                self.states[code] = self.board.standings(model, code)
        changed = {party: lists for party, lists in self.found() if self.known.get(party) != lists}
        write(changed, self.now)
        self.count(changed)
        told = tell(self.news(changed))
        return Matched(len(self.board.ids), len(self.models), len(changed), told)

    def found(self) -> Iterator[tuple[int, Lists]]:
        """Each organisation with what stands of it now; lists of many organisations are the same object."""
        codes = sorted(self.states)
        ids = self.board.ids.tolist()
        if not codes or not ids:
            yield from ((party, self.with_kept(party, ((), (), ()))) for party in ids)
            return
        rows = np.ascontiguousarray(np.stack([self.states[code] for code in codes], axis=1))
        patterns, which = np.unique(rows.view(np.dtype((np.void, len(codes)))).ravel(), return_inverse=True)
        lists = [listed(codes, np.frombuffer(pattern.tobytes(), dtype=np.uint8)) for pattern in patterns]
        for party, number in zip(ids, which.tolist(), strict=True):
            yield party, self.with_kept(party, lists[number])

    def with_kept(self, party: int, lists: Lists) -> Lists:
        """The new lists and, where only some items are matched, what stands of the others."""
        if not self.kept or party not in self.known:
            return lists
        both = zip(lists, self.known[party], strict=True)
        merged = (tuple(sorted({*new, *(code for code in old if code in self.kept)})) for new, old in both)
        return cast("Lists", tuple(merged))

    def count(self, changed: Mapping[int, Lists]) -> None:
        """Keep how many organisations stand how to each item."""
        counts = self.whole_counts() if self.board.asked is None else self.moved_counts(changed)
        rows = [
            ItemStanding(
                item=code, definition=self.offered[code], matched_at=self.now, **dict(zip(COLUMNS, each, strict=True))
            )
            for code, each in counts.items()
        ]
        fields = ["definition", "matched_at", *COLUMNS]
        ItemStanding.objects.bulk_create(rows, update_conflicts=True, unique_fields=["item"], update_fields=fields)
        if self.board.asked is None:
            ItemStanding.objects.exclude(item__in=[*self.models, *self.kept]).delete()

    def whole_counts(self) -> dict[str, list[int]]:
        """Counted anew from all organisations."""
        order = [*LISTED, Standing.UNMET]
        return {code: [int((states == each).sum()) for each in order] for code, states in self.states.items()}

    def moved_counts(self, changed: Mapping[int, Lists]) -> dict[str, list[int]]:
        """What stood, with the changed organisations taken from where they were to where they are."""
        counts = {one.item: [getattr(one, name) for name in COLUMNS] for one in ItemStanding.objects.all()}
        moves: Counter[tuple[str, int]] = Counter()
        for party, lists in changed.items():
            for code in counts:
                moves[code, place_in(lists, code)] += 1
                if party in self.known:
                    moves[code, place_in(self.known[party], code)] -= 1
        for (code, place), by in moves.items():
            counts[code][place] += by
        return {code: each for code, each in counts.items() if code in self.offered}

    def news(self, changed: Mapping[int, Lists]) -> dict[int, list[Definition]]:
        """For organisations that were matched before: the items for which they were not eligible then."""
        found: dict[int, list[Definition]] = {}
        for party, lists in changed.items():
            before = self.known.get(party)
            if before is not None and (new := sorted(set(lists[0]) - set(before[0]))):
                found[party] = [self.offered[code] for code in new]
        return found


def listed(codes: list[str], states: States) -> Lists:
    """A row of states as lists of codes."""
    named = list(zip(codes, states.tolist(), strict=True))
    return cast("Lists", tuple(tuple(code for code, state in named if state == each) for each in LISTED))


def place_in(lists: Lists, code: str) -> int:
    """In which of the lists an item stands; 3, refused, when in none."""
    return next((place for place, codes in enumerate(lists) if code in codes), len(lists))


def write(rows: Mapping[int, Lists], now: datetime) -> None:
    """Keep the rows: one COPY, then one statement."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS hall_matched "
            "(party_id bigint, eligible text[], near text[], unknown text[]) ON COMMIT DROP"
        )
        cursor.execute("TRUNCATE hall_matched")
        with cursor.copy("COPY hall_matched (party_id, eligible, near, unknown) FROM STDIN") as copy:
            for party, lists in rows.items():
                copy.write_row((party, *map(list, lists)))
        cursor.execute(
            "INSERT INTO hall_partystanding (party_id, eligible, near, unknown, matched_at) "
            "SELECT m.party_id, m.eligible, m.near, m.unknown, %s FROM hall_matched m "
            "JOIN parties_party p ON p.id = m.party_id ON CONFLICT (party_id) DO UPDATE "
            "SET eligible = excluded.eligible, near = excluded.near, unknown = excluded.unknown, matched_at = excluded.matched_at",
            [now],
        )


def tell(news: Mapping[int, list[Definition]]) -> int:
    """One notice to each person of a newly eligible organisation, never twice for a version of an item; returns how many were told."""
    people: dict[int, list[User]] = defaultdict(list)
    for user in User.objects.filter(party__in=news, role__in=OF_PARTIES, is_active=True).order_by("pk"):
        people[cast("int", user.party_id)].append(user)
    was_told = set(MatchNotice.objects.filter(party__in=people).values_list("party_id", "definition_id"))
    told = 0
    for party, users in people.items():
        items = [one for one in news[party] if (party, one.pk) not in was_told]
        if items:
            MatchNotice.objects.bulk_create([MatchNotice(party_id=party, definition=one) for one in items])
            notify_all(users, items)
            told += 1
    return told


def notify_all(users: list[User], items: list[Definition]) -> None:
    titles = [model_of_item(one).title for one in items]
    subject = _("贵单位新符合 %(count)d 个事项的条件") % {"count": len(items)}
    named = "、".join(titles[:MOST_NAMED]) + (_("等") if len(titles) > MOST_NAMED else "")
    text = _("按平台记录核对，贵单位现在符合：%s。可以在“本单位可办事项”中查看条件并申请。") % named
    for user in users:
        notify(to=user, subject=subject, text=text, url=reverse("hall:matches"))


@transaction.atomic
def confirm(*, definition: Definition, by: User, key: UUID) -> Application:
    """Grant without application 免申即享: the organisation confirms, and its case comes to the office filled in from the records.

    `key` is the page's: sent twice, it makes one case. Raises `Refused` when a condition is not met (any more) or the item has to be
    filled in.
    """
    has_organisation(by).or_refuse()
    with scopes_disabled():
        party = Party.objects.select_related("region").get(pk=cast("int", by.party_id))
    model = model_of_item(definition)
    verdicts = conditions.verdict(model, party_id=party.pk, code=definition.code)
    can_confirm(by, model, verdicts.state).or_refuse()
    case = begin(
        definition=definition, by=by, party=party, filing_key=key, channel=Channel.AUTOMATIC, answers=answers_known(definition, party),
        synthetic=party.synthetic,
    )  # fmt: skip
    case = submit(application=case, by=by, key=key)
    record("match.confirmed", on=case, by=by, region_code=case.region_id, item=definition.code)
    return case


def answers_known(definition: Definition, party: Party) -> dict[str, Any]:
    """What the platform knows for the form."""
    return prefilled_answers(model_of_item(definition), party)
