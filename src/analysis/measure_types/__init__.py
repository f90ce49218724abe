"""What each type of measure is: one module per type, found here and listed nowhere else.

Every room may ask a declaration; none may know one type from another. A new type is a module in this folder
and one of the same name in `analysis.evaluate.measures`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from analysis.discovery import modules_of
from analysis.errors import AnalysisError
from analysis.measure_types.declaration import (
    Basis,
    Choice,
    Counts,
    Declaration,
    MeasureType,
    Names,
    PublicForm,
    Quantity,
)

__all__ = [
    "TYPES",
    "Basis",
    "Choice",
    "Counts",
    "Declaration",
    "Measure",
    "MeasureType",
    "Names",
    "PublicForm",
    "Quantity",
    "UndeclaredError",
    "measure_type",
]


class UndeclaredError(AnalysisError):
    """A type of measure that no module declares, or a module that declares none."""


def _found() -> dict[str, type[MeasureType]]:
    types: list[type[MeasureType]] = []
    for name, module in modules_of("analysis.measure_types").items():
        if name == "declaration":
            continue
        held = [v for v in vars(module).values() if isinstance(v, type) and issubclass(v, MeasureType)]
        own = [v for v in held if v is not MeasureType]
        if [t.type_id() for t in own] != [name]:
            raise UndeclaredError(
                f"measure_types/{name}.py must declare one type of measure, called '{name}'; "
                f"found {', '.join(t.type_id() for t in own) or 'none'}"
            )
        types += own
    return {t.type_id(): t for t in sorted(types, key=lambda t: t.position)}


TYPES = _found()
"""Id → type of measure, in order of position."""

if TYPE_CHECKING:
    Measure = MeasureType
else:
    Measure = Annotated[Union[tuple(TYPES.values())], Field(discriminator="type")]  # noqa: UP007 (made, not written)


def measure_type(type_id: str) -> type[MeasureType]:
    """Return the type with this id.

    Raises
    ------
    UndeclaredError
        If no module declares it; lists those there are.
    """
    if type_id not in TYPES:
        raise UndeclaredError(f"no type of measure is called '{type_id}'. Declared: {', '.join(TYPES)}.")
    return TYPES[type_id]
