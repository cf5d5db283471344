"""The portal's backend: it sends uploads, and repeats what it got no answer to."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx

from tests.portal.uploads import Upload

#: How long an upload is repeated before the portal counts it as never answered.
PATIENCE_S = 900.0
#: Of all uploads: sent twice at the same time; sent again after the answer; deleted afterwards.
TWICE_SHARE, AGAIN_SHARE, DELETED_SHARE = 0.02, 0.03, 0.03
#: Of all uploads: the portal hangs up at first before an answer can be there.
HUNG_UP_SHARE, HUNG_UP_AFTER_S = 0.02, 0.05
#: Of the answers that a kill cut off: the portal forgets them, as if it had been killed too.
FORGOTTEN_SHARE = 0.1
READ_TIMEOUT_S, CONNECT_TIMEOUT_S = 120.0, 5.0
#: Pauses after a connection failed.
PAUSE_S = (0.1, 0.4)


@dataclass(slots=True)
class Case:
    """What the portal knows of one upload. ``ids``: of screenings that answers named."""

    upload: Upload
    ids: set[str] = field(default_factory=set)
    report: dict[str, Any] | None = None
    document: dict[str, Any] | None = None
    accepted_s: float | None = None
    answered_by: int | None = None
    cuts: int = 0
    is_replayed: bool = False
    is_forgotten: bool = False
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer that counts: when its request was sent, when it came, and its status."""

    sent: float
    came: float
    status: int


