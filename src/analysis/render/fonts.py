"""The typeface of the PDF: one file per face, the same for both engines."""

import shutil
from pathlib import Path

import font_source_sans_pro

TYPEFACE = "Source Sans Pro"
_FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")


def lay_out_fonts(folder: Path) -> Path:
    """Copy the faces the report is set in to `folder`, and return it.

    The package holds each face twice (OpenType and TrueType) and more weights than are used. Handed the whole
    package, Typst would take whichever file the file system lists first.

    Parameters
    ----------
    folder : Path
        Made when missing.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as scratch:
    ...     len(list(lay_out_fonts(Path(scratch, "fonts")).iterdir()))
    6
    """
    folder.mkdir(parents=True, exist_ok=True)
    for face in _FACES:
        shutil.copyfile(
            Path(font_source_sans_pro.font_directory, f"SourceSansPro-{face}.ttf"),
            folder / f"SourceSansPro-{face}.ttf",
        )
    return folder
