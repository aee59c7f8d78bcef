"""One row of a caseload, understood: who, how to reach them, since when, what for; what is odd, what stops it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tisserand.common.folding import fold
from tisserand.people.choices import ContactKind, Gender
from tisserand.people.dates import PartialDate
from tisserand.support.caseload.columns import COUPLE, Mapping
from tisserand.support.caseload.names import (
    Habits,
    gender_of,
    maybe_swapped,
    read_identity,
    split_full_name,
    swapped_by_mail,
    tidy_name,
    writes_name_first,
)
from tisserand.support.caseload.values import (
    NotADate,
    closing_reason,
    find_emails,
    find_phones,
    first_day,
    guess_topics,
    is_age,
    is_confidential,
    parse_date,
    parse_phone,
    says_more_than_a_date,
    says_nothing,
    split_address,
    split_commune,
)
from tisserand.support.choices import ClosingReason, Topic


@dataclass
class Contact:
    """A way of reaching the person, as the file gives it."""

    kind: ContactKind
    value: str
    belongs_to: str = ""
    hours: str = ""
    note: str = ""
    postcode: str = ""
    commune: str = ""


@dataclass
class RowDraft:
    """What a row says. `errors` stop it; `remarks` are kept with it and in the dossier's first note."""

    file_number: str = ""
    first_names: str = ""
    last_name: str = ""
    birth_name: str = ""
    gender: Gender = Gender.UNKNOWN
    birth: PartialDate | None = None
    contacts: list[Contact] = field(default_factory=list)
    referent: str = ""
    opened: PartialDate | None = None
    last_contact: PartialDate | None = None
    closed: PartialDate | None = None
    closing_reason: ClosingReason | None = None
    request: str = ""
    topics: list[Topic] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)  # heading, cell: nothing of the file is lost
    is_confidential: bool = False
    remarks: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """What is needed to read the rows of one table: its columns, what the file teaches about first names, the day."""

    headings: Sequence[str]
    mapping: Mapping
    habits: Habits
    today: date

    def read(self, cells: Sequence[str]) -> RowDraft:
        """Understand one row."""
        draft = RowDraft()
        self._read_names(draft, cells)
        self._read_dates(draft, cells)
        self._read_contacts(draft, cells)
        self._read_story(draft, cells)
        _check(draft, self.today)
        return draft

    def _all(self, key: str, cells: Sequence[str]) -> list[str]:
        found = [cells[i].strip() for i in self.mapping.get(key, []) if i < len(cells)]
        return [cell for cell in found if cell]

    def _one(self, key: str, cells: Sequence[str]) -> str:
        return next((cell for cell in self._all(key, cells) if not says_nothing(cell)), "")

    def _read_names(self, draft: RowDraft, cells: Sequence[str]) -> None:
        first, last = self._one("first_names", cells), self._one("last_name", cells)
        birth_name = self._one("birth_name", cells)
        draft.gender = gender_of(self._one("civility", cells))
        if not last and not first:
            first, last, birth_name = self._read_full_name(draft, cells, birth_name)
        elif any(sign in fold(last).split() for sign in ("nee", "epouse", "ep", "veuve", "vve")):
            said = read_identity(last.upper())
            last, birth_name = said.last_name or last, birth_name or said.birth_name
        if fold(last) != fold(first) and swapped_by_mail(last, first, self._one("email", cells)):
            draft.remarks.append(
                f"Nom et prénom remis à l’endroit d’après le courriel (« {last} », « {first} »)."
            )
            first, last = last, first
        elif maybe_swapped(last, first, self.habits.first_names):
            draft.remarks.append("Nom et prénom peut-être inversés : à vérifier.")
        draft.first_names, draft.last_name = tidy_name(first)[:160], tidy_name(last)[:120]
        draft.birth_name = tidy_name(birth_name)[:120]
        draft.file_number = re.sub(r"(?<=\d)\.0$", "", self._one("file_number", cells))[:40]

    def _read_full_name(self, draft: RowDraft, cells: Sequence[str], birth_name: str) -> tuple[str, str, str]:
        """One cell for the whole name; when the line names two people, the first is taken and the rest is said."""
        named = [
            (i, cells[i])
            for i in self.mapping.get("full_name", [])
            if i < len(cells) and not says_nothing(cells[i])
        ]
        if not named:
            return "", "", birth_name
        (column, text), *others = named
        said = read_identity(text, self.habits)
        heading = self._heading(column)
        if draft.gender == Gender.UNKNOWN:
            by_heading = gender_of(COUPLE.get(fold(heading), ""))
            draft.gender = by_heading if said.gender == Gender.UNKNOWN else said.gender
        second = [cell for _, cell in others] or ([said.others] if said.others else [])
        if second:
            draft.remarks.append(
                f"Cette ligne parle de deux personnes : « {' » et « '.join(second)} » reste à ajouter au foyer."
            )
            draft.kept += [(self._heading(i), cell) for i, cell in (others or named)]
        return said.first_names, said.last_name, birth_name or said.birth_name

    def _heading(self, column: int) -> str:
        known = self.headings[column] if column < len(self.headings) else ""
        return known or f"Colonne {column + 1}"

    def _read_dates(self, draft: RowDraft, cells: Sequence[str]) -> None:
        self._read_birth(draft, self._one("birth", cells))
        for key, label in (
            ("opened", "Premier contact"),
            ("last_contact", "Dernier contact"),
            ("closed", "Sortie"),
        ):
            text = self._one(key, cells)
            try:
                setattr(draft, key, parse_date(text, today=self.today, past=False))
            except NotADate as error:
                draft.remarks.append(f"{label} : {error}")
                draft.kept.append((label, text))

    def _read_birth(self, draft: RowDraft, text: str) -> None:
        if is_age(text):
            draft.remarks.append(f"Date de naissance : on sait seulement « {text} ».")
            draft.kept.append(("Date de naissance", text))
            return
        try:
            draft.birth = parse_date(text, today=self.today)
        except NotADate as error:
            draft.errors.append(f"Date de naissance : {error}")
        else:
            if draft.birth and says_more_than_a_date(text):
                draft.kept.append(("Date de naissance", text))

    def _read_contacts(self, draft: RowDraft, cells: Sequence[str]) -> None:
        for i in self.mapping.get("phone", []):
            for part in find_phones(cells[i]) if i < len(cells) else []:
                _add_contact(draft, part, whose=_whose(self._heading(i)))
        for cell in self._all("email", cells):
            _add_contact(draft, cell)
        street = ", ".join(part for part in self._all("address", cells) if not says_nothing(part))
        postcode, commune = self._one("postcode", cells), self._one("commune", cells)
        if not postcode:
            postcode, commune = split_commune(commune)
        if not postcode and not commune:
            street, postcode, commune = split_address(street)
        if street or commune or postcode:
            postcode = re.sub(r"\.0$", "", postcode)
            postcode = postcode.zfill(5) if postcode.isdigit() else postcode
            draft.contacts.append(
                Contact(
                    ContactKind.ADDRESS,
                    (street or commune or postcode)[:300],
                    postcode=postcode[:10],
                    commune=commune[:120],
                )
            )

    def _read_story(self, draft: RowDraft, cells: Sequence[str]) -> None:
        draft.referent = self._one("referent", cells)
        draft.request = " ; ".join(self._all("request", cells))
        draft.topics = guess_topics(draft.request)
        notes = [note for note in self._all("notes", cells) if not says_nothing(note)]
        _heed_warnings(draft, notes)
        told = {
            i
            for key in self.mapping
            for i in self.mapping[key]
            if key not in ("notes", "keep", "closing_reason")
        }
        draft.kept += [
            (self._heading(i), cell)
            for i, cell in enumerate(cells)
            if i not in told and not says_nothing(cell)
        ]
        reason = self._one("closing_reason", cells)
        if reason:
            draft.closing_reason = closing_reason(reason)
            if draft.closed is None:
                draft.remarks.append(
                    f"Motif de sortie « {reason} » sans date : dossier laissé ouvert, à vérifier."
                )
        draft.is_confidential = is_confidential(draft.request, *notes)
        if draft.is_confidential:
            draft.remarks.append(
                "Le fichier demande la discrétion : accès restreint, adresse et téléphones protégés."
            )


