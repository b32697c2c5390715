#!/usr/bin/env bash
# phonenumbers 9.0.43. A validator built on parse and is_valid_number refuses every short crisis line: 988 (US), 3114 (FR),
# 116123 (GB) parse and are "not valid"; only shortnumberinfo knows them. And the Dutch national line 113 is unknown to both,
# so that a check by shortnumberinfo alone refuses it, too.
# Seen: US 988 valid False short True
# Seen: FR 3114 valid False short True
# Seen: GB 116123 valid False short True
# Seen: NL 113 valid False short False
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
pip install --quiet --target "$dir" 'phonenumbers==9.0.43'
seen=$(PYTHONPATH="$dir" python3 - <<'PY'
import phonenumbers as p
from phonenumbers import shortnumberinfo as s
for region, text in (("US", "988"), ("FR", "3114"), ("GB", "116123"), ("NL", "113")):
    n = p.parse(text, region)
    print(region, text, "valid", p.is_valid_number(n), "short", s.is_valid_short_number_for_region(n, region))
PY
)
echo "$seen"
[ "$seen" = "US 988 valid False short True
FR 3114 valid False short True
GB 116123 valid False short True
NL 113 valid False short False" ]
