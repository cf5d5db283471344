"""What must be true after a run, each with what was found; and the figures of the run."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass

from service.store.work import DELETED, DONE
from tests.portal.portal import Case
from tests.portal.simulation import Run
from tests.portal.stored import Stored, read_store
from tests.portal.verdicts import differing_verdicts

#: Of two services side by side, the one that did less did at least so much of the work.
FAIR_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``holds`` is None for a figure without a bound."""

    what: str
    found: str
    holds: bool | None = None


def findings_of(run: Run) -> list[Finding]:
    """Everything about a run whose services have ended."""
    cases = list(run.portal.cases.values())
    stored = read_store(run.environment, [case.upload.key for case in cases])
    findings = [
        *_results(cases, stored),
        *_verdicts(run, cases),
        *_messages(run, stored),
        *_record(stored),
        *_objects(stored),
        *_processes(run),
    ]
    if run.plan.services > 1:
        findings += _shares(run, cases, stored)
    return findings + _figures(run, cases, stored)


def _none(what: str, count: int) -> Finding:
    return Finding(what, str(count), count == 0)


def _results(cases: list[Case], stored: Stored) -> list[Finding]:
    accepted = [ids for case in cases if (ids := stored.by_key[case.upload.key])]
    results = [stored.audit.get(ids[0], Counter())["screening.completed"] for ids in accepted]
    states = Counter(row.state for row in stored.screenings.values())
    unknown = [
        case for case in cases
        if case.ids and case.ids != set(stored.by_key[case.upload.key])
    ]  # fmt: skip
    never = [case for case in cases if not case.ids and not case.is_forgotten]
    lost_answers = sum(case.is_replayed and case.cuts > 0 for case in cases)
    unanswered = [case for case in cases if case.is_forgotten and not case.ids]
    forgotten = sum(bool(stored.by_key[case.upload.key]) for case in unanswered)
    deleted = [i for case in cases if case.is_deleted for i in case.ids]
    return [
        Finding("uploads sent", str(len(cases))),
        Finding("uploads accepted", str(len(accepted))),
        Finding("accepted although the answer was lost, then repeated", str(lost_answers)),
        Finding("accepted although the answer was lost, never repeated", str(forgotten)),
        _none("uploads that were never answered", len(never)),
        _none("answers that name another screening than the store", len(unknown)),
        _none("keys with more than one screening", sum(len(ids) > 1 for ids in accepted)),
        Finding(
            "screenings in the store", str(len(stored.screenings)),
            len(stored.screenings) == len(accepted),
        ),
        _none("accepted without a result", results.count(0)),
        _none("accepted with more than one result", sum(number > 1 for number in results)),
        Finding(
            "states of screenings", ", ".join(f"{k} {v}" for k, v in sorted(states.items())),
            set(states) <= {DONE, DELETED},
        ),
        Finding(
            "screenings deleted by the portal", str(len(deleted)),
            all(stored.audit[i]["screening.deleted"] == 1 for i in deleted)
            and states[DELETED] == len(deleted),
        ),
    ]  # fmt: skip


def _verdicts(run: Run, cases: list[Case]) -> list[Finding]:
    sampled, differing = differing_verdicts(cases, run.plan.sample, run.plan.seed)
    answers = [c for c in cases if c.report is not None and c.document is not None]
    other = sum((c.report or {})["verdict"] != (c.document or {})["verdict"] for c in answers)
    incomplete = sum((c.document or {}).get("status") not in (None, "complete") for c in cases)
    return [
        _none(f"verdicts other than the library's, of {sampled}", differing),
        _none("answers whose verdict is not the stored one", other),
        Finding("screenings that say they are incomplete", str(incomplete)),
    ]


def _messages(run: Run, stored: Stored) -> list[Finding]:
    told = run.inbox.of_screenings()
    arrived = sum(run.inbox.arrivals.values())
    completed = {one for one, done in stored.audit.items() if done["screening.completed"]}
    ids = [row.message_id for rows in stored.deliveries.values() for row in rows]
    return [
        Finding("messages that arrived, repeated and refused ones included", str(arrived)),
        Finding("of these answered with 500 by the receiver", str(run.inbox.refused)),
        _none("results without a message", len(completed - told.keys())),
        _none("messages about no result", len(told.keys() - completed)),
        _none("results with two message ids", sum(len(one) > 1 for one in told.values())),
        _none("message ids used twice", len(ids) - len(set(ids))),
        _none("messages with a wrong signature", run.inbox.forged),
        _none("messages that changed when repeated", run.inbox.changed),
        _none("dead messages", stored.dead),
    ]


