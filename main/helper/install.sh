# Copies a staged helper to where only root may write. Constant text: it runs as root through sudo-prompt.
# $1 is the folder when root runs it directly; else it is the caller's own runtime folder, by the uid pkexec tells.
set -eu
umask 022
PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
export PATH LC_ALL
cd /
folder=/usr/libexec/overlane
actions=/usr/share/polkit-1/actions
policy=io.github.overlane.helper.policy
owner=${PKEXEC_UID:-0}
from=${1:-/run/user/$owner/overlane-install}
fail() {
  echo "overlane: $1" >&2
  exit 1
}
case $owner in *[!0-9]* | '') fail 'nobody asked for this' ;; esac
[ "$(head -n 1 "$folder/origin" 2>/dev/null)" != package ] || fail 'the helper here belongs to a package'
[ ! -L "$from" ] && [ "$(stat -c '%F %u %a' "$from")" = "directory $owner 700" ] || fail "$from is not private"
mkdir -p "${folder%/*}" "$actions"
work=$(mktemp -d "${folder%/*}/.overlane-XXXXXX")
trap 'rm -rf "$work"' EXIT
# nofollow: a link would make root read a file for the caller. nonblock: a pipe would make root wait for ever.
take() {
  dd "if=$from/$1" "of=$work/$1" iflag=nofollow,nonblock,fullblock bs=1M count=600 status=none
}
take SHA256SUMS
while read -r sum name; do
  case $name in
    overlane-helper | overlane-helper.cjs | origin | "$policy") take "$name" ;;
    overlane-runtime | libffmpeg.so | icudtl.dat | snapshot_blob.bin | v8_context_snapshot.bin) take "$name" ;;
    *) fail "not one of ours: $sum" ;;
  esac
done <"$work/SHA256SUMS"
(cd "$work" && sha256sum --check --strict --quiet SHA256SUMS) || fail 'a file changed while it was installed'
for name in overlane-helper overlane-helper.cjs overlane-runtime origin "$policy"; do
  [ -f "$work/$name" ] || fail "$name is missing"
done
rm "$work/SHA256SUMS"
chown -R 0:0 "$work"
chmod 644 "$work"/*
chmod 755 "$work" "$work/overlane-helper" "$work/overlane-runtime"
mv "$work/$policy" "$actions/.$policy"
rm -rf "$folder"
mv -T "$work" "$folder"
mv -T "$actions/.$policy" "$actions/$policy"
