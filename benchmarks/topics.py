"""How well topics hold, beside what a user would take instead; writes `benchmarks/results/topics.json`.

    python benchmarks/topics.py DATA [--only shuffled refit clusters pools translations scale] [--quick]

`DATA` is a directory of corpora as `datasets.csv` lists them; their texts are read, never printed or written. Each part
keeps its figures in the file until it is run again; `python benchmarks/page.py` makes `docs/benchmarks.md` of it.
`--quick` takes a tenth of the texts, to see that it runs.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import topics_parts as parts
import topics_scale as scale

from feedback_ai.artifacts import locate_bundle, open_bundle

RESULT = Path(__file__).resolve().parent / "results" / "topics.json"
PARTS: dict[str, Callable[[Path, float], Any]] = {
    "shuffled": parts.shuffled,
    "refit": parts.refit,
    "clusters": parts.clusters,
    "pools": parts.pools,
    "translations": parts.translations,
    "scale": scale.growth,
}
QUICK = 0.1


def main() -> None:
    """Run the parts that were asked for, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    for name in chosen.only:
        found = PARTS[name](chosen.data, QUICK if chosen.quick else 1.0)
        print(json.dumps({name: found}, indent=1), flush=True)
        if not chosen.quick:
            results = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
            version = open_bundle(locate_bundle()).manifest.version
            results |= {name: found, "bundles": {**results.get("bundles", {}), name: version}}
            RESULT.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