def _whose(heading: str) -> str:
    """« Tél. mère », « Portable conjoint », « Tél. Madame »: whose phone it is."""
    found = re.search(
        r"\b(?:m[eè]re|p[eè]re|parents?|conjointe?|fils|fille|tuteur|tutrice|curateur|curatrice|mandataire|madame"
        r"|monsieur|urgence|voisine?|aidante?)\b",
        heading,
        re.IGNORECASE,
    )
    return found[0] if found else ""


def _add_contact(draft: RowDraft, text: str, *, whose: str = "") -> None:
    if says_nothing(text):
        return
    if "@" in text:
        known = {c.value for c in draft.contacts}
        emails = [email.lower()[:300] for email in find_emails(text)]
        draft.contacts += [Contact(ContactKind.EMAIL, email) for email in emails if email not in known]
        if not emails:
            draft.remarks.append(f"Adresse électronique à vérifier : « {text} ».")
            draft.kept.append(("Adresse électronique", text))
        return
    phone = parse_phone(text)
    if phone is None or any(c.value == phone.value for c in draft.contacts):
        return
    if not phone.value:  # « sur liste rouge », « voir curateur »: to be read, not to be dialled
        draft.remarks.append(phone.problem)
        draft.kept.append(("Téléphone", text))
        return
    contact = Contact(ContactKind.PHONE, phone.value, note=phone.problem)
    if re.match(r"(?:apres|avant|le |la |matin|soir|midi|entre|de \d)", fold(phone.belongs_to)):
        contact.hours = phone.belongs_to[:120]
    else:
        contact.belongs_to = (phone.belongs_to or whose)[:120]
    if phone.problem:
        draft.remarks.append(phone.problem)
    draft.contacts.append(contact)


