#!/bin/sh
# Looks at the host and at the secrets before anything starts, and says what to do where something is missing.
# Usage: preflight [FILE_OF_MAX_MAP_COUNT [FOLDER_OF_SECRETS]]
set -eu

limit_file=${1:-/proc/sys/vm/max_map_count}
secrets=${2:-/run/secrets}
wanted=262144 # Elasticsearch's own bootstrap check
faults=0

fault() {
  echo "preflight: $1" >&2
  faults=$((faults + 1))
}

given=$(cat "$limit_file")
if [ "$given" -lt "$wanted" ]; then
  fault "vm.max_map_count of this host is $given, Elasticsearch needs $wanted or more. As root on the host: \
sysctl -w vm.max_map_count=1048576 && echo vm.max_map_count=1048576 > /etc/sysctl.d/99-elasticsearch.conf"
fi

for file in "$secrets"/*; do
  name=${file##*/}
  if [ ! -f "$file" ]; then
    fault "the secret $name is not there: run \`docker compose run --rm credentials\` first"
    continue
  fi
  if [ ! -r "$file" ]; then
    fault "the secret $name cannot be read by group 0: chgrp 0 and chmod 0440 it, or make it anew"
    continue
  fi
  case $name in
  *.password)
    if [ "$(wc -c <"$file")" -lt 16 ]; then
      fault "the password in $name is shorter than 16 characters: choose another, or delete the file and run \
\`docker compose run --rm credentials\`"
    fi
    ;;
  redis.acl)
    # Redis lets everybody in who is the default user, unless that one is off.
    if ! grep -Eq '^user default off( |$)' "$file" || grep -v '^user default off' "$file" | grep -q nopass; then
      fault "redis.acl lets people in without a password: delete it and run \`docker compose run --rm credentials\`"
    fi
    ;;
  *)
    if [ ! -s "$file" ]; then
      fault "the secret $name is empty: delete it and run \`docker compose run --rm credentials\`"
    fi
    ;;
  esac
done

[ "$faults" -eq 0 ] || exit 1
echo "preflight: the host and the secrets are fit"
