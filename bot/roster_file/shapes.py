"""Files of other systems: which of their columns says what; anything else is never read, such as birth dates or pay.

Recognised are exports of Entra ID, Workday and other HR systems in English and French, and Slack's list of members.
A mapping file names the columns of any other system.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from bot.roster_file.csv_reading import RosterFileError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELDS = (
    *("address", "id", "entra_id", "slack_id", "name", "first", "last", "mail", "user_name"),
    *("profession", "level", "specialty", "department", "site", "languages", "timezone"),
    *("manager", "manager_id", "active", "kind"),
)
"""What a column may say."""
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "address": ("address",),
    "id": (
        *("employee id", "empid", "employee number", "employeeid", "worker id", "personnel number", "staff id"),
        *("matricule", "numéro d'employé", "id employé"),
    ),
    "entra_id": ("objectid", "object id", "id objet", "azure ad object id", "entra object id"),
    "slack_id": ("userid", "slack id", "slack user id"),
    "name": (
        *("displayname", "display name", "legal name", "employee_name", "employee name", "full name", "fullname"),
        *("worker", "name", "nom complet"),
    ),
    "first": ("givenname", "given name", "first name", "firstname", "prénom"),
    "last": ("surname", "last name", "lastname", "family name", "nom", "nom de famille"),
    "mail": (
        *("mail", "email", "e-mail", "email - work", "work email", "primary work email", "email address"),
        *("courriel", "adresse courriel", "adresse e-mail"),
    ),
    "user_name": ("userprincipalname", "user principal name", "username", "upn"),
    "profession": ("profession",),
    "level": ("level", "niveau"),
    "specialty": ("specialty", "speciality", "spécialité"),
    "department": (
        *("department", "supervisory organization", "cost center", "organization", "unit"),
        *("service", "département", "unité"),
    ),
    "site": ("site", "location", "work location", "lieu", "établissement"),
    "languages": ("languages", "langues"),
    "timezone": ("timezone", "time zone", "fuseau horaire"),
    "manager": ("manager", "managername", "manager name", "supervisor", "reports to", "responsable", "gestionnaire"),
    "manager_id": (
        *("manager id", "managerid", "manager employee id", "supervisor id"),
        *("responsable (matricule)", "matricule du responsable", "matricule responsable"),
    ),
    "active": (
        *("accountenabled", "account enabled", "worker status", "employmentstatus", "employment status", "active"),
        *("status", "actif", "statut"),
    ),
    "kind": ("usertype", "user type"),
}
_BY_HEADER = {header: field for field, headers in _COLUMNS.items() for header in headers}


def recognised(head: Sequence[str]) -> dict[str, str]:
    """The header of each field that a file has; of two headers for one field, the first named above holds."""
    found: dict[str, str] = {}
    for header in head:
        field = _BY_HEADER.get(header.replace("\u2019", "'"))
        if field and (field not in found or _rank(field, header) < _rank(field, found[field])):
            found[field] = header
    return found


def _rank(field: str, header: str) -> int:
    return _COLUMNS[field].index(header.replace("\u2019", "'"))


def mapped(text: str, head: Sequence[str]) -> dict[str, str]:
    """What a mapping file says: lines such as ``mail = "Work e-mail"``; RosterFileError for what fits no column."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RosterFileError(f"The mapping file can't be read: {error}.") from None
    problems = [f"The mapping names {name!r}; it may name {', '.join(FIELDS)}." for name in given if name not in FIELDS]
    headers = {name: str(header).strip().lower() for name, header in given.items()}
    problems += [
        f"The mapping says that {name} is in column {header!r}, which the file doesn't have."
        for name, header in headers.items()
        if name in FIELDS and header not in head
    ]
    if problems:
        raise RosterFileError("\n".join(problems))
    return {**recognised(head), **headers}
