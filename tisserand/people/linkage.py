"""Which records may be the same person, how likely, and why: probabilistic linkage (Fellegi and Sunter) with Splink.

Nothing is trained: what each sign weighs (`m`, `u`) is given here, so that an organisation of thirty people is compared
as well as one of a hundred thousand, the same way each time. What depends on the organisation is counted, not learnt:
how rare each name is among its own people when there are enough of them (term frequencies), how many share a commune,
how many people there are.
Two signs are read together where families would deceive: same name, same birth and first names unalike are twins; same
names and a generation between the births are a parent and a child.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import splink.internals.comparison_level_library as levels
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.comparison_library import CustomComparison

from tisserand.common.folding import fold
from tisserand.people.names import sound_keys

LIKELY = 0.5  # from this likelihood on, a pair is shown
AT_ONCE = 20_000  # people compared with all the others before the progress is told
# One person in seventeen recorded twice is a lot; it sets how likely two records taken at random are to be one person.
DOUBLED = 0.06
MOST_DOUBLED = 0.001  # in a small organisation, families are most of what looks alike
LEAST_SHARED, MOST_SHARED = 0.02, 0.9
GENERATION = 14  # years
RARITY_FROM = 200  # people; among fewer, a name borne by two records of one person would look common
STAYED = 0.3

# Splink tells what it does, and may quote what it reads: nothing personal goes to the logs.
logging.getLogger("splink").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Record:
    """What is compared of one person. Protected and past contacts are left out."""

    id: str
    firsts: Sequence[str]  # as written; the one they go by comes first
    lasts: Sequence[str]
    birth: tuple[int | None, int | None, int | None] = (None, None, None)
    gender: str = ""
    commune: str = ""
    phones: Sequence[str] = ()
    emails: Sequence[str] = ()


@dataclass(frozen=True)
class Sign:
    """One thing that was compared: « date de naissance », « la même », and how many bits it weighs for or against."""

    what: str
    says: str
    weight: float


@dataclass(frozen=True)
class Likeness:
    """Two records that may be one person."""

    first: str
    second: str
    probability: float
    weight: float
    signs: list[Sign]


# --- what is compared: (condition, what it says, how often so of one person, how often so of two)

_INVERTED = "list_has_any(firsts_l, lasts_r) AND list_has_any(lasts_l, firsts_r)"
_SAME_LAST = "(list_has_any(lasts_l, lasts_r) OR list_has_any(last_sounds_l, last_sounds_r))"
_SAME_BIRTH = "year_l = year_r AND month_l = month_r AND day_l = day_r"
_FIRST_JANUARY = "month_l = 1 AND day_l = 1"  # what is written when the day is not known


def _close(name: str, least: float) -> str:
    """One slip, or most letters in common: in a short name, one letter is a lot of it."""
    one_slip = f"damerau_levenshtein({name}_l, {name}_r) <= 1"
    return f"(jaro_winkler_similarity({name}_l, {name}_r) >= {least} OR {one_slip})"


@dataclass(frozen=True)
class Level:
    """One answer of a comparison."""

    condition: str
    says: str
    m: float
    u: float
    rarity: str = ""  # the column whose rarity counts


COMPARED: dict[str, tuple[str, str, list[Level]]] = {
    "first": (
        "prénom",
        "first_l IS NULL OR first_r IS NULL",
        [
            Level("first_l = first_r", "le même", 0.70, 0.008, rarity="first"),
            Level(_INVERTED, "nom et prénom inversés", 0.02, 0.00001),
            Level("list_has_any(firsts_l, firsts_r)", "l’un de ses prénoms", 0.08, 0.004),
            Level("list_has_any(first_sounds_l, first_sounds_r)", "sonne pareil", 0.08, 0.006),
            Level(_close("first", 0.88), "proche", 0.06, 0.008),
            Level(
                "starts_with(first_l, first_r) OR starts_with(first_r, first_l)",
                "une initiale ou un début",
                0.02,
                0.006,
            ),
            Level(
                f"{_SAME_LAST} AND {_SAME_BIRTH}",
                "sans rapport, avec le même nom et le même jour de naissance : plutôt des jumeaux",
                0.000000001,
                0.05,
            ),
            Level("", "différent", 0.03, 0.97),
        ],
    ),
    "last": (
        "nom",
        "last_l IS NULL OR last_r IS NULL",
        [
            Level("last_l = last_r", "le même", 0.62, 0.002, rarity="last"),
            Level(_INVERTED, "inversé avec le prénom", 0.02, 0.02),
            Level("list_has_any(lasts_l, lasts_r)", "le nom de naissance de l’autre", 0.14, 0.001),
            Level("list_has_any(last_sounds_l, last_sounds_r)", "sonne pareil", 0.08, 0.003),
            Level(_close("last", 0.9), "proche", 0.06, 0.003),
            Level("", "différent", 0.08, 0.99),
        ],
    ),
    "birth": (
        "date de naissance",
        "year_l IS NULL OR year_r IS NULL",
        [
            Level(f"{_SAME_BIRTH} AND {_FIRST_JANUARY}", "la même, un 1er janvier", 0.03, 0.0006),
            Level(_SAME_BIRTH, "la même", 0.78, 0.00004),
            Level(
                "year_l = year_r AND month_l = day_r AND day_l = month_r",
                "jour et mois inversés",
                0.02,
                0.00004,
            ),
            Level(
                "(year_l = year_r)::int + (month_l = month_r)::int + (day_l = day_r)::int = 2"
                " AND abs(year_l - year_r) <= 11",
                "à un chiffre près",
                0.09,
                0.0035,
            ),
            Level(
                "year_l = year_r AND (month_l IS NULL OR month_r IS NULL"
                " OR (month_l = month_r AND (day_l IS NULL OR day_r IS NULL)))",
                "compatible, connue en partie",
                0.05,
                0.0125,
            ),
            Level(f"abs(year_l - year_r) >= {GENERATION}", "une génération d’écart", 0.00001, 0.7),
            Level("", "différente", 0.025, 0.28),
        ],
    ),
    "phone": (
        "téléphone",
        "len(phones_l) = 0 OR len(phones_r) = 0",
        [
            Level("list_has_any(phones_l, phones_r)", "le même (les familles le partagent)", 0.5, 0.004),
            Level("", "différent", 0.5, 0.996),
        ],
    ),
    "email": (
        "adresse électronique",
        "len(emails_l) = 0 OR len(emails_r) = 0",
        [
            Level("list_has_any(emails_l, emails_r)", "la même", 0.55, 0.002),
            Level("", "différente", 0.45, 0.998),
        ],
    ),
    "commune": (
        "commune",
        "commune_l IS NULL OR commune_r IS NULL",
        [Level("commune_l = commune_r", "la même", 0.75, 0.35), Level("", "différente", 0.25, 0.65)],
    ),
    "gender": (
        "genre",
        "gender_l IS NULL OR gender_r IS NULL",
        [Level("gender_l = gender_r", "le même", 0.98, 0.5), Level("", "différent", 0.02, 0.5)],
    ),
}

# Only pairs that share one of these are compared: everyone with everyone would be half a million million pairs.
BROUGHT_TOGETHER: list[Any] = [
    block_on("name_pairs", arrays_to_explode=["name_pairs"]),
    block_on("last_sounds", "year", arrays_to_explode=["last_sounds"]),
    block_on("born"),
    block_on("first", "year", "month"),
    block_on("first", "year", "day"),
    block_on("first", "month", "day"),
    block_on("phones", arrays_to_explode=["phones"]),
    block_on("emails", arrays_to_explode=["emails"]),
]


def likenesses(
    records: Iterable[Record],
    *,
    scratch: Path,
    least: float = LIKELY,
    progress: Callable[[float], None] = lambda share: None,
) -> Iterator[list[Likeness]]:
    """The likely pairs, a chunk at a time, `progress` being told how far it is (0 to 1).

    Everything happens in memory; what does not fit goes to files in `scratch`, which the caller removes.
    """
    table = pa.Table.from_pylist([_row(record) for record in records], schema=SCHEMA)
    if table.num_rows < 2:
        return
    with _database(scratch) as connection:
        api = DuckDBAPI(connection)
        linker = Linker(api.register(table), _settings(table), log_level=None)
        chunks = -(-table.num_rows // AT_ONCE)
        for chunk in range(1, chunks + 1):
            found = linker.inference.predict_chunk(
                left_chunk=(chunk, chunks),
                right_chunk=(1, 1),
                threshold_match_probability=least,
                warning_mode="never",
            )
            rows = found.as_record_list()
            yield [_likeness(row) for row in rows]
            found.drop_table_from_database_and_remove_from_cache()
            progress(chunk / chunks)


@contextmanager
def _database(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    settings: dict[str, Any] = {
        "temp_directory": str(scratch),
        "memory_limit": "1GB",
        "threads": "2",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    with duckdb.connect(":memory:", config=settings) as connection:
        yield connection


SCHEMA = pa.schema(
    [
        ("unique_id", pa.string()),
        *((name, pa.string()) for name in ("first", "last", "gender", "commune", "born")),
        *((name, pa.int32()) for name in ("year", "month", "day")),
        *(
            (name, pa.list_(pa.string()))
            for name in (
                "firsts", "lasts", "first_sounds", "last_sounds", "name_pairs", "phones", "emails",
            )
        ),
    ]
)  # fmt: skip


def _row(record: Record) -> dict[str, Any]:
    firsts, lasts = _folded(record.firsts), _folded(record.lasts)
    first_sounds, last_sounds = sound_keys(*firsts), sound_keys(*lasts)
    year, month, day = record.birth
    is_whole = year and month and day and (month, day) != (1, 1)
    return {
        "unique_id": record.id,
        "first": firsts[0] if firsts else None,
        "last": lasts[0] if lasts else None,
        "firsts": list(dict.fromkeys(word for name in firsts for word in (name, name.split()[0]))),
        "lasts": lasts,
        "first_sounds": first_sounds,
        "last_sounds": last_sounds,
        # Sorted: a name and a first name written in each other's place meet too.
        "name_pairs": sorted(
            {"|".join(sorted([one, other])) for one in first_sounds for other in last_sounds}
        ),
        "year": year,
        "month": month,
        "day": day,
        "born": f"{year}-{month}-{day}" if is_whole else None,
        "gender": record.gender or None,
        "commune": record.commune or None,
        "phones": list(record.phones),
        "emails": list(record.emails),
    }


def _folded(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(folded for name in names if (folded := fold(name))))


def _settings(table: pa.Table) -> SettingsCreator:
    people = table.num_rows
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=min(MOST_DOUBLED, DOUBLED / people),
        comparisons=[
            _comparison(
                name,
                shared=_shared(table) if name == "commune" else None,
                counts_rarity=people >= RARITY_FROM,
            )
            for name in COMPARED
        ],
        blocking_rules_to_generate_predictions=BROUGHT_TOGETHER,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _shared(table: pa.Table) -> float:
    """How often two people of this organisation live in the same commune, by chance."""
    counts = [count["counts"].as_py() for count in table["commune"].drop_null().value_counts()]
    known = sum(counts)
    share = sum(count**2 for count in counts) / known**2 if known else LEAST_SHARED
    return min(max(share, LEAST_SHARED), MOST_SHARED)


def _comparison(name: str, *, shared: float | None, counts_rarity: bool) -> CustomComparison:
    _, missing, answers = COMPARED[name]
    made: list[Any] = [levels.CustomLevel(missing).configure(is_null_level=True)]
    for answer in answers:
        level = levels.CustomLevel(answer.condition) if answer.condition else levels.ElseLevel()
        m, u = answer.m, answer.u
        if (
            shared is not None
        ):  # who moved may be one in four, but nobody shares less with themself than with others
            u = shared if answer.condition else 1 - shared
            m = 1 - (1 - shared) * STAYED if answer.condition else (1 - shared) * STAYED
        said: dict[str, Any] = {"m_probability": m, "u_probability": u}
        if answer.rarity and counts_rarity:
            said |= {"tf_adjustment_column": answer.rarity, "tf_minimum_u_value": 0.0005}
        made.append(level.configure(**said))
    return CustomComparison(output_column_name=name, comparison_levels=made)


def _likeness(row: dict[str, Any]) -> Likeness:
    first, second = sorted([row["unique_id_l"], row["unique_id_r"]])
    signs = [sign for name in COMPARED if (sign := _sign(row, name))]
    return Likeness(
        first=first,
        second=second,
        probability=float(row["match_probability"]),
        weight=float(row["match_weight"]),
        signs=sorted(signs, key=lambda sign: -abs(sign.weight)),
    )


def _sign(row: dict[str, Any], name: str) -> Sign | None:
    """What one comparison says; nothing when it could not be made."""
    what, _, answers = COMPARED[name]
    gamma = int(row[f"gamma_{name}"])
    if gamma < 0:
        return None
    answer = answers[len(answers) - 1 - gamma]
    weight = float(row[f"mw_{name}"]) + float(row.get(f"mw_tf_adj_{name}") or 0)
    return Sign(what, answer.says, round(weight, 1))
