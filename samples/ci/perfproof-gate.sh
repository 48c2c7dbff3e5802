#!/usr/bin/env bash
# Finds, measures, and says what is new: perfproof-gate.sh [path]. Exit code 0: nothing that a pull request should be stopped for.
# 1: a finding that the baseline does not have was confirmed, or 'check' found what PERFPROOF_FAIL_ON names. Any other: perfproof's own (docs/cli.md).
set -uo pipefail
code=${1:-.}
out=${PERFPROOF_OUT:-perfproof-out}
baseline=${PERFPROOF_BASELINE:-}
mkdir -p "$out"

gate=0
worst() { # The first failure counts; a gate that failed does not keep the rest from being told.
    if [ "$gate" -eq 0 ]; then gate=$1; fi
}

fail_on=()
if [ -n "${PERFPROOF_FAIL_ON:-}" ]; then fail_on=(--fail-on "$PERFPROOF_FAIL_ON"); fi
perfproof check "$code" --restore --sarif "$out/perfproof.sarif" ${fail_on[@]+"${fail_on[@]}"} || worst $?

# Whatever the verdicts are, this is 0; 3 says that a part could not be loaded, and what could be was measured.
perfproof verify "$code" --budget "${PERFPROOF_BUDGET:-600}" --evidence "$out/perfproof.evidence.json" || worst $?

if [ -f "$out/perfproof.evidence.json" ]; then
    against=()
    if [ -n "$baseline" ] && [ -f "$baseline" ]; then against=(--baseline "$baseline"); fi
    perfproof report "$out/perfproof.evidence.json" --md "$out/summary.md" --html "$out/report.html" ${against[@]+"${against[@]}"} || worst $?
fi

exit "$gate"
