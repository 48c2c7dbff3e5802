#!/usr/bin/env bash
# Restore, build, the README's test command, docs --check. Ends with the skipped tests and their reasons, and a last line
# 'N passed, N failed'. Exit code 0 only if nothing failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1 CI=true

results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
failed_steps=()

step() { # name, command...
    local name=$1 start=$SECONDS
    shift
    echo "== $name: $*"
    "$@"
    local code=$?
    echo "== $name: exit code $code after $((SECONDS - start)) s"
    if [ "$code" -ne 0 ]; then failed_steps+=("$name"); fi
    return "$code"
}

build_and_test() {
    step restore dotnet restore Analyzers.sln || return
    step build dotnet build Analyzers.sln --no-restore -v quiet || return
    # The README's command, with a machine-readable result for the total below.
    step test dotnet test Analyzers.sln --logger "trx;LogFilePrefix=r" --results-directory "$results"
    step docs dotnet run --project build/tools --no-build -- docs --check
}

build_and_test

# A test run that fails without a failed test (a crashed host, a project that did not compile) still counts as one failure,
# and so does a step that is not a test.
summary=$(bash build/count-tests.sh "$results")
passed=$(sed -n 's/^passed //p' <<<"$summary")
failed=$(sed -n 's/^failed //p' <<<"$summary")
for name in "${failed_steps[@]+"${failed_steps[@]}"}"; do
    echo "failed step: $name"
    if [ "$name" != test ] || [ "$failed" -eq 0 ]; then failed=$((failed + 1)); fi
done
if [ "${#failed_steps[@]}" -eq 0 ] && [ "$passed" -eq 0 ]; then
    echo "No test ran."
    failed=$((failed + 1))
fi

sed -n '/^skipped/p' <<<"$summary"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
