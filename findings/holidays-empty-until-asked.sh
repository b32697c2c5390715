#!/usr/bin/env bash
# holidays 0.109: a country's holidays made without years are EMPTY when they are listed, and grow with every day that
# is looked up. `for day in holidays.country_holidays("CA", subdiv="QC")` finds nothing at first, and the same loop
# finds a year more after somebody asked about one day. And a language that a country does not have is taken without a
# word: French names were asked for, English ones came.
# Guess: either the current year is filled in, or listing without years is an error; an unknown language is an error.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$dir" 'holidays==0.109'
PYTHONPATH="$dir" python3 - <<'PY'
from datetime import date
import holidays

quebec = holidays.country_holidays("CA", subdiv="QC", language="fr")
first = len(quebec)
asked = quebec.get(date(2026, 6, 24))
then = len(quebec)
american = holidays.country_holidays("US", language="fr", years=2026).get(date(2026, 11, 26))
print(f"listed at first: {first}; 24 June 2026: {asked}; listed then: {then}; asked in French: {american}")
assert first == 0 and then > 5 and asked and american == "Thanksgiving Day"
PY
# Seen: listed at first: 0; 24 June 2026: Fête nationale du Québec; listed then: 8; asked in French: Thanksgiving Day
