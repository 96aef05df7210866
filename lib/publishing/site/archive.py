"""The set as an archive keeps it: an RO-Crate, and what search engines read of the index.

`ro-crate-metadata.json` names every file of the set with its hash, and says whose, of when and under which licence
they are. The library `rocrate` writes it. Dates are those of the edition: nothing here reads the clock.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lib import files, paths, strict_json, strict_yaml
from lib.errors import DataError
from lib.language import LOCALES

if TYPE_CHECKING:
    from rocrate.rocrate import ROCrate

NAME = "ro-crate-metadata.json"
#: What `mimetypes` does not know everywhere.
_TYPES = {
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".csv": "text/csv",
    ".woff2": "font/woff2",
    ".yml": "application/yaml",
    ".md": "text/markdown",
}
_LICENCE = "https://spdx.org/licenses/{}"


def citation() -> dict[str, Any]:
    """What ``CITATION.cff`` says of the series.

    Raises
    ------
    DataError : missing, not YAML, or without title, abstract, date or licence
    """
    file = paths.ROOT / "CITATION.cff"
    content = strict_yaml.read(file, DataError)
    needed = ("title", "abstract", "version", "date-released", "license", "authors")
    lacking = [name for name in needed if not content.get(name)]
    if lacking:
        raise DataError("CITATION.cff", f"says no {', '.join(lacking)}", "Complete it.")
    return content


def write(target: Path, staged: dict[str, Path], note: str = "") -> None:
    """Write the crate of a set, where it is not that of these files already.

    Parameters
    ----------
    target : the file, named `NAME`
    staged : name below the folder of the set -> the file as it is staged, but for the crate and the manifest
    note : what is said of a run with other parameters
    """
    digests = {name: files.digest(file) for name, file in staged.items()}
    about = citation() | {"note": note}
    key = hashlib.sha256(json.dumps([digests, about], sort_keys=True, default=str).encode())
    kept_key = target.with_suffix(".key")
    if target.is_file() and kept_key.is_file() and kept_key.read_text("utf-8") == key.hexdigest():
        return
    content = _crate(about, digests, staged).metadata.generate()
    files.write_text(target, strict_json.text(content))
    files.write_text(kept_key, key.hexdigest())


def _crate(about: dict[str, Any], digests: dict[str, str], staged: dict[str, Path]) -> ROCrate:
    from rocrate.model.contextentity import ContextEntity  # half a second, where a set is new
    from rocrate.rocrate import ROCrate as Crate

    crate = Crate(gen_preview=False)
    root = crate.root_dataset
    root["name"] = about["title"]
    root["description"] = " ".join([*about["abstract"].split(), *about["note"].split()])
    root["version"] = str(about["version"])
    root["datePublished"] = str(about["date-released"])
    root["keywords"] = list(about.get("keywords", []))
    root["inLanguage"] = list(LOCALES)
    licence = {"@type": "CreativeWork", "name": about["license"]}
    root["license"] = crate.add(
        ContextEntity(crate, _LICENCE.format(about["license"]), properties=licence)
    )
    authors = [author.get("name", "") for author in about["authors"]]
    for number, name in enumerate(authors, 1):
        properties = {"@type": "Organization", "name": name}
        root.append_to(
            "author", crate.add(ContextEntity(crate, f"#author-{number}", properties=properties))
        )
    for name, digest in sorted(digests.items()):
        crate.add_file(dest_path=name, properties=_described(name, digest, staged[name]))
    crate.add_file(
        dest_path="manifest.json",
        properties={
            "name": "manifest.json",
            "encodingFormat": "application/json",
            "description": "Parameters, versions and hashes of the run that made this set",
        },
    )
    return crate


def _described(name: str, digest: str, file: Path) -> dict[str, Any]:
    """What the crate says of one file."""
    properties: dict[str, Any] = {
        "name": name,
        "sha256": digest,
        "contentSize": str(file.stat().st_size),
        "encodingFormat": media_type(name),
    }
    language = next((code for code in LOCALES if code in Path(name).parts), None)
    if language:
        properties["inLanguage"] = language
    return properties


def media_type(name: str) -> str:
    """Media type by the end of a file's name."""
    suffix = Path(name).suffix
    return _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")


# What search engines read


def dataset(language: str) -> str:
    """The series as a ``Dataset`` of schema.org, in JSON-LD that no browser takes for markup.

    Parameters
    ----------
    language : of the page that it stands on
    """
    about = citation()
    content = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": about["title"],
        "description": " ".join(about["abstract"].split()),
        "version": str(about["version"]),
        "datePublished": str(about["date-released"]),
        "license": _LICENCE.format(about["license"]),
        "keywords": list(about.get("keywords", [])),
        "creator": [
            {"@type": "Organization", "name": author.get("name", "")} for author in about["authors"]
        ],
        "inLanguage": language,
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"../{name}",
                "encodingFormat": media_type(name),
            }
            for name in ("findings.json", "claims.csv")
        ],
    }
    if about.get("url"):
        content["url"] = about["url"]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    # As codes of JSON, so that no data can end the element or begin another.
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
