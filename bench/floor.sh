#!/bin/sh
# The physical floor: the same calls as floor.py with git, curl and jq, which start in milliseconds.
# Usage: bench/floor.sh REPO BASE HEAD OWNER/NAME NUMBER     (GITHUB_API_URL and OPENAI_BASE_URL say where)
set -eu
pull="$GITHUB_API_URL/repos/$4/pulls/$5"
github() { curl --silent --fail --header "Authorization: Bearer $GITHUB_TOKEN" "$@"; }

github "$pull" > /dev/null
draft=$(git -C "$1" diff "$2...$3" |
  jq --raw-input --slurp '{model: "test-model", temperature: 0.2, messages: [{role: "user", content: .}]}' |
  curl --silent --fail --header "Authorization: Bearer $OPENAI_API_KEY" --json @- "$OPENAI_BASE_URL/chat/completions" |
  jq '.choices[0].message.content | fromjson | {title, body}')
github "$pull" > /dev/null
github --request PATCH --json "$draft" "$pull" > /dev/null
