"""A service as a page tells it: its codes in words, what it lacks taken from its structure.

The rule of the schema: hours, phone and address not said of a service are those of its structure.
"""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat

from tisserand.directory import vocabulary as words
from tisserand.directory.models import Listed, Service, Structure

NO_BREAK = "\u00a0"


def phone_words(number: str) -> str:
    """« 04 76 00 00 00 »; as it was given where it is not a number."""
    try:
        parsed = phonenumbers.parse(number, "FR")
    except phonenumbers.NumberParseException:
        return number
    is_french = parsed.country_code == phonenumbers.country_code_for_region("FR")
    style = PhoneNumberFormat.NATIONAL if is_french else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style).replace(" ", NO_BREAK)


@dataclass(frozen=True)
class Place:
    """Where one goes."""

    listed: Listed

    @property
    def lines(self) -> list[str]:
        """The address, line by line, as on an envelope."""
        town = " ".join(part for part in (self.listed.postcode, self.listed.commune) if part)
        return [line for line in (self.listed.address, self.listed.address_details, town) if line]

    @property
    def in_one_line(self) -> str:
        """The same, on one line."""
        return ", ".join(self.lines)


@dataclass(frozen=True)
class ServiceWords:
    """One service, dressed for a page."""

    service: Service

    @property
    def structure(self) -> Structure:
        """Who offers it."""
        return self.service.structure

    @property
    def kind(self) -> str:
        """« Accompagnement »."""
        return words.label(words.KINDS, self.service.kind) if self.service.kind else ""

    @property
    def topics(self) -> list[str]:
        """What it helps with."""
        return words.labels(words.TOPICS, self.service.topics)

    @property
    def publics(self) -> list[str]:
        """Whom it is for."""
        return words.labels(words.PUBLICS, self.service.publics)

    @property
    def fees(self) -> str:
        """« Gratuit »."""
        return words.label(words.FEES, self.service.fees) if self.service.fees else ""

    @property
    def reception_modes(self) -> list[str]:
        """On site, at a distance."""
        return words.labels(words.RECEPTION_MODES, self.service.reception_modes)

    @property
    def mobilisation_modes(self) -> list[str]:
        """How one comes to it."""
        return words.labels(words.MOBILISATION_MODES, self.service.mobilisation_modes)

    @property
    def mobilised_by(self) -> list[str]:
        """Who may ask for it."""
        return words.labels(words.MOBILISED_BY, self.service.mobilised_by)

    @property
    def phone(self) -> str:
        """Its own, or its structure's."""
        return self.service.phone or self.structure.phone

    @property
    def shown_phone(self) -> str:
        """The same, as it is written in France."""
        return phone_words(self.phone)

    @property
    def email(self) -> str:
        """Its own, or its structure's."""
        return self.service.email or self.structure.email

    @property
    def opening_hours(self) -> str:
        """Its own, or its structure's, in the syntax of OpenStreetMap."""
        return self.service.opening_hours or self.structure.opening_hours

    @property
    def place(self) -> Place:
        """Its own address, or its structure's."""
        has_own = self.service.address or self.service.commune
        return Place(self.service if has_own else self.structure)
