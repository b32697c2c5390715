#!/usr/bin/env bash
# Babel 2.18.0. A sentence for str.format with a percent sign behind a field, "{share}% of the hours", is flagged as
# python-format beside python-brace-format ("% o" reads as an octal conversion with a space flag). A correct translation,
# "{share} % des heures", then fails Catalog.check() (and msgfmt -c) as "incompatible format": "% d" is a decimal conversion.
# Seen: ['python-brace-format', 'python-format']
# Seen: incompatible format for placeholder 1: 'o' and 'd' are not compatible
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
pip install --quiet --target "$dir" 'babel==2.18.0'
seen=$(PYTHONPATH="$dir" python3 - <<'PY'
from babel.messages.catalog import Catalog
c = Catalog(locale="fr")
m = c.add("asked in {share}% of the hours", "pendant {share} % des heures")
print(sorted(m.flags))
for _, errors in c.check():
    for one in errors:
        print(one)
PY
)
echo "$seen"
[ "$seen" = "['python-brace-format', 'python-format']
incompatible format for placeholder 1: 'o' and 'd' are not compatible" ]
