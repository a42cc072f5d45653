"""Templates and words: what a page is made of. Every value is escaped; nothing is ever marked as safe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline import __version__
from pipeline.errors import ConflictError, ForbiddenError, InvalidError, MissingError, PipelineError
from pipeline.report.passages import passage
from pipeline.report.wording import Language, Wording, load_wording
from pipeline.store.access import Actor, Role
from pipeline.web.workspace import Workspace

LANGUAGE_COOKIE = "lang"
_STATUS = ((MissingError, 404), (ForbiddenError, 403), (ConflictError, 409), (InvalidError, 422))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: those of the reports for codes, and the workspace's own."""

    lang: Language
    reports: Wording
    own: Mapping[str, Mapping[str, str]]

    def __call__(self, key: str, **values: object) -> str:
        """Raises KeyError for a key that does not exist."""
        text = self.own[key][self.lang]
        return text.format(**values) if values else text

    def of(self, group: str, code: object) -> str:
        """Word of a code: the workspace's own ``group-code`` where there is one, else the reports', else the code."""
        own = self.own.get(f"{group}-{code}")
        return own[self.lang] if own else self.reports.of(group, str(code))

    def both(self, value: Mapping[str, str] | None) -> str:
        """This language's text of a value kept in both."""
        return (value or {}).get(self.lang, "")

    def date(self, day: date | None) -> str:
        return self.reports.date(day)

    def moment(self, value: datetime | None) -> str:
        """Day and time on the server's clock."""
        if value is None:
            return ""
        local = value.astimezone()
        return f"{local:%H:%M} {self.reports.date(local.date())}"

    def error(self, error: PipelineError) -> str:
        return error.vi if self.lang == "vi" else error.en


@cache
def load_words(lang: Language) -> Words:
    table = yaml.safe_load(files(__package__).joinpath("phrases.yaml").read_text("utf-8"))
    return Words(lang, load_wording(lang), table)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a signed-in person."""

    request: Request
    workspace: Workspace
    actor: Actor
    csrf: str
    lang: Language

    @property
    def words(self) -> Words:
        return load_words(self.lang)


def status_of(error: PipelineError) -> int:
    """The HTTP status of a refusal."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


def language(request: Request) -> Language:
    return "en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "vi"


def page(visit: Visit, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page for a signed-in person."""
    known = {"actor": visit.actor, "csrf": visit.csrf, "Role": Role}
    return render(visit.request, template, visit.lang, status, **known, **values)


def render(request: Request, template: str, lang: Language, status: int = 200, **values: Any) -> HTMLResponse:
    """A page for anybody."""
    words = load_words(lang)
    known = {"t": words, "lang": lang, "version": __version__, "here": _here(request), "actor": None, "csrf": ""}
    return HTMLResponse(_environment().get_template(template).render(**(known | values)), status)


def _here(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"passage": passage, "zip": zip}
    return environment
