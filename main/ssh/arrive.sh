# Runs on the remote as the user who logged in. Reads its own settings from variables set before it: mark, wish, nonce.
# Says how root can be had, then becomes the agent's shell with as much privilege as asked for.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin LC_ALL=C
export PATH LC_ALL
unset LANG LANGUAGE
why=
limit=
# sudo-rs with -n may still wake a fingerprint reader and wait for a finger.
! command -v timeout >/dev/null 2>&1 || limit='timeout 10'
if [ "$(id -u)" = 0 ]; then
  how=root
elif [ "$wish" = plain ]; then
  how=plain
elif ! command -v sudo >/dev/null 2>&1 && command -v doas >/dev/null 2>&1; then
  # doas(1) has no way to be given a password without a terminal.
  if why=$($limit doas -n true </dev/null 2>&1); then how=doas; else how=refused; fi
elif ! command -v sudo >/dev/null 2>&1; then
  how=missing
elif why=$($limit sudo -n true </dev/null 2>&1); then
  how=sudo
else
  how=password
fi
why=$(printf %s "$why" | tr '\n' ' ')
printf '\n%s %s|%s|%s\n' "$mark" "$how" "${SSH_CONNECTION-}" "$why"
[ "$how" != password ] || IFS= read -r how
# With -S sudo prompts on stderr with words that nobody else can print. Where it fails, an ordinary shell still reads.
case $how in
  sudo) sudo -n -- sh -c "$next" overlane "$mark" ;;
  doas) doas -n sh -c "$next" overlane "$mark" ;;
  password) sudo -S -p "$nonce" -- sh -c "$next" overlane "$mark" ;;
  *) false ;;
esac
# sudo refuses with 1 (sudo(8)); otherwise root was there and has ended, by itself or by a signal.
[ $? = 1 ] || exit
exec sh -c "$next" overlane "$mark"
