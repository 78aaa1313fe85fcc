"""The folder and files of a database: for the user who runs Docket, and for nobody else."""

import os
import stat
from pathlib import Path

from bot.store import CannotOpen

FOLDER_MODE, FILE_MODE = 0o700, 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO

OF_ITS_OWN = (
    "Set DATABASE_URL to a file in a folder that Docket creates for itself, such as sqlite:///{}."
)


def keep_private(path: Path) -> Path:
    """Make the database's file and folder private, making them where there are none; say where it is.

    A link leads to the file itself, beside which SQLite keeps `-wal` and `-shm`; these take over
    the mode of the file whenever they are made. Raises CannotOpen with what to do, and OSError.
    """
    path = path.resolve()
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(FOLDER_MODE)
    if os.name == "posix":
        _close_folder(path)
    path.touch(mode=FILE_MODE)
    for file in (path, *_beside(path)):
        _close_file(file)
    return path


def _beside(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal")]


def _close_folder(path: Path) -> None:
    """Leave the folder to its owner alone, unless others use it for something else."""
    folder, found = path.parent, path.parent.stat()
    elsewhere = OF_ITS_OWN.format(folder / "docket" / path.name)
    if found.st_uid != os.geteuid():
        raise CannotOpen(f"The folder {folder} belongs to another user. {elsewhere}")
    if found.st_mode & stat.S_IWOTH:
        raise CannotOpen(f"Any user can write to the folder {folder}. {elsewhere}")
    if not found.st_mode & OTHERS:
        return
    ours = {path.name, *(file.name for file in _beside(path))}
    if any(file.name not in ours for file in folder.iterdir()):
        raise CannotOpen(
            f"Other users can open the folder {folder}, which also holds other files."
            f" {elsewhere} Or close the folder to others: chmod 700 {folder}"
        )
    folder.chmod(FOLDER_MODE)


def _close_file(file: Path) -> None:
    """Leave a file to its owner alone."""
    try:
        if stat.S_IMODE(file.stat().st_mode) != FILE_MODE:
            file.chmod(FILE_MODE)
    except FileNotFoundError:
        return
    except PermissionError:
        raise CannotOpen(
            f"The file {file} belongs to another user. Run Docket as that user, or give the file to"
            " the one it runs as (chown)."
        ) from None
