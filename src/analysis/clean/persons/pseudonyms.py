"""Pseudonyms: HMAC-SHA256 under a key outside the repository. Never a plain hash: names are guessable."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.errors import CleanError
from analysis.params import Study

SAMPLE_KEY = b"public key of the synthetic sample; refused for real data"
KEY_VARIABLE = "LEIE_PSEUDONYM_KEY"
FILE_VARIABLE = "LEIE_PSEUDONYM_KEY_FILE"
MIN_BYTES, MIN_DIFFERENT = 16, 5
"""Least length of a key, and least number of different characters: «aaaaaaaaaaaaaaaa» is no secret."""
ROUNDS = 100_000
"""Rounds of PBKDF2: what each guess at a key costs somebody who has the tables."""
LENGTH = 16
"""Hexadecimal digits of a pseudonym: 64 bits, so two of a million people share one with chance 3 in 10⁸."""
_ADVICE = (
    f"Set the environment variable {KEY_VARIABLE}, or {FILE_VARIABLE} to a file outside the repository, "
    f'to at least {MIN_BYTES} random characters (python -c "import secrets; print(secrets.token_hex(32))").'
)


@dataclass(frozen=True)
class Pseudonyms:
    """Makes keys that say nothing to somebody without the secret."""

    _key: bytes = field(repr=False)

    def of(self, what: str, identity: str) -> str:
        """Return the pseudonym of one identity.

        Parameters
        ----------
        what
            What is named (``person``, ``flat``): the same text as a person and as a flat gets two keys.
        identity
            The canonical identity.

        Examples
        --------
        >>> make = Pseudonyms(b"0123456789abcdef")
        >>> make.of("person", "7") == make.of("person", "7"), len(make.of("person", "7"))
        (True, 16)
        """
        message = f"{what}\0{identity}".encode()
        return hmac.digest(self._key, message, hashlib.sha256).hex()[:LENGTH]

    @property
    def mark(self) -> str:
        """What tells this key from another one without giving it away."""
        return self.of("key", "")

    def column(self, what: str, identities: npt.NDArray[np.object_] | pd.Series) -> pd.Series:
        """Return the pseudonym of each identity; missing where the identity is None."""
        codes, distinct = pd.factorize(np.asarray(identities, dtype=object), use_na_sentinel=True)
        keys = np.array([*(self.of(what, str(identity)) for identity in distinct), None], dtype=object)
        return pd.Series(keys[codes], dtype="object").astype("str")


def find_key(study: Study, environment: Mapping[str, str] | None = None) -> Pseudonyms:
    """Return the maker of pseudonyms for a project.

    Raises
    ------
    CleanError
        If a project with real data has no key, a key that is too short, of too few different characters or
        one text repeated, the public sample key, or a key file that is inside the repository, named by a
        relative path or not a plain file. The key itself is in no message.
    """
    environment = os.environ if environment is None else environment
    text, path = environment.get(KEY_VARIABLE), environment.get(FILE_VARIABLE)
    if text:
        key = text.strip().encode(errors="surrogateescape")
    elif path:
        key = _from_file(path, study.root)
    elif study.project.synthetic:
        key = SAMPLE_KEY
    else:
        raise CleanError(
            f"Project '{study.project.id}' holds personal data, and no pseudonym key is set. {_ADVICE}"
        )
    if key == SAMPLE_KEY and not study.project.synthetic:
        raise CleanError(
            f"Project '{study.project.id}' holds personal data, and the key is the public one. {_ADVICE}"
        )
    if len(key) < MIN_BYTES:
        raise CleanError(f"The pseudonym key is shorter than {MIN_BYTES} characters. {_ADVICE}")
    if len(set(key)) < MIN_DIFFERENT:
        raise CleanError(f"The pseudonym key has fewer than {MIN_DIFFERENT} different characters. {_ADVICE}")
    if key in (key + key)[1:-1]:
        raise CleanError(f"The pseudonym key is one shorter text over again. {_ADVICE}")
    return _of_project(key, study.project.id)


def key_forms(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the key as it may be written in a text: plain, in hexadecimal, in base64; none without one."""
    environment = os.environ if environment is None else environment
    key = environment.get(KEY_VARIABLE, "").strip().encode(errors="surrogateescape")
    path = Path(environment.get(FILE_VARIABLE, ""))
    if not key and path.is_absolute() and path.is_file():
        key = path.read_bytes().strip()
    if len(key) < MIN_BYTES:
        return ()
    return key.decode(errors="surrogateescape"), key.hex(), base64.b64encode(key).decode()


@cache
def _of_project(key: bytes, project: str) -> Pseudonyms:
    """Return the maker of pseudonyms under a key of the project's own, drawn from the secret.

    The same person has other pseudonyms in another project, so the tables of two cannot be joined, and a
    tenant number that both use is not one person.
    """
    return Pseudonyms(hashlib.pbkdf2_hmac("sha256", key, project.encode(), ROUNDS))


def open_key_file(environment: Mapping[str, str] | None = None) -> bool:
    """Whether the key is in a file that other users of this machine may read.

    Always false where the file system knows no such permissions, and where the key is in no file.
    """
    environment = os.environ if environment is None else environment
    path = environment.get(FILE_VARIABLE)
    if environment.get(KEY_VARIABLE) or not path or os.name != "posix":
        return False
    try:
        return bool(Path(path).expanduser().stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    except (OSError, RuntimeError):
        return False


def _from_file(name: str, root: Path) -> bytes:
    try:
        path = Path(name).expanduser()
        resolved = path.resolve()
    except (OSError, RuntimeError):
        raise CleanError(f"{FILE_VARIABLE}: no such file. {_ADVICE}") from None
    if not path.is_absolute():
        raise CleanError(
            f"{FILE_VARIABLE} is a relative path, which means another file in another folder. "
            f"Write the whole path. {_ADVICE}"
        )
    if resolved.is_relative_to(_repository(root.resolve())):
        raise CleanError(f"{FILE_VARIABLE} names a file inside the repository. Move it outside. {_ADVICE}")
    if resolved.exists() and not resolved.is_file():
        raise CleanError(f"{FILE_VARIABLE} names a folder or a device, not a file. {_ADVICE}")
    try:
        return resolved.read_bytes().strip()
    except OSError as error:
        raise CleanError(
            f"{FILE_VARIABLE}: the key file cannot be read ({error.strerror}). {_ADVICE}"
        ) from None


def _repository(root: Path) -> Path:
    """Return the folder of the repository the project is in; its own where it is in none."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
