#!/bin/bash
# Backs up what cannot be made again, encrypted for whoever has the key to a
# certificate, which is on another machine:
#
#   backup.sh CERTIFICATE FOLDER [PATH…]
#
# leaves finder-TIME.cms in FOLDER, and the newest 30. It holds the store that
# FINDER_STORE_FILE names (else the SQLite file of FINDER_DIR) and every PATH.
# finder_backup.prom in FOLDER says when it last succeeded, for node_exporter.
set -euo pipefail
umask 077

certificate=$1 folder=$2
shift 2
work=$(mktemp -d "$folder/.backup-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/store"

store=$(cat "${FINDER_STORE_FILE:-/dev/null}")
case $store in
postgres*://*)
  # The password goes through the environment: an argument would show in ps.
  if [[ $store =~ ^([a-z]+://[^:/@]+):([^@]*)@(.*)$ ]]; then
    secret=${BASH_REMATCH[2]//\\/\\\\}
    PGPASSWORD=$(printf '%b' "${secret//%/\\x}")
    export PGPASSWORD
    store=${BASH_REMATCH[1]}@${BASH_REMATCH[3]}
  fi
  pg_dump --no-owner --file "$work/store/store.sql" "$store"
  ;;
*=*) pg_dump --no-owner --file "$work/store/store.sql" "$store" ;;
*) finder staff backup "$work/store/referrals.db" ;;
esac

paths=()
[ $# -eq 0 ] || paths=(-C / "${@#/}")
tar -czf "$work/backup.tar.gz" -C "$work" store "${paths[@]}"
openssl cms -encrypt -stream -binary -aes-256-gcm -outform DER -in "$work/backup.tar.gz" -out "$work/backup.cms" "$certificate"
sync "$work/backup.cms"
mv "$work/backup.cms" "$folder/finder-$(date -u +%Y%m%dT%H%M%SZ).cms"
find "$folder" -maxdepth 1 -name 'finder-*.cms' | sort | head -n -30 | xargs -r rm -f

{
  echo '# HELP finder_backup_last_success_timestamp_seconds When the last backup was whole.'
  echo '# TYPE finder_backup_last_success_timestamp_seconds gauge'
  echo "finder_backup_last_success_timestamp_seconds $(date +%s)"
} > "$work/prom"
chmod 0644 "$work/prom"
mv "$work/prom" "$folder/finder_backup.prom"
