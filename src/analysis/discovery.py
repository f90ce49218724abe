"""Packages in which a module put there is found, so that nobody keeps a list of them."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType


def modules_of(package: str) -> dict[str, ModuleType]:
    """Import every module of a package and return them by name, in alphabetical order.

    The package is given as a plain string, so that `pipeline.fingerprint` can see which modules a step
    reaches this way.

    Examples
    --------
    >>> sorted(modules_of("analysis.pipeline"))[:2]
    ['errors', 'files']
    """
    names = sorted(found.name for found in pkgutil.iter_modules(import_module(package).__path__))
    return {name: import_module(f"{package}.{name}") for name in names}