def _record(stored: Stored) -> list[Finding]:
    chain, total = stored.chain, Counter[str]()
    for done in stored.audit.values():
        total += done
    expected = {
        "screening.accepted": len(stored.screenings),
        "screening.completed": len(stored.screenings),
    }
    said = f"{chain['length']} entries" if chain["fault"] is None else str(chain["fault"])
    return [
        Finding(
            "the audit's chain", said,
            chain["status"] == 0 and chain["length"] == sum(total.values()),
        ),
        *(
            Finding(f"entries {action}", str(total[action]), total[action] == number)
            for action, number in expected.items()
        ),
    ]  # fmt: skip


def _objects(stored: Stored) -> list[Finding]:
    return [
        Finding("uploads kept", str(stored.uploads)),
        Finding("left by kills, taken away by a purge", str(stored.litter)),
        _none("objects without an upload after a purge", stored.orphans),
        _none("uploads without their object, or changed", stored.missing),
    ]


def _processes(run: Run) -> list[Finding]:
    ended = all(stop == (0, 0) for stop in run.stops)
    tracebacks = sum(service.log.read_text().count("Traceback") for service in run.services)
    return [
        Finding("kills with -9", str(len(run.kills)), len(run.kills) == run.plan.kills),
        _none("worker processes left by killed services", sum(kill.left for kill in run.kills)),
        Finding("ends when asked, with nothing left", str(run.stops), ended),
        _none("tracebacks in the log", tracebacks),
    ]


def _shares(run: Run, cases: list[Case], stored: Stored) -> list[Finding]:
    """Whose process completed what: an answer tells which service its process belongs to."""
    service_of: dict[str, set[int]] = {}
    for case in cases:
        if case.answered_by is not None:
            (screening_id,) = case.ids
            service_of.setdefault(stored.holders[screening_id], set()).add(case.answered_by)
    shares = Counter(next(iter(service_of.get(holder, {-1}))) for holder in stored.holders.values())
    least = min(shares[service.number] for service in run.services) / len(stored.holders)
    said = ", ".join(f"service {number}: {done}" for number, done in sorted(shares.items()))
    return [
        Finding("completed by each service", said, least >= FAIR_SHARE),
        _none("processes that answered for two", sum(len(one) > 1 for one in service_of.values())),
    ]


def _figures(run: Run, cases: list[Case], stored: Stored) -> list[Finding]:
    answered = run.portal.answered
    now = [one.came - one.sent for one in answered if one.status == 201]
    later = [one.came - one.sent for one in answered if one.status == 202]
    accepted = [case.accepted_s for case in cases if case.accepted_s is not None]
    again = [row for row in stored.screenings.values() if row.attempts > 1]
    most = max(row.attempts for row in stored.screenings.values())
    outages = [_outage(run, kill.at_s) for kill in run.kills]
    return [
        Finding("answers 201, median / 95 %", _spread(now)),
        Finding("answers 202, median / 95 %", _spread(later)),
        Finding("upload to its answer, repeats included", _spread(accepted)),
        Finding("time of the uploads", f"{run.submitting_s:.0f} s, then {run.settling_s:.0f} s"),
        Finding("throughput", f"{len(cases) / run.submitting_s:.2f} /s"),
        Finding("longest time without an answer after a kill", f"{max(outages, default=0):.1f} s"),
        Finding(
            "killed process to ready again, at most",
            f"{max((kill.ready_s for kill in run.kills), default=0):.1f} s",
        ),
        Finding("taken up again after a kill", str(len(again))),
        Finding("most attempts of one screening", str(most)),
        Finding("memory at the start, MiB", _memory(run.memory_at_start)),
        Finding("memory at the end, MiB", _memory(run.memory_at_end)),
        Finding("portal repeated because of", _counts(run.portal.refusals)),
        Finding("families", _counts(Counter(case.upload.family for case in cases))),
    ]  # fmt: skip


def _outage(run: Run, killed_s: float) -> float:
    after = [one.came for one in run.portal.answered if one.sent > killed_s]
    return min(after, default=killed_s) - killed_s


def _spread(times: list[float]) -> str:
    if len(times) < 2:
        return f"{len(times)} answers"
    p95 = statistics.quantiles(times, n=20)[-1]
    return f"{statistics.median(times):.2f} / {p95:.2f} s of {len(times)}"


def _memory(measured: list[dict[str, float]]) -> str:
    return "; ".join(", ".join(f"{k} {v:.0f}" for k, v in one.items()) for one in measured)


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.most_common()) or "nothing"
