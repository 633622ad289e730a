"""What the API says when it cannot answer."""

from __future__ import annotations

import httpx


class Problem(Exception):
    """An error of the API (RFC 9457): its status, why, the cure, the reason by parameter."""

    def __init__(
        self, status: int, detail: str, cure: str = "", errors: dict[str, str] | None = None
    ) -> None:
        super().__init__(f"{status}: {detail} {cure}".strip())
        self.status, self.detail, self.cure, self.errors = status, detail, cure, errors or {}

    @classmethod
    def of(cls, response: httpx.Response) -> Problem:
        """The problem that ``response`` tells, or that it is one without a word."""
        try:
            told = response.json()
        except ValueError:
            told = None
        if not isinstance(told, dict):
            return cls(response.status_code, response.reason_phrase)
        detail, cure = str(told.get("detail", "")), str(told.get("cure", ""))
        return cls(response.status_code, detail, cure, told.get("errors"))
