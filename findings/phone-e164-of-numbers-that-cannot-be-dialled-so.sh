#!/usr/bin/env bash
# phonenumbers 9.0.43. format_number(..., E164) gives a number for Australia's 13 11 14 and 1300 374 377, which pass
# is_valid_number; yet can_be_internationally_dialled says of the same numbers that the E.164 form can't be dialled.
# Whoever stores or links phone numbers as E.164 "because the library says that they are valid" links crisis lines that do not ring.
# Seen: 131114 +61131114 valid True dialled-so False
# Seen: 1300374377 +611300374377 valid True dialled-so False
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
pip install --quiet --target "$dir" 'phonenumbers==9.0.43'
seen=$(PYTHONPATH="$dir" python3 - <<'PY'
import phonenumbers as p
for text in ("131114", "1300374377"):
    n = p.parse(text, "AU")
    print(text, p.format_number(n, p.PhoneNumberFormat.E164), "valid", p.is_valid_number(n), "dialled-so", p.can_be_internationally_dialled(n))
PY
)
echo "$seen"
[ "$seen" = "131114 +61131114 valid True dialled-so False
1300374377 +611300374377 valid True dialled-so False" ]
