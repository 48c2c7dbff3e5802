#!/bin/bash
# An array verifies an eighth of the findings in each of eight jobs, each on a node of its own; a last job joins their evidence.
# bash slurm.sh [solution or folder] [folder for the evidence], on a node that can submit; both must lie where all nodes see them.
set -euo pipefail

shards=8
code=$(realpath "${1:-.}")
evidence=$(realpath -m "${2:-perfproof-evidence}")
mkdir -p "$evidence"

# --exclusive: two that time on one node would disturb each other.
array=$(sbatch --parsable --job-name=perfproof --array="1-$shards" --exclusive --time=04:00:00 --output="$evidence/%a.log" \
    --wrap="perfproof verify $(printf %q "$code") --shard \$SLURM_ARRAY_TASK_ID/$shards --evidence $(printf %q "$evidence")/\$SLURM_ARRAY_TASK_ID.json")

# afterany: also when a shard failed. The others are worth having, and merge says which one is missing.
sbatch --parsable --job-name=perfproof-merge --dependency="afterany:$array" --time=00:10:00 --output="$evidence/merge.log" \
    --wrap="perfproof merge $(printf %q "$evidence")/[0-9]*.json --evidence $(printf %q "$evidence")/merged/perfproof.evidence.json"
