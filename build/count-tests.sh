#!/usr/bin/env bash
# Totals of the trx files in a folder: 'passed N', 'failed N', and a line 'skipped NAME: REASON' for each skipped test.
# A file whose run did not end well without a failed test (a crashed host) counts as one failure.
set -uo pipefail
folder=$1
shopt -s nullglob
files=("$folder"/*.trx)
if [ "${#files[@]}" -eq 0 ]; then
    printf 'passed 0\nfailed 0\n'
    exit 0
fi

awk '
    function attribute(line, name,    from) {
        from = index(line, " " name "=\"")
        if (from == 0) return ""
        line = substr(line, from + length(name) + 3)
        return substr(line, 1, index(line, "\"") - 1)
    }
    function plain(text) {
        gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&#x[DA];/, " ", text); gsub(/&amp;/, "\\&", text)
        return text
    }
    function end_of_file() {
        if (outcome != "" && outcome != "Completed" && outcome != "Passed" && failed_here == 0) failed++
    }
    function end_of_test() { print "skipped " plain(test) ": " plain(reason == "" ? "no reason given" : reason); test = "" }
    FNR == 1 { end_of_file(); outcome = "Failed"; failed_here = 0; test = ""; in_message = 0 }
    # Text of a message cannot be mistaken for an element: it has its < escaped.
    /^ *<UnitTestResult / {
        test = ""
        if (attribute($0, "outcome") == "NotExecuted") {
            test = attribute($0, "testName"); reason = ""
            if ($0 ~ /\/>[[:space:]]*$/) end_of_test()
        }
    }
    test != "" && /<Message>/ { in_message = 1; sub(/^ *<Message>/, "") }
    test != "" && in_message {
        line = $0
        if (sub(/<\/Message>.*/, "", line)) in_message = 0
        reason = reason (reason == "" ? "" : " ") line
    }
    test != "" && /<\/UnitTestResult>/ { end_of_test() }
    /^ *<ResultSummary / { outcome = attribute($0, "outcome") }
    /^ *<Counters / {
        passed += attribute($0, "passed")
        failed_here = attribute($0, "failed") + attribute($0, "error") + attribute($0, "timeout") + attribute($0, "aborted")
        failed += failed_here
    }
    END { end_of_file(); printf "passed %d\nfailed %d\n", passed, failed }
' "${files[@]}"
