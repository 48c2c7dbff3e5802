#!/usr/bin/env bash
# Writes the summary into the one comment of ours on a pull request: changes it where it is there, adds it where it is not.
# Needs OUT, REPOSITORY (owner/name), NUMBER, and gh with a token. A token that may not comment, as that of a fork, is said and fails nothing.
set -uo pipefail
if [ ! -f "$OUT/summary.md" ]; then
    echo "perfproof: there is no summary, so there is no comment."
    exit 0
fi

mark='<!-- perfproof -->'
body="$OUT/comment.md"
{ printf '%s\n' "$mark"; cat "$OUT/summary.md"; } > "$body"

comment() {
    local known
    known=$(gh api --paginate "repos/$REPOSITORY/issues/$NUMBER/comments" --jq ".[] | select(.body | startswith(\"$mark\")) | .id") || return
    known=${known%%$'\n'*}
    if [ -n "$known" ]; then
        gh api --method PATCH "repos/$REPOSITORY/issues/comments/$known" --field "body=@$body" --silent
    else
        gh api --method POST "repos/$REPOSITORY/issues/$NUMBER/comments" --field "body=@$body" --silent
    fi
}

comment || echo "::warning::perfproof: the comment could not be written; the token needs the permission pull-requests: write."
