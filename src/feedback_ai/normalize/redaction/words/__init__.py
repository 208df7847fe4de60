"""Word lists that tell names and addresses from other words: text files, words between white space, `#` comments."""

from functools import cache
from importlib.resources import files


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of the list `words/<name>.txt`, in its order."""
    lines = (files(__package__) / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())