def _heed_warnings(draft: RowDraft, notes: Iterable[str]) -> None:
    """What the notes say of how to call goes beside each phone: the next person who dials must see it."""
    warnings = [
        n for n in notes if re.search(r"\b(?:ne pas|pas d|jamais|coupe|appeler|joindre|ecrire)\b", fold(n))
    ]
    for contact in draft.contacts:
        if warnings and contact.kind == ContactKind.PHONE:
            contact.note = " · ".join(filter(None, [contact.note, *warnings]))[:300]


def _check(draft: RowDraft, today: date) -> None:
    if not (draft.last_name or draft.first_names or draft.birth_name):
        draft.errors.append("Ni nom ni prénom : on ne sait pas de qui il s’agit.")
    if draft.birth and first_day(draft.birth) > today:
        draft.errors.append("Date de naissance : elle est dans le futur.")
    if draft.last_contact and first_day(draft.last_contact) > today:
        draft.remarks.append(
            "Dernier contact dans le futur : gardé en note, c’est sans doute un rendez-vous."
        )
        draft.kept.append(("Dernier contact", first_day(draft.last_contact).strftime("%d/%m/%Y")))
        draft.last_contact = None
    if draft.opened and first_day(draft.opened) > today:
        draft.remarks.append("Entrée dans le futur : le dossier est ouvert à la date de l’import.")
        draft.opened = None
    if draft.opened and draft.closed and first_day(draft.closed) < first_day(draft.opened):
        draft.remarks.append("Sortie avant l’entrée : la date d’entrée a été ramenée à celle de la sortie.")
        draft.opened = draft.closed
    for label, value in (("Entrée", draft.opened), ("Dernier contact", draft.last_contact)):
        if value and not value.day:
            draft.remarks.append(f"{label} : on sait seulement « {value} ».")


def learn_habits(mapping: Mapping, rows: Iterable[Sequence[str]]) -> Habits:
    """What the file itself teaches: its first names, and whether it writes the name before the first name."""
    rows = list(rows)
    full = [text for cells in rows for text in _cells(cells, mapping.get("full_name", []))]
    return Habits(learn_first_names(mapping, rows), writes_name_first(full))


def learn_first_names(mapping: Mapping, rows: Iterable[Sequence[str]]) -> frozenset[str]:
    """The first names that the file itself teaches: words seen clearly more often as first name than as name."""
    firsts: Counter[str] = Counter()
    lasts: Counter[str] = Counter()
    for cells in rows:
        firsts.update(_words(cells, mapping.get("first_names", [])))
        lasts.update(_words(cells, mapping.get("last_name", [])))
        for full in _cells(cells, mapping.get("full_name", [])):
            first, last = split_full_name(full)
            firsts.update(fold(first).split())
            lasts.update(fold(last).split())
    return frozenset(word for word, times in firsts.items() if times > 2 * lasts[word])


def _cells(cells: Sequence[str], indexes: Iterable[int]) -> list[str]:
    return [cells[i] for i in indexes if i < len(cells) and cells[i]]


def _words(cells: Sequence[str], indexes: Iterable[int]) -> list[str]:
    return [word for cell in _cells(cells, indexes) for word in fold(cell).split()]
