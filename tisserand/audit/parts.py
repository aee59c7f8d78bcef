"""What the parts of the trail are called on screen: each room names its own in `AppConfig.ready`."""

_names: dict[str, str] = {}


def name_parts(names: dict[str, str]) -> None:
    """Give parts their French name, as it follows the verb: `{"support.plan": "le projet"}`."""
    _names.update(names)


def part_name(part: str) -> str:
    """The name of a part; an unnamed one shows its key, so that it is noticed."""
    return _names.get(part, part)