class Portal:
    """Sends uploads to services that stand side by side, one after the other."""

    def __init__(self, addresses: list[str], submit_key: str, officer_key: str, seed: int) -> None:
        self._addresses = addresses
        self._keys = {"submit": submit_key, "officer": officer_key}
        self._turn = itertools.count()
        self._seed = seed
        self._http = httpx.Client(
            timeout=httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=64),
        )
        self._lock = threading.Lock()
        self.answered: list[Answered] = []
        self.refusals: Counter[str] = Counter()
        self.cases: dict[int, Case] = {}

    def submit_all(
        self, uploads: Iterator[Upload], at_once: int, tell: Callable[[int], None]
    ) -> None:
        """Send uploads, so many at once. ``tell``: called with the number accepted so far."""
        counter = itertools.count(1)

        def one(_place: int) -> None:
            for upload in _shared(uploads, self._lock):
                self._handle(upload)
                tell(next(counter))

        with ThreadPoolExecutor(at_once) as threads:
            list(threads.map(one, range(at_once)))

    def collect_documents(self, at_once: int) -> None:
        """Get what became of every upload that was not deleted."""

        def collect(case: Case) -> None:
            for screening_id in sorted(case.ids):
                answer = self._persistent("GET", f"/v1/screenings/{screening_id}")
                assert answer.status_code == 200, answer.status_code
                case.document = answer.json()

        with ThreadPoolExecutor(at_once) as threads:
            list(threads.map(collect, [one for one in self.cases.values() if not one.is_deleted]))

    def make_webhook(self, url: str, admin_key: str) -> str:
        """Have messages sent to an address; the secret that they are signed with."""
        headers = {"Authorization": f"Bearer {admin_key}"}
        answer = self._http.post(
            f"{self._addresses[0]}/v1/webhooks", json={"url": url}, headers=headers
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["secret"])

    def close(self) -> None:
        self._http.close()

    def _handle(self, upload: Upload) -> None:
        chance = random.Random(f"portal:{self._seed}:{upload.number}")
        case = Case(upload)
        with self._lock:
            self.cases[upload.number] = case
        if chance.random() < HUNG_UP_SHARE:
            self._attempt(case, HUNG_UP_AFTER_S)
        if chance.random() < TWICE_SHARE:
            twins = [threading.Thread(target=self._submit, args=(case, chance)) for _ in range(2)]
            for twin in twins:
                twin.start()
            for twin in twins:
                twin.join()
        else:
            self._submit(case, chance)
        if case.ids and chance.random() < AGAIN_SHARE:
            self._submit(case, chance)
        if case.report is not None and chance.random() < DELETED_SHARE:
            self._delete(case)

    def _submit(self, case: Case, chance: random.Random) -> None:
        """Send one upload until it is answered, or forget it after a cut."""
        started = time.monotonic()
        while time.monotonic() - started < PATIENCE_S:
            cuts_before = case.cuts
            pause_s = self._attempt(case, None)
            if pause_s is None:
                if case.accepted_s is None:
                    case.accepted_s = time.monotonic() - started
                return
            is_cut = case.cuts > cuts_before
            if is_cut and not case.ids and chance.random() < FORGOTTEN_SHARE:
                case.is_forgotten = True
                return
            time.sleep(pause_s)

    def _attempt(self, case: Case, timeout_s: float | None) -> float | None:
        """Send an upload once: None when it is answered, or the seconds until it is repeated."""
        upload, place = case.upload, next(self._turn) % len(self._addresses)
        headers = {
            "Authorization": f"Bearer {self._keys['submit']}",
            "Idempotency-Key": upload.key,
            **({"Prefer": "respond-async"} if upload.later else {}),
        }
        data = {"policy": upload.policy, "kind": upload.kind}
        data |= {"reference": upload.reference} if upload.reference is not None else {}
        sent = time.monotonic()
        try:
            answer = self._http.post(
                f"{self._addresses[place]}/v1/screenings",
                headers=headers,
                data=data,
                files={"file": (upload.name, upload.content)},
                timeout=httpx.Timeout(timeout_s or READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            )
        except httpx.ConnectError:
            return self._refused("no connection", random.uniform(*PAUSE_S))
        except httpx.TransportError as cut:
            case.cuts += 1
            return self._refused(f"cut: {type(cut).__name__}", random.uniform(*PAUSE_S))
        return self._understood(case, answer, place, sent)

    def _understood(
        self, case: Case, answer: httpx.Response, place: int, sent: float
    ) -> float | None:
        if answer.status_code not in (201, 202):
            self._refused(f"{answer.status_code} {_problem_of(answer)}", 0.0)
            assert answer.status_code in (409, 429, 500, 503), (answer.status_code, answer.text)
            return float(answer.headers.get("Retry-After", "1"))
        is_replayed = answer.headers.get("Idempotency-Replayed") == "true"
        with self._lock:
            self.answered.append(Answered(sent, time.monotonic(), answer.status_code))
            case.ids.add(answer.headers["Location"].rsplit("/", 1)[1])
            if answer.status_code == 201:
                case.report = answer.json()
                if not is_replayed:
                    case.answered_by = place
            case.is_replayed = case.is_replayed or is_replayed
        return None

    def _delete(self, case: Case) -> None:
        (screening_id,) = case.ids
        answer = self._persistent("DELETE", f"/v1/screenings/{screening_id}")
        # Not found: an earlier attempt deleted it, and its answer was lost.
        assert answer.status_code in (204, 404), answer.status_code
        case.is_deleted = True

    def _persistent(self, method: str, path: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._keys['officer']}"}
        while True:
            place = next(self._turn) % len(self._addresses)
            try:
                answer = self._http.request(
                    method, f"{self._addresses[place]}{path}", headers=headers
                )
            except httpx.TransportError:
                time.sleep(random.uniform(*PAUSE_S))
                continue
            if answer.status_code not in (409, 429, 503):
                return answer
            self._refused(f"{answer.status_code} {_problem_of(answer)}", 0.0)
            time.sleep(float(answer.headers.get("Retry-After", "1")))

    def _refused(self, why: str, pause_s: float) -> float:
        with self._lock:
            self.refusals[why] += 1
        return pause_s


def _shared(uploads: Iterator[Upload], lock: threading.Lock) -> Iterator[Upload]:
    """Each upload to one thread."""
    while True:
        with lock:
            upload = next(uploads, None)
        if upload is None:
            return
        yield upload


def _problem_of(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["type"]).rsplit("/", 1)[-1]
    except (ValueError, KeyError):
        return "without a problem document"
