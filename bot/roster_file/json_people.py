"""People as JSON: SCIM 2.0 list responses (RFC 7644, 3.4.2) and Microsoft Graph's users with their managers.

A page that is one of several is refused: whoever is on another page would count as gone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from bot.roster_file.csv_reading import Problem, RosterFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
Cells = dict[str, str]


def looks_like_json(raw: bytes) -> bool:
    """Whether a file is JSON and no CSV."""
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def people_of(files: Sequence[bytes]) -> tuple[list[tuple[int, Cells]], list[Problem]]:
    """Each person's number from 1 and what is said of them, by the names of ``shapes.FIELDS``.

    Raises RosterFileError for other JSON, and where pages are missing.
    """
    pages = [_page(raw) for raw in files]
    if all(_LIST in _texts(page.get("schemas")) or "Resources" in page for page in pages):
        return _numbered(_scim(pages)), []
    if all(isinstance(page.get("value"), list) for page in pages):
        return _numbered(_graph(pages)), []
    raise RosterFileError("This JSON is neither a SCIM 2.0 list response nor Graph's list of users.")


def _page(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except ValueError as error:
        raise RosterFileError(f"The file begins like JSON, but is none: {error}.") from None
    if not isinstance(found, dict):
        raise RosterFileError("This JSON is neither a SCIM 2.0 list response nor Graph's list of users.")
    return cast("dict[str, Any]", found)


def _texts(value: object) -> list[str]:
    return [one for one in cast("list[object]", value) if isinstance(one, str)] if isinstance(value, list) else []


def _numbered(people: Iterator[Cells]) -> list[tuple[int, Cells]]:
    return list(enumerate(people, start=1))


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in cast("list[Any]", value) if isinstance(one, dict)] if isinstance(value, list) else []


def _scim(pages: Sequence[Mapping[str, Any]]) -> Iterator[Cells]:
    whole = {str(one.get("id")): one for page in pages for one in _objects(page.get("Resources"))}
    total = max((int(page.get("totalResults") or 0) for page in pages), default=0)
    if len(whole) < total:
        missing = f"These pages have {len(whole)} of {total} people"
        raise RosterFileError(f"{missing}: name all pages in one command, or the others would be taken for gone.")
    yield from map(_scim_person, whole.values())


def _scim_person(one: Mapping[str, Any]) -> Cells:
    named, work = _object(one.get("name")), _object(one.get(_ENTERPRISE))
    mails = sorted(_objects(one.get("emails")), key=lambda mail: (not mail.get("primary"), mail.get("type") != "work"))
    given = work.get("manager")
    manager = _object(given)
    reference = str(manager.get("$ref") or "").rstrip("/").rpartition("/")[2]
    meant = str(given) if isinstance(given, str) else str(manager.get("value") or reference or "")
    return {
        "id": str(one.get("id") or ""),
        "name": str(one.get("displayName") or named.get("formatted") or one.get("userName") or ""),
        "mail": str(mails[0].get("value") or "") if mails else "",
        "user_name": str(one.get("userName") or ""),
        "department": str(work.get("department") or ""),
        "timezone": str(one.get("timezone") or ""),
        "manager_id": meant,
        "manager_said": "yes" if given is not None and not meant else "",
        "active": "no" if one.get("active") is False else "yes",
    }


def _object(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _graph(pages: Sequence[Mapping[str, Any]]) -> Iterator[Cells]:
    if all(page.get("@odata.nextLink") for page in pages):
        raise RosterFileError(
            "This is one page of several: the last one, without @odata.nextLink, is missing. Name all of them."
        )
    people = {str(one.get("id")): one for page in pages for one in _objects(page.get("value"))}
    yield from map(_graph_person, people.values())


def _graph_person(one: Mapping[str, Any]) -> Cells:
    manager = _object(one.get("manager"))
    kind = str(manager.get("@odata.type") or "#microsoft.graph.user")
    known = kind.endswith("graph.user")  # a contact is somebody outside
    texts = {
        name: str(one.get(field) or "")
        for name, field in (
            *(("id", "id"), ("entra_id", "id"), ("name", "displayName"), ("mail", "mail")),
            *(("user_name", "userPrincipalName"), ("department", "department"), ("kind", "userType")),
        )
    }
    return {
        **texts,
        "manager_id": str(manager.get("id") or "") if known else "",
        "manager_said": "" if known else "yes",
        "active": "no" if one.get("accountEnabled") is False else "yes",
    }
